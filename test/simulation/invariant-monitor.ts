import { isDeepStrictEqual } from "node:util";
import { recoveryFor } from "../../src/protocol/codes.ts";
import type { ClientId, RoomId, UserId } from "../../src/protocol/ids.ts";
import type { Content, Message } from "../../src/protocol/message.ts";
import type { Change } from "../../src/protocol/room.ts";
import type { Monitor, ObjectHost } from "./host.ts";
import { standingIn } from "./members.ts";
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
  readonly client_id?: ClientId;
  readonly code?: string;
  readonly messages?: readonly Message[];
  readonly changes?: readonly Change[];
  readonly users?: readonly { readonly user_id: UserId }[];
  readonly conversations?: readonly { readonly room_id: RoomId; readonly read: number }[];
}

/** What never changes of a message, and what was first said where that is still there. */
export interface Told {
  readonly message_id: number;
  readonly sender: UserId;
  readonly time: number;
  readonly content: Content | undefined;
}

/** What never changes of a change. */
interface ToldChange {
  readonly room_id: RoomId;
  readonly change_id: number;
  readonly type: string;
  readonly time: number;
  readonly by: UserId;
  readonly about: UserId | number | undefined;
}

/** Watches all that goes over sockets while a simulation runs, and remembers what anybody was ever told. */
export class InvariantMonitor implements Monitor {
  violation: Violation | undefined;
  /** Every message any device has ever received, by its client_id: two rooms never hold the same here. */
  readonly told = new Map<ClientId, Told>();
  /** Every change any device has ever received, by room and number. */
  readonly toldChanges = new Map<string, ToldChange>();
  /** What a room has refused for good at some time: sends and actions. */
  readonly refused = new Set<ClientId>();
  /** How often somebody was shown typing. */
  typingSeen = 0;
  /** How far each inbox has said its user has read. */
  readonly #read = new Map<string, number>();
  readonly #seen = new Set<string>();
  #last:
    | {
        readonly host: ObjectHost;
        readonly data: string;
        readonly members: ReadonlyMap<UserId, unknown> | undefined;
      }
    | undefined;

  violated(rule: string, what: string): void {
    this.violation ??= new Violation(rule, what);
  }

  /** Something comes in and begins a turn. To mark as unread is the one way in which `read` moves back. */
  hearing(host: ObjectHost, what: string): void {
    if (host.parts.kind !== "inbox" || !what.includes('"mark_unread"')) return;
    host.emit(() => {
      for (const key of this.#read.keys()) if (key.startsWith(host.parts.name)) this.#read.delete(key);
    });
  }

  /** In the turn in which somebody is no longer a member nothing more is sent to them, of whatever kind. */
  sending(host: ObjectHost, socket: ServerEnd, data: string): void {
    const { user_id } = socket.attachment as { user_id: UserId };
    // A broadcast is one string: what is known of it holds for each of its sockets.
    const isNew = this.#last?.host !== host || this.#last.data !== data;
    if (isNew)
      this.#last = { host, data, members: host.parts.kind === "room" ? standingIn(host).members : undefined };
    if (isNew && data.startsWith('{"type":"reject"')) {
      const { client_id, code } = JSON.parse(data) as Frame;
      if (client_id !== undefined) this.#noteRefusal(client_id, code);
    }
    const members = this.#last?.members;
    if (!members) {
      // Only when it leaves: a crash takes along what was held back.
      if (isNew) host.emit(() => this.#readsGoForward(host, data));
      return;
    }
    if (!members.has(user_id))
      this.violated(
        "MEMBER4",
        `${user_id} is no member of ${host.parts.name} and is sent ${data.slice(0, 200)}`,
      );
    if (isNew && data.startsWith('{"type":"typing"')) this.#typistsAreMembers(host, members, data);
  }

  /** A room has answered somebody who wanted to read it, or said something without a socket. */
  answering(host: ObjectHost, method: string, args: readonly unknown[], value: unknown): void {
    if (method === "post") {
      const [, { client_id }] = args as [UserId, { client_id: ClientId }];
      void (value as Promise<{ code?: string }>).then(
        ({ code }) => this.#noteRefusal(client_id, code),
        () => {}, // whoever called learns of it
      );
    }
    if (host.parts.kind !== "room" || method !== "read" || !(value as { ok?: boolean }).ok) return;
    const [name, user_id] = args as [string, UserId];
    if (!standingIn(host).members.has(user_id))
      this.violated("MEMBER4", `${user_id} is no member of ${host.parts.name} and reads its ${name}`);
  }

  #noteRefusal(client_id: ClientId, code: string | undefined): void {
    if (code !== undefined && recoveryFor(code) === "stop") this.refused.add(client_id);
  }

  #typistsAreMembers(host: ObjectHost, members: ReadonlyMap<UserId, unknown>, data: string): void {
    const stranger = (JSON.parse(data) as Frame).users?.find(({ user_id }) => !members.has(user_id));
    if (stranger)
      this.violated("TYPING1", `${stranger.user_id} types in ${host.parts.name} and is no member`);
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

  /** A device of a user has got a frame, or the answer to a request, of a room or of something else. */
  received(data: string, room_id: RoomId | undefined): void {
    if (data.startsWith('{"type":"typing","users":[{')) this.typingSeen++;
    const isAboutLog = data.includes('"messages":[{') || data.includes('"changes":[{');
    if (!isAboutLog || room_id === undefined) return;
    const key = room_id + data;
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    const parsed = JSON.parse(data) as Frame & { readonly frames?: readonly Frame[] };
    for (const frame of [parsed, ...(parsed.frames ?? [])]) {
      for (const message of frame.messages ?? []) this.#tell(message);
      for (const change of frame.changes ?? []) this.#tellChange(room_id, change);
    }
  }

  #tell({ client_id, message_id, sender, time, ...message }: Message): void {
    const isOriginal = message.edited_at === undefined && message.deleted_at === undefined;
    const told = { message_id, sender, time, content: isOriginal ? contentOf(message) : undefined };
    const known = this.told.get(client_id);
    const isSame = !known || isDeepStrictEqual({ ...known, content: told.content }, told);
    const saysTheSame = !known?.content || !told.content || isDeepStrictEqual(known.content, told.content);
    if (!isSame || !saysTheSame)
      this.violated("SEND2", `${JSON.stringify(told)} was told before as ${JSON.stringify(known)}`);
    this.told.set(client_id, { ...told, content: told.content ?? known?.content });
  }

  #tellChange(room_id: RoomId, change: Change): void {
    const { change_id, type, time, by } = change;
    const about =
      change.type === "message_changed"
        ? change.patch.message_id
        : change.type === "room_changed"
          ? undefined
          : change.user_id;
    const told = { room_id, change_id, type, time, by, about };
    const key = `${room_id} ${change_id}`;
    const known = this.toldChanges.get(key);
    if (known && !isDeepStrictEqual(known, told))
      this.violated("RESUME4", `${JSON.stringify(told)} was told before as ${JSON.stringify(known)}`);
    this.toldChanges.set(key, told);
  }
}

const contentOf = ({ text, reply_to, thread, mentions, mention_room, poll }: Content): Content => ({
  text,
  ...(reply_to !== undefined && { reply_to }),
  ...(thread !== undefined && { thread }),
  ...(mentions && { mentions }),
  ...(mention_room && { mention_room }),
  ...(poll && { poll }),
});
