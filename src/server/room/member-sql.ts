import type { UserId } from "../../protocol/ids.ts";
import type { Member, Role } from "../../protocol/room.ts";
import type { Receipt } from "../../protocol/room-frames.ts";
import type { Sql } from "../object/sql.ts";

/**
 * Who is in the room, who may not be, and how far each has come. Members are rows of their own, so
 * one of thousands is one look-up.
 */
export const MEMBER_SCHEMA = [
  // read_from: the head when they joined. What was said before is not unread to them.
  `CREATE TABLE IF NOT EXISTS member (
    user_id TEXT PRIMARY KEY, role TEXT NOT NULL, joined_at INTEGER NOT NULL, read_from INTEGER NOT NULL,
    muted_until INTEGER NOT NULL DEFAULT 0
  ) STRICT, WITHOUT ROWID`,
  `CREATE TABLE IF NOT EXISTS ban (
    user_id TEXT PRIMARY KEY, by TEXT NOT NULL, at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID`,
  // Of those who left while muted, for when they come back.
  `CREATE TABLE IF NOT EXISTS mute (
    user_id TEXT PRIMARY KEY, until INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID`,
  // Owners and admins are listed first, also in a room of thousands.
  `CREATE INDEX IF NOT EXISTS member_staff ON member (role, user_id) WHERE role <> 'member'`,
  // In a DM: whom the other person has blocked.
  `CREATE TABLE IF NOT EXISTS blocked (
    user_id TEXT PRIMARY KEY
  ) STRICT, WITHOUT ROWID`,
  `CREATE TABLE IF NOT EXISTS receipt (
    user_id TEXT PRIMARY KEY, delivered INTEGER NOT NULL, read INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID`,
];

export interface StoredMember extends Member {
  readonly read_from: number;
}

export interface Ban {
  readonly user_id: UserId;
  readonly by: UserId;
  /** Unix milliseconds. */
  readonly at: number;
}

const MEMBER = "user_id, role, joined_at, read_from, muted_until";

export class MemberSql {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  put(member: StoredMember): void {
    this.#sql.exec(
      `INSERT OR REPLACE INTO member (${MEMBER}) VALUES (?, ?, ?, ?, ?)`,
      member.user_id,
      member.role,
      member.joined_at,
      member.read_from,
      member.muted_until,
    );
  }

  delete(user_id: UserId): void {
    this.#sql.exec("DELETE FROM member WHERE user_id = ?", user_id);
    this.#sql.exec("DELETE FROM receipt WHERE user_id = ?", user_id);
  }

  clear(): void {
    this.#sql.exec("DELETE FROM member");
    this.#sql.exec("DELETE FROM receipt");
  }

  /** A muted member leaves; coming back does not end it. */
  keepMute(user_id: UserId, until: number): void {
    this.#sql.exec("INSERT OR REPLACE INTO mute (user_id, until) VALUES (?, ?)", user_id, until);
  }

  /** Until when somebody who comes back is muted; 0 for not. */
  takeMute(user_id: UserId): number {
    return (
      this.#sql.exec<{ until: number }>("DELETE FROM mute WHERE user_id = ? RETURNING until", user_id)[0]
        ?.until ?? 0
    );
  }

  get(user_id: UserId): StoredMember | undefined {
    return this.#sql.exec<StoredMember>(`SELECT ${MEMBER} FROM member WHERE user_id = ?`, user_id)[0];
  }

  /** All members, by id. Only for rooms small enough. */
  all(): StoredMember[] {
    return this.#sql.exec<StoredMember>(`SELECT ${MEMBER} FROM member ORDER BY user_id`);
  }

  /** A page of the members after one, or the first: owners, then admins, then the others, each by id. */
  after(user_id: UserId | undefined, limit: number): StoredMember[] {
    const last = user_id === undefined ? undefined : this.get(user_id);
    // Who has left meanwhile was most likely one of the many.
    const isAmongOthers = user_id !== undefined && (last?.role ?? "member") === "member";
    const staff = isAmongOthers ? [] : this.#staffAfter(last, limit);
    if (staff.length === limit) return staff;
    const others = this.#sql.exec<StoredMember>(
      `SELECT ${MEMBER} FROM member WHERE role = 'member' AND user_id > ? ORDER BY user_id LIMIT ?`,
      isAmongOthers ? user_id : "",
      limit - staff.length,
    );
    return [...staff, ...others];
  }

  #staffAfter(last: StoredMember | undefined, limit: number): StoredMember[] {
    return this.#sql.exec<StoredMember>(
      `SELECT ${MEMBER} FROM member WHERE role <> 'member' AND (?1 IS NULL OR role < ?1 OR (role = ?1 AND user_id > ?2))
       ORDER BY role DESC, user_id LIMIT ?3`,
      last?.role ?? null,
      last?.user_id ?? null,
      limit,
    );
  }

  /** Those of some people who are members. */
  among(user_ids: readonly UserId[]): StoredMember[] {
    return this.#sql.exec<StoredMember>(
      `SELECT ${MEMBER} FROM member WHERE user_id IN (SELECT value FROM json_each(?))`,
      JSON.stringify(user_ids),
    );
  }

  count(): number {
    return this.#sql.exec<{ count: number }>("SELECT count(*) AS count FROM member")[0]?.count ?? 0;
  }

  countRole(role: Role): number {
    return (
      this.#sql.exec<{ count: number }>("SELECT count(*) AS count FROM member WHERE role = ?", role)[0]
        ?.count ?? 0
    );
  }

  /** Who becomes owner when there is none: the longest-standing admin, else member. */
  heir(): StoredMember | undefined {
    return this.#sql.exec<StoredMember>(
      `SELECT ${MEMBER} FROM member ORDER BY role = 'admin' DESC, joined_at, user_id LIMIT 1`,
    )[0];
  }

  ban({ user_id, by, at }: Ban): void {
    this.#sql.exec("INSERT OR IGNORE INTO ban (user_id, by, at) VALUES (?, ?, ?)", user_id, by, at);
  }

  unban(user_id: UserId): void {
    this.#sql.exec("DELETE FROM ban WHERE user_id = ?", user_id);
  }

  isBanned(user_id: UserId): boolean {
    return this.#sql.exec("SELECT 1 FROM ban WHERE user_id = ?", user_id).length > 0;
  }

  bans(): Ban[] {
    return this.#sql.exec<Ban>("SELECT user_id, by, at FROM ban ORDER BY at DESC, user_id");
  }

  block(user_id: UserId, on: boolean): void {
    if (on) this.#sql.exec("INSERT OR IGNORE INTO blocked (user_id) VALUES (?)", user_id);
    else this.#sql.exec("DELETE FROM blocked WHERE user_id = ?", user_id);
  }

  isBlocked(user_id: UserId): boolean {
    return this.#sql.exec("SELECT 1 FROM blocked WHERE user_id = ?", user_id).length > 0;
  }

  putReceipt({ user_id, delivered, read }: Receipt): void {
    this.#sql.exec(
      `INSERT INTO receipt (user_id, delivered, read) VALUES (?, ?, ?)
       ON CONFLICT (user_id) DO UPDATE SET delivered = max(delivered, excluded.delivered), read = max(read, excluded.read)`,
      user_id,
      delivered,
      read,
    );
  }

  receipts(): Receipt[] {
    return this.#sql.exec<Receipt>("SELECT user_id, delivered, read FROM receipt ORDER BY user_id");
  }
}
