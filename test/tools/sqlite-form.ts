import type { DatabaseSync } from "node:sqlite";

/** SQL without what means nothing: comments, spaces, quotes around names. */
export const compact = (sql: string): string =>
  sql
    .replace(/--.*$/gm, "")
    .replace(/"(\w+)"/g, "$1")
    .replace(/\s+/g, " ")
    .replace(/ ?([(),]) ?/g, "$1")
    .trim();

/**
 * A CREATE statement in parts: what stands before and after the brackets, and what stands between them,
 * in no order. A column that was added stands after the constraints, where one cannot write it.
 */
export function partsOf(sql: string): string[] {
  const text = compact(sql).replace("IF NOT EXISTS ", "");
  const [start, end] = [text.indexOf("("), text.lastIndexOf(")")];
  const parts: string[] = [];
  let depth = 0;
  let part = "";
  for (const character of text.slice(start + 1, end)) {
    if (character === "(") depth++;
    if (character === ")") depth--;
    if (character !== "," || depth > 0) part += character;
    else {
      parts.push(part);
      part = "";
    }
  }
  return [text.slice(0, start), ...[...parts, part].sort(), text.slice(end + 1)];
}

interface Made {
  readonly type: string;
  readonly name: string;
  readonly sql: string;
}

const made = (sqlite: DatabaseSync): Made[] =>
  sqlite
    .prepare("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name")
    .all() as unknown as Made[];

/** The form of a database: its tables with their columns in order, its indexes, views and triggers. */
export const tablesOf = (sqlite: DatabaseSync): unknown[] =>
  made(sqlite).map(({ type, name, sql }) => ({
    type,
    name,
    parts: partsOf(sql),
    columns: sqlite
      .prepare('SELECT name, type, "notnull", dflt_value, pk FROM pragma_table_xinfo(?)')
      .all(name),
  }));

/** All that is in it. */
export const rowsOf = (sqlite: DatabaseSync): Record<string, unknown[]> =>
  Object.fromEntries(
    made(sqlite)
      .filter(({ type }) => type === "table")
      .map(({ name }) => [
        name,
        sqlite
          .prepare(`SELECT * FROM ${name}`)
          .all()
          .map((row) => ({ ...row })),
      ]),
  );
