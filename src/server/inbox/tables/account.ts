import type { SessionId } from "../../../protocol/ids.ts";
import type { Sql } from "../../object/sql.ts";

/**
 * What an inbox knows of its user's account: the sessions that ended a short while ago, whose access tokens
 * must not work any more, and the user's allowance for making rooms. Both matter for minutes only, but have
 * to outlive the object's sleep: the next request may come after it.
 */
export class AccountTables {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** Remembered until the session's last access token has expired by itself. Times in Unix milliseconds. */
  endSession(session_id: SessionId, until: number, now: number): void {
    this.#sql.exec("DELETE FROM ended_session WHERE until <= ?", now);
    this.#sql.exec(
      "INSERT OR REPLACE INTO ended_session (session_id, until) VALUES (?, ?)",
      session_id,
      until,
    );
  }

  hasEnded(session_id: SessionId): boolean {
    return this.#sql.exec("SELECT 1 FROM ended_session WHERE session_id = ?", session_id).length > 0;
  }

  /** When the allowance is full again (Unix milliseconds, see `bucket`); 0 if no room was made yet. */
  allowanceFullAt(): number {
    return this.#sql.exec<{ full_at: number }>("SELECT full_at FROM room_allowance")[0]?.full_at ?? 0;
  }

  putAllowanceFullAt(full_at: number): void {
    this.#sql.exec("INSERT OR REPLACE INTO room_allowance (one, full_at) VALUES (1, ?)", full_at);
  }
}
