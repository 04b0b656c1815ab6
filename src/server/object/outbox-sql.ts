import type { Sql, SqlValue } from "./sql.ts";

/** What one target still has to be told. */
export interface OutboxEntry<Body = unknown, Target extends string = string> {
  readonly target: Target;
  /** What the call needs besides the state at the time it is made; see `Outbox`. */
  readonly body: Body;
  /** Grows with each `enqueue`, so that an answer does not acknowledge what was enqueued after its call. */
  readonly revision: number;
  /** Calls in a row that failed. */
  readonly failures: number;
  /** Unix milliseconds: when the next call may be made, and when the entry was first enqueued. */
  readonly retry_at: number;
  readonly since: number;
}

/** Creates the table. Migrations use it, so it never changes; a change is another statement after it. */
export const OUTBOX_SCHEMA = `CREATE TABLE outbox (
  topic TEXT NOT NULL, target TEXT NOT NULL, body TEXT NOT NULL, revision INTEGER NOT NULL,
  failures INTEGER NOT NULL, retry_at INTEGER NOT NULL, since INTEGER NOT NULL,
  PRIMARY KEY (topic, target)
) STRICT, WITHOUT ROWID`;

interface Row<Target extends string> extends Omit<OutboxEntry<unknown, Target>, "body"> {
  readonly body: string;
}

const COLUMNS = "target, body, revision, failures, retry_at, since";

const fromRow = <Body, Target extends string>({ body, ...row }: Row<Target>): OutboxEntry<Body, Target> => ({
  ...row,
  body: JSON.parse(body) as Body,
});

/**
 * The table of all topics: one row for each target that still has to be told something. Changing an
 * entry writes one row, and so does removing it.
 */
export class OutboxSql {
  readonly #sql: Sql;
  /** The greatest revision ever given: calls do not outlive the object's instance, so it need not be stored. */
  #revision: number | undefined;
  /** Topics known to be empty, which need no query: usually nothing waits. */
  readonly #empty = new Set<string>();

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  nextRevision(): number {
    this.#revision ??=
      this.#sql.exec<{ n: number }>("SELECT ifnull(max(revision), 0) AS n FROM outbox")[0]?.n ?? 0;
    return ++this.#revision;
  }

  put<Body>(topic: string, { target, body, ...entry }: OutboxEntry<Body>): void {
    this.#empty.delete(topic);
    this.#sql.run(
      `INSERT OR REPLACE INTO outbox (topic, ${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)`,
      topic,
      target,
      JSON.stringify(body),
      entry.revision,
      entry.failures,
      entry.retry_at,
      entry.since,
    );
  }

  get<Body, Target extends string>(topic: string, target: Target): OutboxEntry<Body, Target> | undefined {
    return this.#empty.has(topic)
      ? undefined
      : this.#entries<Body, Target>("AND target = ?", topic, target)[0];
  }

  /** The most urgent first. */
  list<Body, Target extends string>(topic: string, limit: number): OutboxEntry<Body, Target>[] {
    if (this.#empty.has(topic)) return [];
    const entries = this.#entries<Body, Target>("ORDER BY retry_at, target LIMIT ?", topic, limit);
    if (entries.length === 0 && limit > 0) this.#empty.add(topic);
    return entries;
  }

  /** No effect if it has been enqueued again since. */
  delete(topic: string, { target, revision }: Pick<OutboxEntry, "target" | "revision">): void {
    if (this.#empty.has(topic)) return;
    this.#sql.run(
      "DELETE FROM outbox WHERE topic = ? AND target = ? AND revision <= ?",
      topic,
      target,
      revision,
    );
  }

  /** Drops the entries that have waited longest, so that at most `max` are left. */
  trim(topic: string, max: number): void {
    this.#sql.run(
      `DELETE FROM outbox WHERE topic = ?1 AND target IN
         (SELECT target FROM outbox WHERE topic = ?1 ORDER BY since DESC LIMIT -1 OFFSET ?2)`,
      topic,
      max,
    );
  }

  #entries<Body, Target extends string>(rest: string, ...values: SqlValue[]): OutboxEntry<Body, Target>[] {
    return this.#sql
      .exec<Row<Target>>(`SELECT ${COLUMNS} FROM outbox WHERE topic = ? ${rest}`, ...values)
      .map(fromRow<Body, Target>);
  }
}
