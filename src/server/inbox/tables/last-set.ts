import type { Sql } from "../../object/sql.ts";

/** When things were last set, in Unix milliseconds, by their name. Nothing but the order of actions depends on it. */
export class LastSetTable {
  readonly #sql: Sql;
  /** How many there are; counted once per waking, because that reads each row. */
  #count: number | undefined;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** 0 if it is not known. */
  at(name: string): number {
    return this.#sql.exec<{ at: number }>("SELECT at FROM last_set WHERE key = ?", name)[0]?.at ?? 0;
  }

  put(name: string, at: number): void {
    if (this.#count !== undefined && this.at(name) === 0) this.#count++;
    this.#sql.exec("INSERT OR REPLACE INTO last_set (key, at) VALUES (?, ?)", name, at);
  }

  /** May be more than there are, after a transaction that failed. */
  count(): number {
    this.#count ??= this.#sql.exec<{ n: number }>("SELECT count(*) AS n FROM last_set")[0]?.n ?? 0;
    return this.#count;
  }

  /** Forgets those before a time, and all but the latest. */
  forget(before: number, keep: number): void {
    this.#sql.exec(
      "DELETE FROM last_set WHERE at < ? OR key IN (SELECT key FROM last_set ORDER BY at DESC LIMIT -1 OFFSET ?)",
      before,
      keep,
    );
    this.#count = undefined;
  }
}
