import type { SessionId, UserId } from "../../../protocol/ids.ts";
import { ENTRIES_MAX } from "../../../protocol/limits.ts";
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

  /** The same for asking strangers. */
  invitationsFullAt(): number {
    return this.#sql.exec<{ full_at: number }>("SELECT full_at FROM invitation_allowance")[0]?.full_at ?? 0;
  }

  putInvitationsFullAt(full_at: number): void {
    this.#sql.exec("INSERT OR REPLACE INTO invitation_allowance (one, full_at) VALUES (1, ?)", full_at);
  }

  /** The user has declined what somebody asked of them, who may ask again from a time on. */
  decline(user_id: UserId, until: number, now: number): void {
    this.#sql.exec("DELETE FROM declined WHERE until <= ?", now);
    this.#sql.exec("INSERT OR REPLACE INTO declined (user_id, until) VALUES (?, ?)", user_id, until);
    this.#sql.exec(
      `DELETE FROM declined WHERE user_id IN
       (SELECT user_id FROM declined ORDER BY until DESC, user_id LIMIT -1 OFFSET ?)`,
      ENTRIES_MAX,
    );
  }

  declinedUntil(user_id: UserId): number {
    return (
      this.#sql.exec<{ until: number }>("SELECT until FROM declined WHERE user_id = ?", user_id)[0]?.until ??
      0
    );
  }

  endDecline(user_id: UserId): void {
    this.#sql.exec("DELETE FROM declined WHERE user_id = ?", user_id);
  }

  putAllowanceFullAt(full_at: number): void {
    this.#sql.exec("INSERT OR REPLACE INTO room_allowance (one, full_at) VALUES (1, ?)", full_at);
  }
}
