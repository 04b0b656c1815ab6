import type { RoomId, RoomKind, UserId } from "../../protocol/ids.ts";
import type { Change, RoomSettings } from "../../protocol/room.ts";
import type { Sql } from "../object/sql.ts";
import { DOOR_SCHEMA, DoorSql } from "./door-sql.ts";
import { MEMBER_SCHEMA, MemberSql } from "./member-sql.ts";
import { MESSAGE_SCHEMA } from "./message-schema-sql.ts";
import { MessageSql } from "./message-sql.ts";

/**
 * The room's database: the room itself, its changes, and what its fan-out must remember; messages,
 * members and doors have files of their own. Rows written are the bill on this platform.
 */
const SCHEMA = [
  `CREATE TABLE IF NOT EXISTS room (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    room_id TEXT NOT NULL, kind TEXT NOT NULL, created_at INTEGER NOT NULL, epoch TEXT NOT NULL,
    settings TEXT NOT NULL, deleted_at INTEGER
  ) STRICT`,
  // message_id, facet: what a message_changed is about; how it is now, is read from the message.
  `CREATE TABLE IF NOT EXISTS change (
    change_id INTEGER PRIMARY KEY, body TEXT NOT NULL, message_id INTEGER, facet TEXT
  ) STRICT`,
  // Whose inbox must still be told something: joins and leaves, and calls that failed. It has seen
  // everything up to message_id and change_id; `renewed` is the change that last made it necessary.
  `CREATE TABLE IF NOT EXISTS outbox (
    user_id TEXT PRIMARY KEY, message_id INTEGER NOT NULL, change_id INTEGER NOT NULL, renewed INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID`,
  // In a large room: whose inbox is live and wants to be told.
  `CREATE TABLE IF NOT EXISTS lease (
    user_id TEXT PRIMARY KEY, at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID`,
  `CREATE TABLE IF NOT EXISTS fanout_cursor (
    one INTEGER PRIMARY KEY CHECK (one = 1), message_id INTEGER NOT NULL, change_id INTEGER NOT NULL
  ) STRICT`,
  // A row while the directory of channels must still be told how the channel is; `times` it became so.
  `CREATE TABLE IF NOT EXISTS listing_owed (
    one INTEGER PRIMARY KEY CHECK (one = 1), times INTEGER NOT NULL
  ) STRICT`,
  ...MESSAGE_SCHEMA,
  ...MEMBER_SCHEMA,
  ...DOOR_SCHEMA,
];

/** What a room is. */
export interface RoomInfo {
  readonly room_id: RoomId;
  readonly kind: RoomKind;
  /** Unix milliseconds. */
  readonly created_at: number;
  readonly epoch: string;
  readonly settings: RoomSettings;
  /** Unix milliseconds. From then on nobody is in it; the rest goes when everyone has been told. */
  readonly deleted_at: number | null;
}

/** The parts of a message that change apart from each other. */
export type Facet = "text" | "reactions" | "pinned" | "replies" | "votes";

/** A change as it is stored: of a changed message only which part, for the rest is in the message. */
export type StoredChange =
  | Exclude<Change, { type: "message_changed" }>
  | (Omit<Extract<Change, { type: "message_changed" }>, "patch"> & {
      readonly message_id: number;
      readonly facet: Facet;
    });

/** A point in both sequences of the log: everything up to it has been dealt with. */
export interface Cursor {
  readonly message_id: number;
  readonly change_id: number;
}

/** An inbox that has been told everything up to a point, and must be told the rest. */
export interface Debt extends Cursor {
  readonly user_id: UserId;
  /** The change that last made it necessary. */
  readonly renewed: number;
}

/** A live inbox that wants to hear of a large room, and when it last said so (Unix milliseconds). */
export interface Lease {
  readonly user_id: UserId;
  readonly at: number;
}

