import type { UserId } from "../../../protocol/ids.ts";
import type { JoinRequest } from "../../../protocol/moderation.ts";
import type { Sql } from "../../object/sql.ts";

/** Users who have asked to join and wait for an admin's answer. */
export class JoinRequestTable {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  add({ user_id, at }: JoinRequest): void {
    this.#sql.exec("INSERT OR IGNORE INTO join_request (user_id, at) VALUES (?, ?)", user_id, at);
  }

  /** Takes a request off the list; returns whether it was on it. */
  take(user_id: UserId): boolean {
    return this.#sql.exec("DELETE FROM join_request WHERE user_id = ? RETURNING 1", user_id).length > 0;
  }

  all(): JoinRequest[] {
    return this.#sql.exec<JoinRequest>("SELECT user_id, at FROM join_request ORDER BY at, user_id");
  }

  count(): number {
    return this.#sql.exec<{ count: number }>("SELECT count(*) AS count FROM join_request")[0]?.count ?? 0;
  }
}
