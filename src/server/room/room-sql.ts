import type { ClientId, MessageId, UserId } from "../../protocol/ids.ts";
import type { Message } from "../../protocol/message.ts";
import type { Change, Member, Role, Room } from "../../protocol/room.ts";
import type { Sql } from "../sql.ts";

/**
 * The room's tables, and the only place of its SQL. They are the truth for messages, members and
 * changes. Rows written are the bill on this platform: a message costs two, itself and its dedupe
 * row. Nothing here has a secondary index, because each entry would count as one more.
 */
const SCHEMA = [
  `CREATE TABLE IF NOT EXISTS room (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    room_id TEXT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL, topic TEXT NOT NULL,
    created_at INTEGER NOT NULL, epoch TEXT NOT NULL
  ) STRICT`,
  // message_id is the rowid: a range of the log is one walk through one tree.
  `CREATE TABLE IF NOT EXISTS message (
    message_id INTEGER PRIMARY KEY,
    sender TEXT NOT NULL, client_id TEXT NOT NULL, time INTEGER NOT NULL,
    text TEXT NOT NULL, reply_to INTEGER, mentions TEXT, chain TEXT NOT NULL
  ) STRICT`,
  // Ordered by client_id, hence by time of making: the expired ones are a range at its start.
  `CREATE TABLE IF NOT EXISTS sent (
    client_id TEXT PRIMARY KEY, sender TEXT NOT NULL, message_id INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID`,
  `CREATE TABLE IF NOT EXISTS change (
    change_id INTEGER PRIMARY KEY, body TEXT NOT NULL
  ) STRICT`,
  // read_from: the head when they joined. What was said before is not unread to them.
  `CREATE TABLE IF NOT EXISTS member (
    user_id TEXT PRIMARY KEY, role TEXT NOT NULL, joined_at INTEGER NOT NULL, read_from INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID`,
  // Whose inbox must still be told something: joins and leaves, and calls that failed. It has seen
  // everything up to message_id.
  `CREATE TABLE IF NOT EXISTS outbox (
    user_id TEXT PRIMARY KEY, change_id INTEGER NOT NULL, message_id INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID`,
  `CREATE TABLE IF NOT EXISTS fanout_cursor (
    one INTEGER PRIMARY KEY CHECK (one = 1), message_id INTEGER NOT NULL
  ) STRICT`,
];

export type RoomInfo = Omit<Room, "member_count"> & { readonly epoch: string };

/** Where the log ends. */
export interface Tail {
  readonly message_id: number;
  readonly change_id: number;
  readonly time: number;
  readonly chain: string;
}

export interface StoredMember extends Member {
  readonly read_from: number;
}

/** An inbox that must still be told where the room stands. */
export interface Debt {
  readonly user_id: UserId;
  readonly change_id: number;
  readonly message_id: number;
}

interface MessageRow extends Omit<Message, "reply_to" | "mentions"> {
  readonly reply_to: number | null;
  readonly mentions: string | null;
}

const MESSAGE = "message_id, sender, client_id, time, text, reply_to, mentions";

const fromRow = ({ reply_to, mentions, ...message }: MessageRow): Message => ({
  ...message,
  ...(reply_to !== null && { reply_to }),
  ...(mentions !== null && { mentions: JSON.parse(mentions) as UserId[] }),
});

export class RoomSql {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
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

