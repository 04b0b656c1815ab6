import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, describe, expect, it } from "vitest";
import { type Database, type Form, migrate, readForm, wranglerDatabase } from "../../src/tools/database.ts";
import { dump } from "../server/object/left-behind.ts";
import { compact, partsOf, rowsOf, tablesOf } from "./sqlite-form.ts";

const form = readForm();
const newest = form.steps.at(-1)?.version ?? 0;

/** A database in memory in place of D1. `dies` ends the machine before what is applied is complete. */
function open(script = "") {
  const sqlite = new DatabaseSync(":memory:", { enableForeignKeyConstraints: true });
  sqlite.exec(script);
  const applied: string[] = [];
  let dies = false;
  const database: Database = {
    ask: async <Row>(query: string) => sqlite.prepare(query).all() as Row[],
    async apply(sql) {
      sqlite.exec("BEGIN");
      try {
        sqlite.exec(sql);
        if (dies) throw new Error("the machine died");
        sqlite.exec("COMMIT");
        applied.push(sql);
      } catch (error) {
        sqlite.exec("ROLLBACK");
        throw error;
      }
    },
  };
  return { sqlite, database, applied, die: (on: boolean) => (dies = on) };
}

const versionOf = (sqlite: DatabaseSync) => sqlite.prepare("SELECT version FROM schema_version").get();

/** Forms as they may be one day. */
const later: Form = {
  schema: form.schema
    .replace(/VALUES \(1, \d+\)/, `VALUES (1, ${newest + 2})`)
    .replace("VIRTUAL\n) STRICT", "VIRTUAL,\n  pronouns TEXT NOT NULL DEFAULT ''\n) STRICT"),
  steps: [
    ...form.steps,
    { version: newest + 1, sql: "ALTER TABLE users ADD COLUMN pronouns TEXT NOT NULL DEFAULT '';" },
    { version: newest + 2, sql: "UPDATE users SET pronouns = 'she/her' WHERE handle = 'mira';" },
  ],
};

