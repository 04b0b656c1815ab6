import type { UserId } from "../../../protocol/ids.ts";
import type { Sql } from "../../object/sql.ts";

export interface Ban {
  readonly user_id: UserId;
  readonly by: UserId;
  /** Unix milliseconds. */
  readonly at: number;
}

/** Who is kept out: users banned from the room and, in a DM, a user whom the other one has blocked. */
export class BanTable {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
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

  count(): number {
    return this.#sql.exec<{ count: number }>("SELECT count(*) AS count FROM ban")[0]?.count ?? 0;
  }

  all(): Ban[] {
    return this.#sql.exec<Ban>("SELECT user_id, by, at FROM ban ORDER BY at DESC, user_id");
  }

  block(user_id: UserId, on: boolean): void {
    if (on) this.#sql.exec("INSERT OR IGNORE INTO blocked (user_id) VALUES (?)", user_id);
    else this.#sql.exec("DELETE FROM blocked WHERE user_id = ?", user_id);
  }

  isBlocked(user_id: UserId): boolean {
    return this.#sql.exec("SELECT 1 FROM blocked WHERE user_id = ?", user_id).length > 0;
  }
}
