import { describe, expect, it } from "vitest";
import { migrate } from "../../../../src/server/object/migrations.ts";
import { invite } from "../../../../src/server/room/membership.ts";
import { Room } from "../../../../src/server/room/room.ts";
import { ROOM_SCHEMA } from "../../../../src/server/room/tables/migrations.ts";
import { RoomTables } from "../../../../src/server/room/tables/room-tables.ts";
import { nodeSql } from "../../node-sql.ts";
import { ANN, BEN, CAT, channel, NOW } from "../make-room.ts";

const schemaOf = (sql: ReturnType<typeof nodeSql>) =>
  sql.exec("SELECT type, name, sql FROM sqlite_master ORDER BY type, name");

/** A channel as version 0.1.0 stored it. */
function earlier() {
  const sql = nodeSql();
  migrate(sql, { ...ROOM_SCHEMA, steps: ROOM_SCHEMA.steps.slice(0, 1) });
  sql.run("DROP TABLE schema_version");
  const settings = {
    name: "lounge",
    topic: "",
    description: "",
    permissions: { post: "everyone", invite: "everyone", pin: "everyone", mention_room: "admins" },
    slow_mode_seconds: 0,
    join: "open",
    archived: false,
  };
  sql.run(
    "INSERT INTO room VALUES (1, ?, 'channel', ?, 'epoch', ?, NULL)",
    channel("lounge"),
    NOW,
    JSON.stringify(settings),
  );
  for (const [user_id, role] of [
    [ANN, "owner"],
    [BEN, "member"],
  ] as const)
    sql.run("INSERT INTO member VALUES (?, ?, ?, 0, 0)", user_id, role, NOW);
  const messages: [text: string, more: object | null][] = [
    ["plain", null],
    ["you", { mentions: [BEN] }],
    ["nobody any more", { mentions: [], reply_to: 1 }],
    ["re", { thread: 1 }],
    ['a text that says "mentions"', null],
    ["all of you", { mention_room: "all" }],
  ];
  for (const [index, [text, more]] of messages.entries())
    sql.run(
      "INSERT INTO message (message_id, sender, client_id, time, text, more, chain) VALUES (?, ?, ?, ?, ?, ?, '')",
      index + 1,
      ANN,
      `id ${index + 1}`,
      NOW,
      text,
      more && JSON.stringify(more),
    );
  sql.run("INSERT INTO thread VALUES (1, 4)");
  sql.run("INSERT INTO follower VALUES (1, ?, 1)", ANN);
  const about = { after_message_id: 6, time: NOW, by: ANN };
  const changes = [
    { type: "member_joined", user_id: BEN, role: "member", change_id: 1, ...about },
    { type: "message_changed", message_id: 1, facet: "replies", change_id: 2, ...about },
    { type: "message_changed", message_id: 2, facet: "text", change_id: 3, ...about },
  ] as const;
  for (const change of changes) {
    const [message_id, facet] =
      change.type === "message_changed" ? [change.message_id, change.facet] : [null, null];
    sql.run(
      "INSERT INTO change VALUES (?, ?, ?, ?)",
      change.change_id,
      JSON.stringify(change),
      message_id,
      facet,
    );
  }
  const set = { type: "set_room", settings: { name: "lounge" } };
  sql.run("INSERT INTO audit (by, at, what) VALUES (?, ?, ?)", ANN, NOW, JSON.stringify(set));
  sql.run("INSERT INTO outbox VALUES (?, 4, 2, 3)", BEN);
  return sql;
}

function opened(sql = earlier()) {
  const tables = new RoomTables(sql, { now: () => NOW, random: () => 0 });
  const room = Room.wake(tables);
  if (!room) throw new Error("no room");
  return { sql, tables, room };
}

describe("a room of version 0.1.0", () => {
  it("has the tables of a new one afterwards, and is not migrated twice", () => {
    const fresh = nodeSql();
    new RoomTables(fresh).migrate();
    const { sql, tables } = opened();
    expect(schemaOf(sql)).toEqual(schemaOf(fresh));
    const before = sql.rowsWritten();
    tables.migrate();
    expect(sql.rowsWritten()).toBe(before);
  });

  it("MENTION1: finds the messages that mention somebody, and no others", () => {
    expect(opened().tables.messages.mentions.after(0)).toEqual([2, 6]);
  });

  it("RESUME2: has its changes, with the fields they were about", () => {
    const { tables, room } = opened();
    expect(tables.changes.after(0, 10)).toEqual([
      {
        type: "member_joined",
        user_id: BEN,
        role: "member",
        change_id: 1,
        after_message_id: 6,
        time: NOW,
        by: ANN,
      },
      {
        type: "message_changed",
        message_id: 1,
        field: "replies",
        change_id: 2,
        after_message_id: 6,
        time: NOW,
        by: ANN,
      },
      {
        type: "message_changed",
        message_id: 2,
        field: "text",
        change_id: 3,
        after_message_id: 6,
        time: NOW,
        by: ANN,
      },
    ]);
    expect(tables.changes.rewrittenSince(0)).toEqual([2]);
    expect(tables.messages.threads.grownSince(1)).toEqual([{ root: 1, last: 4, followers: [ANN] }]);
    expect(room.reader.resume(BEN, { epoch: "epoch", message_id: 6, change_id: 1 }, NOW)).toMatchObject({
      ok: true,
    });
  });

  it("AUDIT1: names the actions in its audit log as they are named now", () => {
    expect(opened().room.reader.audit(ANN, undefined, NOW)).toMatchObject({
      value: [{ by: ANN, action: { type: "update_room", settings: { name: "lounge" } } }],
    });
  });

  it("INBOX2: still tells the inboxes that had to be told, from the point they had reached", () => {
    const { tables } = opened();
    expect(tables.inboxes.pending()).toMatchObject([
      { target: BEN, body: { message_id: 4, change_id: 2 }, failures: 0 },
    ]);
    expect(tables.directory.isEmpty()).toBe(true);
  });

  it("tells the directory if that had to be told", () => {
    const sql = earlier();
    sql.run("INSERT INTO listing_owed VALUES (1, 3)");
    const { tables } = opened(sql);
    expect(tables.directory.pending()).toMatchObject([{ target: channel("lounge") }]);
  });

  it("goes on", () => {
    const { room } = opened();
    expect(room.change((state) => invite(state, ANN, [CAT], NOW))).toMatchObject({
      value: [{ type: "member_joined", change_id: 4 }],
    });
  });
});

describe("a room that newer code has written", () => {
  it("is not touched", () => {
    const { sql, tables } = opened();
    sql.run("UPDATE schema_version SET version = version + 1");
    const before = sql.rowsWritten();
    expect(tables.areNewer()).toBe(true);
    expect(() => Room.wake(tables)).toThrow(expect.objectContaining({ code: "newer_version" }));
    expect(sql.rowsWritten()).toBe(before);
  });
});