describe("D1", () => {
  it("has the same form, made at once and brought there from version 0.1.0 on", async () => {
    const [made, brought] = [open(), open(dump("d1"))];
    expect(await migrate(made.database, form)).toBe(`The database was made, with version ${newest}.`);
    expect(await migrate(brought.database, form)).toBe(
      `The database was brought from version 1 to ${newest}.`,
    );
    expect(tablesOf(brought.sqlite)).toEqual(tablesOf(made.sqlite));
    for (const { sqlite } of [made, brought]) expect(versionOf(sqlite)).toEqual({ version: newest });
    expect(made.applied).toEqual([form.schema]);
    expect(brought.applied).toHaveLength(form.steps.length);
  });

  it("loses no row of version 0.1.0 on the way", async () => {
    const { sqlite, database } = open(dump("d1"));
    const before = rowsOf(sqlite);
    expect(before.users).toHaveLength(13);
    await migrate(database, form);
    expect(rowsOf(sqlite)).toMatchObject(before);
    expect(sqlite.prepare("PRAGMA foreign_key_check").all()).toEqual([]);
  });

  it("is left alone where it is up to date", async () => {
    const { sqlite, database, applied } = open(form.schema);
    const before = tablesOf(sqlite);
    expect(await migrate(database, form)).toBe(`The database has version ${newest} already.`);
    expect(applied).toEqual([]);
    expect(tablesOf(sqlite)).toEqual(before);
  });

  it("goes through each step that it has not seen, in order and once", async () => {
    const [made, old, current] = [open(), open(dump("d1")), open(form.schema)];
    for (const { database } of [made, old, current]) await migrate(database, later);
    expect([made, old, current].map(({ applied }) => applied.length)).toEqual([1, form.steps.length + 2, 2]);
    for (const { sqlite } of [old, current]) {
      expect(tablesOf(sqlite)).toEqual(tablesOf(made.sqlite));
      expect(versionOf(sqlite)).toEqual({ version: newest + 2 });
    }
    expect(old.sqlite.prepare("SELECT handle FROM users WHERE pronouns = 'she/her'").all()).toEqual([
      { handle: "mira" },
    ]);
    await migrate(old.database, later);
    expect(old.applied).toHaveLength(form.steps.length + 2);
  });

  it("that is newer than the code is refused, and nothing is changed", async () => {
    const { sqlite, database, applied } = open(later.schema);
    const before = [tablesOf(sqlite), rowsOf(sqlite)];
    await expect(migrate(database, form)).rejects.toThrow(
      `The database has version ${newest + 2}, but this code knows only versions up to ${newest}`,
    );
    expect(applied).toEqual([]);
    expect([tablesOf(sqlite), rowsOf(sqlite)]).toEqual(before);
  });

  it("stands at one version or the next wherever it is cut off, and goes on from there", async () => {
    const { sqlite, database, die } = open(dump("d1"));
    const whole = open();
    await migrate(whole.database, later);
    for (const [index, { version }] of later.steps.entries()) {
      const before = [tablesOf(sqlite), rowsOf(sqlite)];
      die(true);
      await expect(migrate(database, later)).rejects.toThrow("the machine died");
      expect([tablesOf(sqlite), rowsOf(sqlite)]).toEqual(before);
      die(false);
      await migrate(database, { ...later, steps: later.steps.slice(0, index + 1) });
      expect(versionOf(sqlite)).toEqual({ version });
    }
    expect(tablesOf(sqlite)).toEqual(tablesOf(whole.sqlite));
  });

  it("takes no step twice, also where two deploy at once", async () => {
    const { sqlite, database } = open(form.schema);
    let other: Promise<string> | undefined;
    const late: Database = {
      ask: async (query) => database.ask(query),
      async apply(sql) {
        other ??= migrate(database, later);
        await other;
        return database.apply(sql.replace(/^ALTER.*$/m, ""));
      },
    };
    await expect(migrate(late, later)).rejects.toThrow("NOT NULL constraint failed");
    expect(versionOf(sqlite)).toEqual({ version: newest + 2 });
  });

  it("is not made anew by applying schema.sql to one that exists", () => {
    for (const script of [form.schema, dump("d1")])
      expect(() => open(script).sqlite.exec(form.schema)).toThrow("already exists");
  });
});

describe("of a real D1, through wrangler,", () => {
  const folder = mkdtempSync(join(tmpdir(), "parlor-d1-"));
  afterAll(() => rmSync(folder, { recursive: true }));

  it("a step that fails leaves nothing behind", { timeout: 120_000 }, async () => {
    const database = wranglerDatabase("DB", ["--local", "--persist-to", folder]);
    await database.apply(form.schema);
    const failing =
      "CREATE TABLE half (x INTEGER);\nINSERT INTO half VALUES (1);\nINSERT INTO nowhere VALUES (1);";
    await expect(database.apply(failing)).rejects.toThrow("no such table: nowhere");
    const state = await database.ask(
      `SELECT (SELECT version FROM schema_version) AS version,
         (SELECT count(*) FROM sqlite_master WHERE name = 'half') AS half`,
    );
    expect(state).toEqual([{ version: newest, half: 0 }]);
  });
});

it("two ways to write the same table are the same, and others are not", () => {
  const one = "CREATE TABLE a (x INTEGER NOT NULL, -- a number\n y TEXT, CHECK (x IN (1, 2))) STRICT";
  const same = `CREATE TABLE "a" ( x INTEGER NOT NULL, CHECK (x IN (1,2)), y TEXT ) STRICT`;
  expect(partsOf(same)).toEqual(partsOf(one));
  expect(partsOf(one.replace("(1, 2)", "(1, 3)"))).not.toEqual(partsOf(one));
  expect(partsOf(one.replace(" STRICT", ""))).not.toEqual(partsOf(one));
  expect(compact("a  (b ,c)")).toBe("a(b,c)");
});