  insertRoom(room: RoomInfo): void {
    this.#sql.exec(
      "INSERT INTO room (one, room_id, kind, name, topic, created_at, epoch) VALUES (1, ?, ?, ?, ?, ?, ?)",
      room.room_id,
      room.kind,
      room.name,
      room.topic,
      room.created_at,
      room.epoch,
    );
  }

  room(): RoomInfo | undefined {
    return this.#sql.exec<RoomInfo>("SELECT room_id, kind, name, topic, created_at, epoch FROM room")[0];
  }

  // ---- messages -------------------------------------------------------------------------------

  tail(start: string): Tail {
    const [last] = this.#sql.exec<{ message_id: number; time: number; chain: string }>(
      "SELECT message_id, time, chain FROM message ORDER BY message_id DESC LIMIT 1",
    );
    const [change] = this.#sql.exec<{ change_id: number }>(
      "SELECT change_id FROM change ORDER BY change_id DESC LIMIT 1",
    );
    return { ...(last ?? { message_id: 0, time: 0, chain: start }), change_id: change?.change_id ?? 0 };
  }

  /** Stores a message unless its client_id was used before; returns whether it did. */
  insertMessage(message: Message, chain: string): boolean {
    const { message_id, sender, client_id, time, text, reply_to, mentions } = message;
    const written = this.#sql.run(
      "INSERT INTO sent (client_id, sender, message_id) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
      client_id,
      sender,
      message_id,
    );
    if (written === 0) return false;
    this.#sql.run(
      `INSERT INTO message (${MESSAGE}, chain) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      message_id,
      sender,
      client_id,
      time,
      text,
      reply_to ?? null,
      mentions ? JSON.stringify(mentions) : null,
      chain,
    );
    return true;
  }

  /** Which message a client_id became, and whose it was. */
  sent(client_id: ClientId): { sender: UserId; message_id: MessageId } | undefined {
    return this.#sql.exec<{ sender: UserId; message_id: MessageId }>(
      "SELECT sender, message_id FROM sent WHERE client_id = ?",
      client_id,
    )[0];
  }

  /** Forgets up to `limit` client_ids that sort before `bound`. */
  purgeSent(bound: string, limit: number): void {
    this.#sql.exec(
      "DELETE FROM sent WHERE client_id IN (SELECT client_id FROM sent WHERE client_id < ? ORDER BY client_id LIMIT ?)",
      bound,
      limit,
    );
  }

  message(message_id: MessageId): Message | undefined {
    return this.messagesAfter(message_id - 1, 1).find((message) => message.message_id === message_id);
  }

  /** Oldest first. */
  messagesAfter(message_id: number, limit: number): Message[] {
    return this.#sql
      .exec<MessageRow>(
        `SELECT ${MESSAGE} FROM message WHERE message_id > ? ORDER BY message_id LIMIT ?`,
        message_id,
        limit,
      )
      .map(fromRow);
  }

  /** The chain value after a message. */
  chain(message_id: MessageId): string | undefined {
    return this.#sql.exec<{ chain: string }>("SELECT chain FROM message WHERE message_id = ?", message_id)[0]
      ?.chain;
  }

  // ---- changes --------------------------------------------------------------------------------

  insertChange(change: Change): void {
    this.#sql.exec(
      "INSERT INTO change (change_id, body) VALUES (?, ?)",
      change.change_id,
      JSON.stringify(change),
    );
  }

  changesAfter(change_id: number, limit: number): Change[] {
    return this.#sql
      .exec<{ body: string }>(
        "SELECT body FROM change WHERE change_id > ? ORDER BY change_id LIMIT ?",
        change_id,
        limit,
      )
      .map((row) => JSON.parse(row.body) as Change);
  }

  // ---- members --------------------------------------------------------------------------------

  putMember(member: StoredMember): void {
    this.#sql.exec(
      "INSERT OR REPLACE INTO member (user_id, role, joined_at, read_from) VALUES (?, ?, ?, ?)",
      member.user_id,
      member.role,
      member.joined_at,
      member.read_from,
    );
  }

  deleteMember(user_id: UserId): void {
    this.#sql.exec("DELETE FROM member WHERE user_id = ?", user_id);
  }

  member(user_id: UserId): StoredMember | undefined {
    return this.#sql.exec<StoredMember>(
      "SELECT user_id, role, joined_at, read_from FROM member WHERE user_id = ?",
      user_id,
    )[0];
  }

  members(): StoredMember[] {
    return this.#sql.exec<StoredMember>(
      "SELECT user_id, role, joined_at, read_from FROM member ORDER BY joined_at, user_id",
    );
  }

  memberCount(): number {
    return this.#sql.exec<{ count: number }>("SELECT count(*) AS count FROM member")[0]?.count ?? 0;
  }

  countRole(role: Role): number {
    return (
      this.#sql.exec<{ count: number }>("SELECT count(*) AS count FROM member WHERE role = ?", role)[0]
        ?.count ?? 0
    );
  }

  // ---- fan-out --------------------------------------------------------------------------------

  /** Each sender's newest message after a message_id. */
  newestBySender(after: number): { sender: UserId; message_id: number }[] {
    return this.#sql.exec<{ sender: UserId; message_id: number }>(
      "SELECT sender, max(message_id) AS message_id FROM message WHERE message_id > ? GROUP BY sender",
      after,
    );
  }

  fanoutCursor(): number {
    return this.#sql.exec<{ message_id: number }>("SELECT message_id FROM fanout_cursor")[0]?.message_id ?? 0;
  }

  putFanoutCursor(message_id: number): void {
    this.#sql.exec("INSERT OR REPLACE INTO fanout_cursor (one, message_id) VALUES (1, ?)", message_id);
  }

  /** Notes that an inbox must be told. It stays at the earliest message_id until it has been. */
  owe(debt: Debt): void {
    this.#sql.exec(
      `INSERT INTO outbox (user_id, change_id, message_id) VALUES (?, ?, ?)
       ON CONFLICT (user_id) DO UPDATE SET change_id = excluded.change_id`,
      debt.user_id,
      debt.change_id,
      debt.message_id,
    );
  }

  owed(limit: number): Debt[] {
    return this.#sql.exec<Debt>("SELECT user_id, change_id, message_id FROM outbox LIMIT ?", limit);
  }

  /** Crosses a debt off, unless a newer change has renewed it. */
  settle(debt: Debt): void {
    this.#sql.exec("DELETE FROM outbox WHERE user_id = ? AND change_id <= ?", debt.user_id, debt.change_id);
  }
}
