import type { UserId } from "../../../protocol/ids.ts";
import type { Member, Role } from "../../../protocol/room.ts";
import type { Sql } from "../../object/sql.ts";

export interface StoredMember extends Member {
  /** The head when they joined: earlier messages are not unread to them. */
  readonly read_from: number;
}

const MEMBER = "user_id, role, joined_at, read_from, muted_until";

/** Who is in the room. Each member is a row, so finding one among thousands is one look-up. */
export class MemberTable {
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
  }

  clear(): void {
    this.#sql.exec("DELETE FROM member");
  }

  /** Remembers the mute of a member who leaves, so that coming back does not end it. */
  keepMute(user_id: UserId, until: number): void {
    this.#sql.exec("INSERT OR REPLACE INTO mute (user_id, until) VALUES (?, ?)", user_id, until);
  }

  /** Until when a user who comes back is muted; 0 if they are not. */
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
    // A user who has left meanwhile was most likely a plain member.
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

  /** The members among some users. */
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
}
