import { isDeepStrictEqual } from "node:util";
import type { RoomId, UserId } from "../../src/protocol/ids.ts";
import type { Message } from "../../src/protocol/message.ts";
import type { ObjectHost, Witness } from "./host.ts";
import type { ServerEnd } from "./wire.ts";

/** A rule that did not hold. */
export class Violation extends Error {
  readonly rule: string;

  constructor(rule: string, what: string) {
    super(`${rule}: ${what}`);
    this.name = "Violation";
    this.rule = rule;
  }
}

interface Frame {
  readonly type?: string;
  readonly messages?: readonly Message[];
  readonly conversations?: readonly { readonly room_id: RoomId; readonly read: number }[];
}

/** Watches all that goes over sockets while a simulation runs, and remembers what anybody was ever told. */
export class Watch implements Witness {
  violation: Violation | undefined;
  /** Every message any device has ever received, as it was. */
  readonly told = new Map<string, Message>();
  /** How far each inbox has said its user has read. */
  readonly #read = new Map<string, number>();
  readonly #seen = new Set<string>();
  #last:
    | { readonly host: ObjectHost; readonly data: string; readonly members: ReadonlySet<UserId> | undefined }
    | undefined;

  violated(rule: string, what: string): void {
    this.violation ??= new Violation(rule, what);
  }

  sending(host: ObjectHost, socket: ServerEnd, data: string): void {
    const { user_id } = socket.attachment as { user_id: UserId };
    // A broadcast is one string: what is known of it holds for each of its sockets.
    const isNew = this.#last?.host !== host || this.#last.data !== data;
    if (isNew) this.#last = { host, data, members: host.parts.kind === "room" ? membersOf(host) : undefined };
    const members = this.#last?.members;
    if (!members) {
      if (isNew) this.#readsGoForward(host, data);
    } else if (
      !members.has(user_id) &&
      !data.startsWith('{"type":"reject"') &&
      !data.startsWith('{"type":"error"')
    )
      this.violated(
        "MEMBER4",
        `${user_id} is no member of ${host.parts.name} and is sent ${data.slice(0, 200)}`,
      );
  }

  #readsGoForward(host: ObjectHost, data: string): void {
    if (!data.startsWith('{"type":"conversations"')) return;
    for (const { room_id, read } of (JSON.parse(data) as Frame).conversations ?? []) {
      const key = `${host.parts.name} ${room_id}`;
      const before = this.#read.get(key) ?? 0;
      if (read < before) this.violated("INBOX3", `read of ${key} went back from ${before} to ${read}`);
      this.#read.set(key, read);
    }
  }

  /** A device of a user has got a frame, or the answer to a request; both may hold messages. */
  received(data: string): void {
    if (this.#seen.has(data) || !data.includes('"messages":[{')) return;
    this.#seen.add(data);
    const parsed = JSON.parse(data) as Frame & { readonly frames?: readonly Frame[] };
    for (const frame of [parsed, ...(parsed.frames ?? [])])
      for (const message of frame.messages ?? []) this.#tell(message);
  }

  /** Two rooms never hold the same client_id here, so it names a message. */
  #tell(message: Message): void {
    const known = this.told.get(message.client_id);
    if (known && !isDeepStrictEqual(known, message))
      this.violated("SEND2", `${JSON.stringify(message)} was told before as ${JSON.stringify(known)}`);
    this.told.set(message.client_id, message);
  }
}

const membersOf = (host: ObjectHost): ReadonlySet<UserId> =>
  new Set(
    (host.disk.exec("SELECT user_id FROM member").toArray() as { user_id: UserId }[]).map(
      (row) => row.user_id,
    ),
  );