export class RoomSql {
  readonly messages: MessageSql;
  readonly members: MemberSql;
  readonly doors: DoorSql;
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
    this.messages = new MessageSql(sql);
    this.members = new MemberSql(sql);
    this.doors = new DoorSql(sql);
  }

  /** Whether a room was ever made here. Asking makes no tables, so a stray id leaves nothing behind. */
  exists(): boolean {
    return this.#sql.exec("SELECT 1 FROM sqlite_master WHERE name = 'room'").length > 0;
  }

  /** Makes the tables that are missing. */
  migrate(): void {
    for (const statement of SCHEMA) this.#sql.exec(statement);
  }

  transaction<T>(work: () => T): T {
    return this.#sql.transaction(work);
  }

  // ---- the room -------------------------------------------------------------------------------

  putRoom(room: RoomInfo): void {
    this.#sql.exec(
      `INSERT OR REPLACE INTO room (one, room_id, kind, created_at, epoch, settings, deleted_at)
       VALUES (1, ?, ?, ?, ?, ?, ?)`,
      room.room_id,
      room.kind,
      room.created_at,
      room.epoch,
      JSON.stringify(room.settings),
      room.deleted_at,
    );
  }

  room(): RoomInfo | undefined {
    const [row] = this.#sql.exec<Omit<RoomInfo, "settings"> & { settings: string }>(
      "SELECT room_id, kind, created_at, epoch, settings, deleted_at FROM room",
    );
    return row && { ...row, settings: JSON.parse(row.settings) as RoomSettings };
  }

  // ---- changes --------------------------------------------------------------------------------

  lastChange(): number {
    return (
      this.#sql.exec<{ change_id: number }>("SELECT change_id FROM change ORDER BY change_id DESC LIMIT 1")[0]
        ?.change_id ?? 0
    );
  }

  insertChange(change: StoredChange): void {
    const about = change.type === "message_changed" ? change : undefined;
    this.#sql.exec(
      "INSERT INTO change (change_id, body, message_id, facet) VALUES (?, ?, ?, ?)",
      change.change_id,
      JSON.stringify(change),
      about?.message_id ?? null,
      about?.facet ?? null,
    );
  }

  changesAfter(change_id: number, limit: number): StoredChange[] {
    return this.#sql
      .exec<{ body: string }>(
        "SELECT body FROM change WHERE change_id > ? ORDER BY change_id LIMIT ?",
        change_id,
        limit,
      )
      .map((row) => JSON.parse(row.body) as StoredChange);
  }

  // ---- fan-out --------------------------------------------------------------------------------

  fanoutCursor(): Cursor {
    return (
      this.#sql.exec<{ message_id: number; change_id: number }>(
        "SELECT message_id, change_id FROM fanout_cursor",
      )[0] ?? {
        message_id: 0,
        change_id: 0,
      }
    );
  }

  putFanoutCursor({ message_id, change_id }: Cursor): void {
    this.#sql.exec(
      "INSERT OR REPLACE INTO fanout_cursor (one, message_id, change_id) VALUES (1, ?, ?)",
      message_id,
      change_id,
    );
  }

  /** Notes that an inbox must be told. It stays at the earliest point until it has been. */
  owe(debt: Debt): void {
    this.#sql.exec(
      `INSERT INTO outbox (user_id, message_id, change_id, renewed) VALUES (?, ?, ?, ?)
       ON CONFLICT (user_id) DO UPDATE SET message_id = min(message_id, excluded.message_id),
         change_id = min(change_id, excluded.change_id), renewed = max(renewed, excluded.renewed)`,
      debt.user_id,
      debt.message_id,
      debt.change_id,
      debt.renewed,
    );
  }

  owed(limit: number): Debt[] {
    return this.#sql.exec<Debt>("SELECT user_id, message_id, change_id, renewed FROM outbox LIMIT ?", limit);
  }

  /** Crosses a debt off, unless a newer change has renewed it. */
  settle(debt: Debt): void {
    this.#sql.exec("DELETE FROM outbox WHERE user_id = ? AND renewed <= ?", debt.user_id, debt.renewed);
  }

  /** Takes a lease, or renews it. */
  lease(user_id: UserId, at: number): void {
    this.#sql.run("INSERT OR REPLACE INTO lease (user_id, at) VALUES (?, ?)", user_id, at);
  }

  /** Ends a lease, unless it has been renewed since. */
  endLease({ user_id, at }: Lease): void {
    this.#sql.run("DELETE FROM lease WHERE user_id = ? AND at <= ?", user_id, at);
  }

  endLeases(): void {
    this.#sql.exec("DELETE FROM lease");
  }

  leases(): Lease[] {
    return this.#sql.exec<Lease>("SELECT user_id, at FROM lease ORDER BY user_id");
  }
  // ---- the directory --------------------------------------------------------------------------

  oweListing(): void {
    this.#sql.exec(
      "INSERT INTO listing_owed (one, times) VALUES (1, 1) ON CONFLICT (one) DO UPDATE SET times = times + 1",
    );
  }

  /** How often it became necessary to tell the directory; nothing where it knows. */
  listingOwed(): number | undefined {
    return this.#sql.exec<{ times: number }>("SELECT times FROM listing_owed")[0]?.times;
  }

  /** The directory has been told, unless it has become necessary anew. */
  settleListing(times: number): void {
    this.#sql.exec("DELETE FROM listing_owed WHERE times = ?", times);
  }
}
