import type { Sql } from "../object/sql.ts";

/**
 * What an inbox knows of its user's account: which sessions have ended a short while ago, so that
 * their access tokens count no more, and how many rooms the user has made of late. Both are needed
 * only for minutes, but must outlive the object's sleep: the next request may come after it.
 */
export const ACCOUNT_SCHEMA = [
  // Sessions that have ended, until their last access token has expired by itself.
  `CREATE TABLE IF NOT EXISTS ended_session (
    session_id TEXT PRIMARY KEY, until INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID`,
  // When the user's allowance for making rooms will be whole again: see bucket() in rate-limit.ts.
  `CREATE TABLE IF NOT EXISTS room_allowance (
    one INTEGER PRIMARY KEY CHECK (one = 1), full_at REAL NOT NULL
  ) STRICT`,
];

export class AccountSql {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** Times in Unix milliseconds. */
  endSession(session_id: string, until: number, now: number): void {
    this.#sql.exec("DELETE FROM ended_session WHERE until <= ?", now);
    this.#sql.exec(
      "INSERT OR REPLACE INTO ended_session (session_id, until) VALUES (?, ?)",
      session_id,
      until,
    );
  }

  hasEnded(session_id: string): boolean {
    return this.#sql.exec("SELECT 1 FROM ended_session WHERE session_id = ?", session_id).length > 0;
  }

  /** 0 where no room was made yet. */
  allowanceFullAt(): number {
    return this.#sql.exec<{ full_at: number }>("SELECT full_at FROM room_allowance")[0]?.full_at ?? 0;
  }

  putAllowanceFullAt(full_at: number): void {
    this.#sql.exec("INSERT OR REPLACE INTO room_allowance (one, full_at) VALUES (1, ?)", full_at);
  }
}
