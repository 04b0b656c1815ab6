import { DatabaseSync, type SQLInputValue } from "node:sqlite";

interface Statement {
  readonly bind: (...values: SQLInputValue[]) => Statement;
  readonly all: () => Promise<{ readonly results: object[]; readonly meta: { readonly changes: number } }>;
  readonly first: (column?: string) => Promise<unknown>;
  readonly run: () => Promise<{ readonly meta: { readonly changes: number } }>;
  /** Not of D1: the same at once, for a batch. */
  readonly now: () => { readonly results: object[]; readonly meta: { readonly changes: number } };
}

/** As much of D1 as the server uses, on an in-memory SQLite; `script` is what it begins with. */
export function nodeD1(script: string): { readonly d1: D1Database; readonly sqlite: DatabaseSync } {
  const sqlite = new DatabaseSync(":memory:", { enableForeignKeyConstraints: true });
  sqlite.exec(script);
  const changes = () => (sqlite.prepare("SELECT changes() AS n").get() as { n: number }).n;
  const statement = (query: string, values: readonly SQLInputValue[]): Statement => {
    const now = () => {
      const rows = sqlite.prepare(query).all(...values) as object[];
      return { results: rows.map((row) => ({ ...row })), meta: { changes: changes() } };
    };
    return {
      bind: (...bound) => statement(query, bound),
      now,
      all: async () => now(),
      run: async () => now(),
      first: async (column) => {
        const [row] = now().results as Record<string, unknown>[];
        return row === undefined ? null : column === undefined ? row : row[column];
      },
    };
  };
  const batch = async (statements: readonly Statement[]) => {
    sqlite.exec("BEGIN");
    try {
      const results = statements.map((each) => each.now());
      sqlite.exec("COMMIT");
      return results;
    } catch (error) {
      sqlite.exec("ROLLBACK");
      throw error;
    }
  };
  const d1 = { prepare: (query: string) => statement(query, []), batch };
  return { d1: d1 as unknown as D1Database, sqlite };
}
