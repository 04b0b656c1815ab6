import type { SessionId } from "../../../protocol/ids.ts";
import { SESSION_DAYS } from "../../../protocol/limits.ts";
import type { Sql } from "../../object/sql.ts";

/** Milliseconds a session that was not used is remembered: it has expired by then. */
const UNUSED_MS = SESSION_DAYS * 24 * 60 * 60 * 1000;

/** What a user may do only so much of, wherever they do it. */
export type AllowanceName = "rooms" | "read" | "reach";

/**
 * What an inbox knows of its user's account: the sessions that ended a short while ago, whose access tokens
 * must not work any more; which tokens of a session have been used; and what is left of the user's
 * allowances. It has to outlive the object's sleep: the next request may come after it.
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

  /** The sessions that ended a short while ago. */
  endedSessions(): SessionId[] {
    return this.#sql
      .exec<{ session_id: SessionId }>("SELECT session_id FROM ended_session")
      .map(({ session_id }) => session_id);
  }

  /** A session was used with an access token that was issued when its refresh token was last exchanged, at that time. */
  useSession(session_id: SessionId, rotated_at: number): void {
    if (this.wasUsed(session_id, rotated_at)) return;
    this.#sql.exec("DELETE FROM session_use WHERE rotated_at <= ?", rotated_at - UNUSED_MS);
    this.#sql.exec(
      "INSERT OR REPLACE INTO session_use (session_id, rotated_at) VALUES (?, ?)",
      session_id,
      rotated_at,
    );
  }

  /** Whether a token of this or a later exchange was ever used. */
  wasUsed(session_id: SessionId, rotated_at: number): boolean {
    const used = "SELECT 1 FROM session_use WHERE session_id = ? AND rotated_at >= ?";
    return this.#sql.exec(used, session_id, rotated_at).length > 0;
  }

  hasEnded(session_id: SessionId): boolean {
    return this.#sql.exec("SELECT 1 FROM ended_session WHERE session_id = ?", session_id).length > 0;
  }

  /** When an allowance is whole again (Unix milliseconds, see `bucket`); 0 if nothing was taken from it yet. */
  allowanceFullAt(name: AllowanceName): number {
    return (
      this.#sql.exec<{ full_at: number }>("SELECT full_at FROM allowance WHERE name = ?", name)[0]?.full_at ??
      0
    );
  }

  putAllowanceFullAt(name: AllowanceName, full_at: number): void {
    this.#sql.exec("INSERT OR REPLACE INTO allowance (name, full_at) VALUES (?, ?)", name, full_at);
  }
}
