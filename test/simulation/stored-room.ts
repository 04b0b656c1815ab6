import { createHash } from "node:crypto";
import type { ClientId, RoomId, UserId } from "../../src/protocol/ids.ts";
import type { Content, Message } from "../../src/protocol/message.ts";
import type { Change, Member, Room, RoomSettings } from "../../src/protocol/room.ts";
import type { Receipt } from "../../src/protocol/room-frames.ts";
import { asId } from "../as-id.ts";
import type { ObjectHost } from "./host.ts";
import { Violation } from "./invariant-monitor.ts";
import { checkMembers } from "./stored-members.ts";
import { type MessageRow, type MessageTables, messagesOf, storedContent } from "./stored-messages.ts";

/** A change as it is stored: of a message, which part has changed. */
export type StoredChange = Exclude<Change, { type: "message_changed" }> | MessageChanged;
interface MessageChanged {
  readonly type: "message_changed";
  readonly change_id: number;
  readonly after_message_id: number;
  readonly time: number;
  readonly by: UserId;
  readonly message_id: number;
  readonly field: "text" | "reactions" | "pinned" | "replies" | "votes";
}
type Notice = Exclude<StoredChange, MessageChanged>;

export type StoredMember = Member & { readonly read_from: number };

const sha256 = (value: unknown): string => createHash("sha256").update(JSON.stringify(value)).digest("hex");

/** The digest of what was said: see PROOF1. */
export function digestOf({ text, reply_to, mentions, thread, mention_room, poll }: Content): string {
  const isPlain = thread === undefined && !mention_room && !poll;
  const more = isPlain
    ? []
    : [thread ?? null, mention_room ?? null, poll ? [poll.options, poll.multiple] : null, null];
  return sha256([text, reply_to ?? null, mentions ?? [], ...more]);
}

/** A room as it is on its disk, read without the product's code. */
export class StoredRoom {
  readonly room_id: RoomId;
  readonly rows: readonly MessageRow[];
  readonly changes: readonly StoredChange[];
  /** Changes that are told to people as such. */
  readonly notices: readonly Notice[];
  readonly members: ReadonlyMap<UserId, StoredMember>;
  readonly tables: MessageTables;
  readonly receipts: readonly Receipt[];
  /** Who, in a DM, may not write. */
  readonly blocked: ReadonlySet<UserId>;
  readonly banned: ReadonlySet<UserId>;
  readonly view: Room;
  readonly #readers = new Map<UserId, readonly Message[]>();

  constructor({ parts, disk }: ObjectHost) {
    const all = <T>(query: string) => disk.exec(query).toArray() as T[];
    this.room_id = asId(parts.name);
    this.rows = all<MessageRow>("SELECT * FROM message ORDER BY message_id");
    this.changes = all<{ body: string; message_id: number | null; field: string | null }>(
      "SELECT body, message_id, field FROM change ORDER BY change_id",
    ).map(
      ({ body, ...about }) =>
        ({ ...JSON.parse(body), ...(about.message_id !== null && about) }) as StoredChange,
    );
    this.notices = this.changes.filter((change) => change.type !== "message_changed");
    this.members = new Map(
      all<StoredMember>("SELECT * FROM member").map((member) => [member.user_id, member]),
    );
    this.tables = {
      revisions: all("SELECT message_id, text FROM revision ORDER BY until"),
      reactions: all("SELECT message_id, emoji, user_id FROM reaction ORDER BY at, user_id, emoji"),
      pins: new Set(all<{ message_id: number }>("SELECT message_id FROM pin").map((row) => row.message_id)),
      votes: all("SELECT message_id, user_id, options FROM vote"),
      followers: all("SELECT root, user_id, following FROM follower"),
    };
    this.receipts = all<Receipt>("SELECT user_id, delivered, read FROM receipt ORDER BY user_id").map(
      (receipt) => ({ ...receipt }),
    );
    this.blocked = new Set(all<{ user_id: UserId }>("SELECT user_id FROM blocked").map((row) => row.user_id));
    this.banned = new Set(all<{ user_id: UserId }>("SELECT user_id FROM ban").map((row) => row.user_id));
    const [info] = all<Pick<Room, "room_id" | "kind" | "created_at"> & { settings: string }>(
      "SELECT room_id, kind, created_at, settings FROM room",
    );
    if (!info) throw new Violation("SEND3", `${parts.name} is not there`);
    const { settings, ...about } = info;
    this.view = { ...about, ...(JSON.parse(settings) as RoomSettings), member_count: this.members.size };
  }

  get head(): number {
    return this.rows.length;
  }

  /** Every message as a member is shown it. */
  messagesFor(reader: UserId): readonly Message[] {
    const known = this.#readers.get(reader) ?? messagesOf(this.rows, this.tables, reader);
    this.#readers.set(reader, known);
    return known;
  }

  /** The message of a client_id. */
  sent(client_id: ClientId): MessageRow | undefined {
    return this.rows.find((row) => row.client_id === client_id);
  }

  /** Ids dense from 1, times that do not fall, each client_id once, and a chain that holds. */
  check(): void {
    let chain = "0".repeat(64);
    let time = 0;
    for (const [index, row] of this.rows.entries()) {
      if (row.message_id !== index + 1)
        throw new Violation("SEND4", `${this.room_id}: ${row.message_id} after ${index}`);
      if (row.time < time)
        throw new Violation("SEND4", `${this.room_id}: the time falls at ${row.message_id}`);
      const digest = row.digest ?? digestOf({ ...storedContent(row), text: row.text });
      chain = sha256([chain, row.message_id, row.sender, row.client_id, row.time, digest]);
      if (row.chain !== chain)
        throw new Violation("PROOF1", `${this.room_id}: the chain breaks at ${row.message_id}`);
      time = row.time;
    }
    if (new Set(this.rows.map((row) => row.client_id)).size !== this.rows.length)
      throw new Violation("SEND2", `${this.room_id}: a client_id twice`);
    const hole = this.changes.findIndex((change, index) => change.change_id !== index + 1);
    if (hole >= 0) throw new Violation("MEMBER3", `${this.room_id}: changes have a hole at ${hole + 1}`);
    checkMembers(this);
  }

  /** Whether it belongs into a user's list: the other side of a DM learns of it with the first message. */
  isKnownTo(user_id: UserId): boolean {
    if (!this.members.has(user_id)) return false;
    return !this.room_id.startsWith("d_") || this.head > 0 || this.changes[0]?.by === user_id;
  }

  /** Whether someone who was in it no longer was at some time. */
  wasLeftBy(user_id: UserId): boolean {
    return this.changes.some((change) => endsMembership(change) && change.user_id === user_id);
  }
}

type Ending = Extract<StoredChange, { type: "member_left" | "member_removed" | "member_banned" }>;
export const endsMembership = (change: StoredChange): change is Ending =>
  ["member_left", "member_removed", "member_banned"].includes(change.type);

/** The newest message_id. */
export const headOf = ({ disk }: ObjectHost): number =>
  (disk.exec("SELECT ifnull(max(message_id), 0) AS head FROM message").toArray() as { head: number }[])[0]
    ?.head ?? 0;
