/** A value SQLite stores for us. Booleans, dates and bigints are left out: Durable Objects mangle or refuse them. */
export type SqlValue = string | number | null;
export type SqlRow = Record<string, SqlValue>;

/**
 * What an object's tables need from a database. A Durable Object's SQLite and `node:sqlite` both
 * provide it, so the same SQL runs in production and in fast tests.
 */
export interface Sql {
  /** Runs one statement and returns its rows. */
  exec<Row = SqlRow>(query: string, ...values: SqlValue[]): Row[];
  /** Runs one statement that returns no rows, and returns how many it wrote (index entries count too). */
  run(query: string, ...values: SqlValue[]): number;
  /** Runs `work`. All of its writes are kept or, if it throws, none. */
  transaction<T>(work: () => T): T;
}

/** The SQLite of a Durable Object. */
export const durableSql = (storage: DurableObjectStorage): Sql => ({
  exec: <Row = SqlRow>(query: string, ...values: SqlValue[]) =>
    storage.sql.exec(query, ...values).toArray() as Row[],
  run: (query, ...values) => storage.sql.exec(query, ...values).rowsWritten,
  transaction: (work) => storage.transactionSync(work),
});
