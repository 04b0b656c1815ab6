import { NewerVersionError } from "./newer-version.ts";
import { hasTable, readVersion, writeVersion } from "./schema-version-sql.ts";
import type { Sql } from "./sql.ts";

/** One step from a version of the tables to the next: statements, or a function that runs them. */
type Step = readonly string[] | ((sql: Sql) => void);

/**
 * The tables of one kind of object, as the numbered steps that make them: step 1 makes those of version
 * 0.1.0. Steps that have been released are never changed, only followed by new ones.
 */
export interface Schema {
  /** A table that step 1 makes: version 0.1.0 did not write down a version. */
  readonly firstTable: string;
  readonly steps: readonly Step[];
}

/** The version of the tables in a database; 0 if there are none. */
export const versionOf = (sql: Sql, { firstTable }: Schema): number =>
  readVersion(sql) ?? (hasTable(sql, firstTable) ? 1 : 0);

/** Whether newer code has written the tables, before a deploy was rolled back. They must not be touched. */
export const isNewer = (sql: Sql, schema: Schema): boolean => versionOf(sql, schema) > schema.steps.length;

/**
 * Brings a database to the newest version in one transaction: all steps that are missing, or none. A
 * new database takes every step too, so it ends with the same tables as an old one.
 */
export function migrate(sql: Sql, schema: Schema): void {
  const version = versionOf(sql, schema);
  const { steps } = schema;
  if (version > steps.length) throw new NewerVersionError();
  if (version === steps.length && readVersion(sql) !== undefined) return;
  sql.transaction(() => {
    for (const step of steps.slice(version)) run(sql, step);
    writeVersion(sql, steps.length);
  });
}

function run(sql: Sql, step: Step): void {
  if (typeof step === "function") return step(sql);
  for (const statement of step) sql.run(statement);
}
