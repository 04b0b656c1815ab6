import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "./run-program.ts";

/** The step from the previous version to this one. */
interface Step {
  readonly version: number;
  readonly sql: string;
}

/** The D1 schema that the code expects: the whole for a new database, and the steps for an existing one. */
export interface Form {
  readonly schema: string;
  /** In order, without holes. */
  readonly steps: readonly Step[];
}

/** What is needed here of a D1 database. */
export interface Database {
  /** Runs one statement, and returns its rows. */
  ask<Row>(query: string): Promise<Row[]>;
  /** Runs several statements: all of them or, if one fails or the machine crashes, none. */
  apply(sql: string): Promise<void>;
}

const STEPS = "src/server/d1-steps";
/** An empty database. */
const NEW = 0;
/** That of Parlor 0.1.0, which stored no number. */
const FIRST = 1;

export function readForm(): Form {
  const files = readdirSync(STEPS).sort();
  const steps = files.map((file) => ({
    version: Number(/^(\d{4})-[a-z0-9-]+\.sql$/.exec(file)?.[1]),
    sql: readFileSync(join(STEPS, file), "utf8"),
  }));
  for (const [index, { version }] of steps.entries())
    if (version !== FIRST + 1 + index) throw new Error(`${STEPS}/${files[index]} is not the next step.`);
  return { schema: readFileSync("schema.sql", "utf8"), steps };
}

/**
 * Brings a database to the version that the code knows: a new one at once, an older one step by step.
 * A step and its number are written together, so a run that is cut off leaves one version or the next,
 * and the next run continues from there. A database that is newer is left as it is. Returns what was done.
 */
export async function migrate(database: Database, { schema, steps }: Form): Promise<string> {
  const newest = steps.at(-1)?.version ?? FIRST;
  const version = await versionOf(database);
  if (version > newest)
    throw new Error(
      `The database has version ${version}, but this code knows only versions up to ${newest}: ` +
        "a newer Parlor has been here. Nothing was changed. Use that version of the code, or a later one.",
    );
  if (version === NEW) await database.apply(schema);
  else for (const step of steps.filter((each) => each.version > version)) await database.apply(sqlOf(step));
  if (version === newest) return `The database has version ${newest} already.`;
  return version === NEW
    ? `The database was made, with version ${newest}.`
    : `The database was brought from version ${version} to ${newest}.`;
}

async function versionOf(database: Database): Promise<number> {
  const tables = await database.ask<{ name: string }>(
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name IN ('users', 'schema_version')",
  );
  if (!tables.some(({ name }) => name === "schema_version")) return tables.length === 0 ? NEW : FIRST;
  const [row] = await database.ask<{ version: number }>("SELECT version FROM schema_version");
  if (!row) throw new Error("The database does not say which version it has. Nothing was changed.");
  return row.version;
}

/** From any version but the previous one, the number becomes NULL, which is refused, so nothing of the step is kept. */
const sqlOf = ({ version, sql }: Step): string =>
  `${sql}\nUPDATE schema_version SET version = CASE version WHEN ${version - 1} THEN ${version} END;\n`;

/** The database of this name in wrangler.toml; `where` are the options that say which one: on this machine, or deployed. */
export function wranglerDatabase(name: string, where: readonly string[]): Database {
  const execute = async (...args: string[]): Promise<string> => {
    const command = ["d1", "execute", name, ...where, "--yes", ...args];
    // wrangler prints rows at this level; if it were quieter, there would be none.
    const { ok, output, stdout } = await run("wrangler", command, { WRANGLER_LOG: "log" });
    if (!ok) throw new Error(`The database "${name}" could not be reached or changed.\n${output}`);
    return stdout;
  };
  return {
    async ask<Row>(query: string) {
      const [answer] = JSON.parse(await execute("--json", "--command", query)) as { results: Row[] }[];
      return answer?.results ?? [];
    },
    // A file is one transaction: a batch on this machine, an import when deployed, which is undone if it fails.
    async apply(sql) {
      const folder = mkdtempSync(join(tmpdir(), "parlor-database-"));
      try {
        const file = join(folder, "step.sql");
        writeFileSync(file, sql);
        await execute("--file", file);
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
  };
}
