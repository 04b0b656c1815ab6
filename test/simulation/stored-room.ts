import { createHash } from "node:crypto";
import type { RoomId, UserId } from "../../src/protocol/ids.ts";
import type { Message } from "../../src/protocol/message.ts";
import type { Change, Member } from "../../src/protocol/room.ts";
import type { ObjectHost } from "./host.ts";
import { Violation } from "./witness.ts";

interface Row extends Message {
  /** The rarer parts of what was said, as JSON. */
  readonly more: string | null;
  readonly chain: string;
}

const sha256 = (value: unknown): string => createHash("sha256").update(JSON.stringify(value)).digest("hex");

/** A room as it is on its disk, read without the product's code. */
export class StoredRoom {
  readonly room_id: RoomId;
  readonly messages: readonly Message[];
  readonly changes: readonly Change[];
  readonly members: ReadonlyMap<UserId, Member & { readonly read_from: number }>;
  readonly #rows: readonly Row[];

  constructor({ parts, disk }: ObjectHost) {
    const all = <T>(query: string) => disk.exec(query).toArray() as T[];
    this.room_id = parts.name;
    this.#rows = all<Row>("SELECT * FROM message ORDER BY message_id");
    this.messages = this.#rows.map(({ message_id, sender, client_id, time, text, more }) => ({
      ...{ message_id, sender, client_id, time, text },
      ...(JSON.parse(more ?? "{}") as Partial<Message>),
    }));
    this.changes = all<{ body: string }>("SELECT body FROM change ORDER BY change_id").map(
      (row) => JSON.parse(row.body) as Change,
    );
    this.members = new Map(
      all<Member & { read_from: number }>("SELECT * FROM member").map((member) => [member.user_id, member]),
    );
  }

  /** Ids dense from 1, times that do not fall, each client_id once, and a chain that holds. */
  check(): void {
    let chain = "0".repeat(64);
    let time = 0;
    for (const [index, row] of this.#rows.entries()) {
      if (row.message_id !== index + 1)
        throw new Violation("SEND4", `${this.room_id}: ${row.message_id} after ${index}`);
      if (row.time < time)
        throw new Violation("SEND4", `${this.room_id}: the time falls at ${row.message_id}`);
      const more = JSON.parse(row.more ?? "{}") as Partial<Message>;
      const digest = sha256([row.text, more.reply_to ?? null, more.mentions ?? []]);
      chain = sha256([chain, row.message_id, row.sender, row.client_id, row.time, digest]);
      if (row.chain !== chain)
        throw new Violation("PROOF1", `${this.room_id}: the chain breaks at ${row.message_id}`);
      time = row.time;
    }
    if (new Set(this.#rows.map((row) => row.client_id)).size !== this.#rows.length)
      throw new Violation("SEND2", `${this.room_id}: a client_id twice`);
    const hole = this.changes.findIndex((change, index) => change.change_id !== index + 1);
    if (hole >= 0) throw new Violation("MEMBER3", `${this.room_id}: changes have a hole at ${hole + 1}`);
    this.#checkMembers();
  }

  /** The changes tell who is a member, and nobody who was none has said anything. */
  #checkMembers(): void {
    const roles = new Map<UserId, string>();
    const changes = [...this.changes];
    for (const { message_id, sender } of [
      ...this.messages,
      { message_id: Number.POSITIVE_INFINITY, sender: "" },
    ]) {
      while (changes[0] && changes[0].after_message_id < message_id) follow(roles, changes.shift() as Change);
      if (sender && !roles.has(sender))
        throw new Violation("MEMBER3", `${this.room_id}: ${message_id} is by ${sender}, no member then`);
    }
    const now = [...this.members.values()].map(({ user_id, role }) => `${user_id} ${role}`).sort();
    const told = [...roles].map(([user_id, role]) => `${user_id} ${role}`).sort();
    if (now.join() !== told.join())
      throw new Violation("MEMBER3", `${this.room_id}: members ${now.join()}, by the changes ${told.join()}`);
    if (now.length > 0 && !this.room_id.startsWith("d_") && !now.some((line) => line.endsWith("owner")))
      throw new Violation("MEMBER5", `${this.room_id}: no owner`);
  }

  /** Whether it belongs into a user's list: the other side of a DM learns of it with the first message. */
  isKnownTo(user_id: UserId): boolean {
    if (!this.members.has(user_id)) return false;
    return !this.room_id.startsWith("d_") || this.messages.length > 0 || this.changes[0]?.by === user_id;
  }

  /** How far a user has read, at least and at most, if their devices have marked up to `mark`. */
  readBy(user_id: UserId, mark: number): [number, number] {
    const own = this.messages.findLast((message) => message.sender === user_id)?.message_id ?? 0;
    const least = Math.max(own, this.members.get(user_id)?.read_from ?? 0);
    const most = Math.max(least, mark);
    // What was marked just before leaving may or may not have arrived.
    const hasLeft = this.changes.some(
      (change) => change.type === "member_left" && change.user_id === user_id,
    );
    return hasLeft ? [least, most] : [most, most];
  }
}

function follow(roles: Map<UserId, string>, change: Change): void {
  switch (change.type) {
    case "member_joined":
    case "role_changed":
      roles.set(change.user_id, change.role);
      return;
    case "member_left":
    case "member_removed":
    case "member_banned":
      roles.delete(change.user_id);
  }
}

/** The newest message_id. */
export const headOf = ({ disk }: ObjectHost): number =>
  (disk.exec("SELECT ifnull(max(message_id), 0) AS head FROM message").toArray() as { head: number }[])[0]
    ?.head ?? 0;
