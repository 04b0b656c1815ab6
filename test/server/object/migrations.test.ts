import { describe, expect, it } from "vitest";
import { isNewer, migrate, type Schema, versionOf } from "../../../src/server/object/migrations.ts";
import { nodeSql } from "../node-sql.ts";

const FIRST = ["CREATE TABLE thing (id INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT"];

const schema: Schema = {
  firstTable: "thing",
  steps: [
    FIRST,
    ["ALTER TABLE thing ADD COLUMN colour TEXT NOT NULL DEFAULT 'red'"],
    (sql) => void sql.run("UPDATE thing SET colour = upper(name)"),
  ],
};
const upTo = (version: number): Schema => ({ ...schema, steps: schema.steps.slice(0, version) });

const shapeOf = (sql: ReturnType<typeof nodeSql>) =>
  sql.exec("SELECT type, name, sql FROM sqlite_master ORDER BY name");

describe("migrations", () => {
  it("a new database ends with the tables of a migrated one, whatever version that began with", () => {
    const fresh = nodeSql();
    migrate(fresh, schema);
    for (const version of [1, 2, 3]) {
      const old = nodeSql();
      migrate(old, upTo(version));
      migrate(old, schema);
      expect(shapeOf(old)).toEqual(shapeOf(fresh));
      expect(versionOf(old, schema)).toBe(3);
    }
  });

  it("tables without a version are those of 0.1.0: version 1, and keep what is in them", () => {
    const sql = nodeSql();
    for (const statement of FIRST) sql.run(statement);
    sql.run("INSERT INTO thing (id, name) VALUES (1, 'ann')");
    expect(versionOf(sql, schema)).toBe(1);
    migrate(sql, schema);
    expect(sql.exec("SELECT id, name, colour FROM thing")).toEqual([{ id: 1, name: "ann", colour: "ANN" }]);
  });

  it("each step runs once, and with nothing to do nothing is written", () => {
    const sql = nodeSql();
    migrate(sql, schema);
    sql.run("INSERT INTO thing (id, name, colour) VALUES (1, 'ann', 'blue')");
    const before = sql.rowsWritten();
    migrate(sql, schema);
    expect(sql.rowsWritten()).toBe(before);
    expect(sql.exec("SELECT colour FROM thing")).toEqual([{ colour: "blue" }]);
  });

  it("a step that fails leaves the database as it was, with those before it undone", () => {
    const sql = nodeSql();
    migrate(sql, upTo(1));
    const before = shapeOf(sql);
    const broken: Schema = { ...schema, steps: [...schema.steps.slice(0, 2), ["UPDATE nowhere SET a = 1"]] };
    expect(() => migrate(sql, broken)).toThrow("nowhere");
    expect([shapeOf(sql), versionOf(sql, schema)]).toEqual([before, 1]);
  });

  it("a newer version is refused, and not touched", () => {
    const sql = nodeSql();
    migrate(sql, schema);
    const before = sql.rowsWritten();
    expect([isNewer(sql, schema), isNewer(sql, upTo(2))]).toEqual([false, true]);
    expect(() => migrate(sql, upTo(2))).toThrow(expect.objectContaining({ code: "newer_version" }));
    expect([sql.rowsWritten(), versionOf(sql, schema)]).toEqual([before, 3]);
  });

  it("asking for the version makes no table", () => {
    const sql = nodeSql();
    expect(versionOf(sql, schema)).toBe(0);
    expect(shapeOf(sql)).toEqual([]);
  });
});
