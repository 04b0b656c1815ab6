import type { UserId } from "../../protocol/ids.ts";
import type { Sql } from "../object/sql.ts";

/** How a user looks to others. Who hides looks as if they never were there. */
export type Shown = "online" | "offline" | "hidden";

/** What a device shows, and when its people were last asked. */
export interface Watch {
  readonly socket_id: string;
  readonly user_ids: readonly UserId[];
  /** Unix milliseconds. */
  readonly asked_at: number;
}

/** A watcher who could not be told. */
export interface Untold {
  readonly user_id: UserId;
  /** Unix milliseconds, both. */
  readonly since: number;
  readonly retry_at: number;
}

/**
 * What of a user's presence must outlive the object's sleep: when they were last heard, who watches
 * them, and whom their own devices show. Heartbeats write nothing.
 */
export const PRESENCE_SCHEMA = [
  // When the user was last heard on a connection that is closed, and how they look to their watchers.
  `CREATE TABLE IF NOT EXISTS presence (
    one INTEGER PRIMARY KEY CHECK (one = 1), last_active_at INTEGER NOT NULL, shown TEXT NOT NULL
  ) STRICT`,
  // How often it changed how they look: by this their watchers know which of two reports is the later.
  `CREATE TABLE IF NOT EXISTS presence_serial (
    one INTEGER PRIMARY KEY CHECK (one = 1), serial INTEGER NOT NULL
  ) STRICT`,
  // Who watches this user, and until when.
  `CREATE TABLE IF NOT EXISTS watcher (
    user_id TEXT PRIMARY KEY, until INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID`,
  // Watchers who could not be told how the user looks now: since when, and when to try again.
  `CREATE TABLE IF NOT EXISTS untold (
    user_id TEXT PRIMARY KEY, since INTEGER NOT NULL, retry_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID`,
  // Whom this user watches: a row for each device.
  `CREATE TABLE IF NOT EXISTS watching (
    socket_id TEXT PRIMARY KEY, user_ids TEXT NOT NULL, asked_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID`,
];

/** Presence, in both directions: who watches this user, and whom this user's devices watch. */
export class PresenceSql {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  presence(): { last_active_at: number; shown: Shown } {
    const [row] = this.#sql.exec<{ last_active_at: number; shown: Shown }>(
      "SELECT last_active_at, shown FROM presence",
    );
    return row ?? { last_active_at: 0, shown: "offline" };
  }

  putPresence(last_active_at: number, shown: Shown): void {
    this.#sql.exec(
      "INSERT OR REPLACE INTO presence (one, last_active_at, shown) VALUES (1, ?, ?)",
      last_active_at,
      shown,
    );
  }

  serial(): number {
    return this.#sql.exec<{ serial: number }>("SELECT serial FROM presence_serial")[0]?.serial ?? 0;
  }

  nextSerial(): void {
    this.#sql.exec(
      `INSERT INTO presence_serial (one, serial) VALUES (1, 1)
       ON CONFLICT (one) DO UPDATE SET serial = serial + 1`,
    );
  }

  // ---- who watches this user ------------------------------------------------------------------

  watchers(now: number): UserId[] {
    return this.#sql
      .exec<{ user_id: UserId }>("SELECT user_id FROM watcher WHERE until > ?", now)
      .map((row) => row.user_id);
  }

  countWatchers(now: number): number {
    return this.#sql.exec<{ n: number }>("SELECT count(*) AS n FROM watcher WHERE until > ?", now)[0]?.n ?? 0;
  }

  putWatcher(user_id: UserId, until: number): void {
    this.#sql.exec("INSERT OR REPLACE INTO watcher (user_id, until) VALUES (?, ?)", user_id, until);
  }

  dropWatcher(user_id: UserId): void {
    this.#sql.exec("DELETE FROM watcher WHERE user_id = ?", user_id);
  }

  dropWatchersUntil(now: number): void {
    this.#sql.exec("DELETE FROM watcher WHERE until <= ?", now);
  }

  putUntold({ user_id, since, retry_at }: Untold): void {
    this.#sql.exec(
      `INSERT INTO untold (user_id, since, retry_at) VALUES (?, ?, ?)
       ON CONFLICT (user_id) DO UPDATE SET retry_at = excluded.retry_at`,
      user_id,
      since,
      retry_at,
    );
  }

  dropUntold(user_id: UserId): void {
    this.#sql.exec("DELETE FROM untold WHERE user_id = ?", user_id);
  }

  /** Who is to be told again, the most urgent first. */
  untold(): Untold[] {
    return this.#sql.exec<Untold>("SELECT user_id, since, retry_at FROM untold ORDER BY retry_at");
  }

  // ---- whom this user watches -----------------------------------------------------------------

  /** What each device shows, the one that said so last first. */
  watches(): Watch[] {
    return this.#sql
      .exec<{ socket_id: string; user_ids: string; asked_at: number }>(
        "SELECT socket_id, user_ids, asked_at FROM watching ORDER BY asked_at DESC",
      )
      .map((row) => ({ ...row, user_ids: JSON.parse(row.user_ids) as UserId[] }));
  }

  putWatch({ socket_id, user_ids, asked_at }: Watch): void {
    this.#sql.exec(
      "INSERT OR REPLACE INTO watching (socket_id, user_ids, asked_at) VALUES (?, ?, ?)",
      socket_id,
      JSON.stringify(user_ids),
      asked_at,
    );
  }

  dropWatch(socket_id: string): void {
    this.#sql.exec("DELETE FROM watching WHERE socket_id = ?", socket_id);
  }
}
