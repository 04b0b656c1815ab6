import type { Sql } from "./sql.ts";

/**
 * The version of the tables in an object's database: one row, written when a migration has run. (SQLite's
 * own place for it, `PRAGMA user_version`, is not allowed in a Durable Object.)
 */
const SCHEMA_VERSION = `CREATE TABLE IF NOT EXISTS schema_version (
  one INTEGER PRIMARY KEY CHECK (one = 1), version INTEGER NOT NULL
) STRICT`;

/** Reading it makes no tables, so that an id nobody has leaves nothing behind. */
export const hasTable = (sql: Sql, table: string): boolean =>
  sql.exec("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", table).length > 0;

/**
 * The stored version, if there is one. Every waking asks several times, and to look for the table first would read
 * the whole list of tables each time.
 */
export function readVersion(sql: Sql): number | undefined {
  try {
    return sql.exec<{ version: number }>("SELECT version FROM schema_version")[0]?.version;
  } catch (error) {
    if (error instanceof Error && error.message.includes("no such table")) return undefined;
    throw error;
  }
}

export function writeVersion(sql: Sql, version: number): void {
  sql.run(SCHEMA_VERSION);
  sql.run("INSERT OR REPLACE INTO schema_version (one, version) VALUES (1, ?)", version);
}
