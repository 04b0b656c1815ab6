import { DatabaseSync } from "node:sqlite";
import type { Sql, SqlValue } from "../../src/server/object/sql.ts";

/** An in-memory SQLite with the interface of a Durable Object's; `script` is what it begins with. */
export function nodeSql(script = ""): Sql & { rowsWritten(): number } {
  const db = new DatabaseSync(":memory:");
  db.exec(script);
  const statements = new Map<string, ReturnType<DatabaseSync["prepare"]>>();
  const prepare = (query: string) => {
    const known = statements.get(query) ?? db.prepare(query);
    statements.set(query, known);
    return known;
  };
  let depth = 0;
  return {
    exec: <Row>(query: string, ...values: SqlValue[]) =>
      (prepare(query).all(...values) as object[]).map((row) => ({ ...row })) as Row[],
    run: (query, ...values) => Number(prepare(query).run(...values).changes),
    transaction<T>(work: () => T): T {
      const savepoint = `level_${depth++}`;
      db.exec(`SAVEPOINT ${savepoint}`);
      try {
        const result = work();
        db.exec(`RELEASE ${savepoint}`);
        return result;
      } catch (error) {
        db.exec(`ROLLBACK TO ${savepoint}`);
        db.exec(`RELEASE ${savepoint}`);
        throw error;
      } finally {
        depth--;
      }
    },
    rowsWritten: () => (db.prepare("SELECT total_changes() AS n").get() as { n: number }).n,
  };
}
