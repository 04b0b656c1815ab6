import { describe, expect, it } from "vitest";
import type { UserId } from "../../../../src/protocol/ids.ts";
import { InboxTables } from "../../../../src/server/inbox/tables/inbox-tables.ts";
import { asId } from "../../../as-id.ts";
import { nodeSql } from "../../node-sql.ts";
import { dump } from "../../object/left-behind.ts";

const shapeOf = (sql: ReturnType<typeof nodeSql>) =>
  sql
    .exec<{ name: string; sql: string }>(
      "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name",
    )
    .map(({ name, sql: text }) => [name, text.replace(/\s+/g, " ")]);

function old() {
  const sql = nodeSql(dump("inbox"));
  const rows = (query: string) => sql.exec(query);
  const before = {
    blocks: rows("SELECT user_id FROM outbox ORDER BY user_id"),
    untold: rows("SELECT user_id, since, retry_at FROM untold ORDER BY user_id"),
    watchers: rows("SELECT user_id, until FROM watcher ORDER BY user_id"),
    watching: rows("SELECT socket_id, user_ids, asked_at AS renewed_at FROM watching ORDER BY socket_id"),
    entries: rows("SELECT count(*) AS n FROM entry"),
  };
  const tables = new InboxTables(sql);
  const migrate = () => tables.migrate(asId<UserId>("u_x"), "epoch");
  return { sql, rows, before, migrate };
}

describe("the tables of an inbox of version 0.1.0", () => {
  it("end as those of a new inbox", () => {
    const { sql, migrate } = old();
    migrate();
    const fresh = nodeSql();
    new InboxTables(fresh).migrate(asId<UserId>("u_x"), "epoch");
    expect(shapeOf(sql)).toEqual(shapeOf(fresh));
  });

  it("lose nothing: whoever had to be told still has to, and leases go on", () => {
    const { rows, before, migrate } = old();
    expect(Object.values(before).every((all) => all.length > 0)).toBe(true);
    migrate();
    const pending = (topic: string) =>
      rows(`SELECT target AS user_id, since, retry_at FROM outbox WHERE topic = '${topic}' ORDER BY target`);
    expect(pending("block").map(({ user_id }) => ({ user_id }))).toEqual(before.blocks);
    expect(pending("presence")).toEqual(before.untold);
    expect(rows("SELECT user_id, until FROM presence_subscriber ORDER BY user_id")).toEqual(before.watchers);
    expect(
      rows("SELECT socket_id, user_ids, renewed_at FROM presence_subscription ORDER BY socket_id"),
    ).toEqual(before.watching);
    expect(rows("SELECT count(*) AS n FROM entry")).toEqual(before.entries);
  });

  it("are changed once", () => {
    const { sql, migrate } = old();
    migrate();
    const before = sql.rowsWritten();
    migrate();
    expect(sql.rowsWritten()).toBe(before);
  });
});
