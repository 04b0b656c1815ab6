import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { SessionId } from "../../../src/protocol/ids.ts";
import { levelOf, unread } from "../../../src/protocol/inbox.ts";
import { ENTRIES_MAX, READ_AHEAD_MAX, ROOMS_BURST, ROOMS_PER_MINUTE } from "../../../src/protocol/limits.ts";
import type { RoomUpdate } from "../../../src/server/inbox/room-update.ts";
import { InboxTables } from "../../../src/server/inbox/tables/inbox-tables.ts";
import { asId } from "../../as-id.ts";
import { BEN, group, NOW } from "../room/make-room.ts";
import { applyAction, conversationsOf, entriesOf, makeInbox, preview, ROOM, report } from "./make-inbox.ts";

describe("a change that cannot be written", () => {
  const fail =
    "CREATE TRIGGER full BEFORE INSERT ON conversation BEGIN SELECT raise(ABORT, 'disk full'); END";

  it("counts no version, and nothing of it is told with the next one", () => {
    const { inbox, wake, sql } = makeInbox();
    inbox.apply(report({ head: 1 }));
    const before = inbox.position();
    sql.exec(fail);
    expect(() => inbox.apply(report({ head: 2, mentions: [preview(2)] }))).toThrow("disk full");
    expect(inbox.position()).toEqual(before);
    sql.exec("DROP TRIGGER full");
    const frames = inbox.apply(report({ room_id: group("two"), head: 1 }));
    expect(entriesOf(frames)).toEqual([]);
    expect(conversationsOf(frames)).toMatchObject([{ version: before.version + 1 }]);
    expect(wake().position()).toEqual(inbox.position());
  });

  it("leaves no half of itself to be told later", () => {
    const { inbox, sql } = makeInbox();
    inbox.apply(report({ head: 1 }));
    sql.exec(
      "CREATE TRIGGER full BEFORE INSERT ON entry WHEN new.key LIKE '% 3' BEGIN SELECT raise(ABORT, 'disk full'); END",
    );
    expect(() => inbox.apply(report({ head: 3, mentions: [preview(2), preview(3)] }))).toThrow("disk full");
    expect(entriesOf(inbox.apply(report({ room_id: group("two"), head: 1 })))).toEqual([]);
    expect(inbox.entries("mention")).toEqual([]);
  });

  it("forgets nothing: who could resume before it still can", () => {
    const { inbox, wake, sql } = makeInbox();
    inbox.apply(report());
    const gone = Array.from({ length: 2 * ENTRIES_MAX }, (_, index) => index + 1);
    sql.exec(
      "INSERT INTO entry (key, body, version) SELECT 'saved gone ' || value, NULL, value + 10 FROM json_each(?)",
      JSON.stringify(gone),
    );
    const full = wake();
    const save = { type: "save", room_id: ROOM, message_id: 1 } as const;
    applyAction(full, { ...save, on: true });
    sql.exec("CREATE TRIGGER full BEFORE UPDATE ON inbox BEGIN SELECT raise(ABORT, 'disk full'); END");
    expect(() => applyAction(full, { ...save, on: false })).toThrow("disk full");
    expect(full.resume({ epoch: "epoch", version: 1 }, NOW)[0]).toMatchObject({ mode: "resume" });
    sql.exec("DROP TRIGGER full");
    applyAction(full, { ...save, on: false });
    expect(full.resume({ epoch: "epoch", version: 1 }, NOW)[0]).toMatchObject({ mode: "reload" });
    expect(full.position()).toEqual(wake().position());
  });
});

describe("INBOX3: unread", () => {
  it("is head − read, never below 0", () => {
    expect(unread({ head: 5, read: 2 })).toBe(3);
    expect(unread({ head: 5, read: 9 })).toBe(0);
  });

  it("read only moves forward, over wakings too, and never passes the head", () => {
    const { inbox, wake } = makeInbox();
    inbox.apply(report({ head: 5 }));
    expect(conversationsOf(inbox.read(ROOM, 4))).toMatchObject([{ read: 4 }]);
    expect(inbox.read(ROOM, 2)).toEqual([]);
    // A socket of the room was faster than its report.
    expect(conversationsOf(wake().read(ROOM, 7))).toMatchObject([{ read: 5, head: 5 }]);
    expect(conversationsOf(wake().apply(report({ head: 6 })))).toMatchObject([{ head: 6, read: 6 }]);
    expect(conversationsOf(wake().apply(report({ head: 7 })))).toMatchObject([{ head: 7, read: 7 }]);
    expect(inbox.read(group("unknown"), 7)).toEqual([]);
    // No room has shown that.
    expect(wake().read(ROOM, 7 + READ_AHEAD_MAX + 1)).toEqual([]);
    expect(conversationsOf(wake().apply(report({ head: 8 })))).toMatchObject([{ head: 8, read: 7 }]);
  });

  it("coming back sets it to the head, whatever was marked as unread before leaving", () => {
    const { inbox } = makeInbox();
    inbox.apply(report({ head: 6, change_id: 1 }));
    inbox.applyAction({ type: "mark_unread", room_id: ROOM, message_id: 3 }, 0);
    inbox.apply(report({ head: 0, change_id: 2, membership: "left" }));
    const back = inbox.apply(report({ head: 6, change_id: 3, read: 6 }));
    expect(conversationsOf(back)).toMatchObject([{ head: 6, read: 6 }]);
  });
});

describe("INBOX6: mark as unread", () => {
  it("moves read back to before a message, never forward", () => {
    const { inbox } = makeInbox();
    inbox.apply(report({ head: 9, read: 9 }));
    expect(applyAction(inbox, { type: "mark_unread", room_id: ROOM, message_id: 4 })).toMatchObject([
      { conversations: [{ read: 3 }] },
    ]);
    expect(applyAction(inbox, { type: "mark_unread", room_id: ROOM, message_id: 8 })).toEqual([]);
    expect(applyAction(inbox, { type: "mark_unread", room_id: group("unknown"), message_id: 8 })).toBe(
      "not_a_member",
    );
  });

  it("is not undone by a report that says nothing new, but by sending and by reading", () => {
    const { inbox, wake } = makeInbox();
    inbox.apply(report({ head: 9, read: 9 }));
    applyAction(inbox, { type: "mark_unread", room_id: ROOM, message_id: 4 });
    const later = wake();
    later.apply(report({ head: 9, read: 9 }));
    later.apply(report({ head: 10, change_id: 2, read: 9 }));
    expect(later.list()).toMatchObject([{ head: 10, read: 3 }]);
    later.apply(report({ head: 11, change_id: 2, read: 11 }));
    expect(later.list()).toMatchObject([{ head: 11, read: 11 }]);
    applyAction(later, { type: "mark_unread", room_id: ROOM, message_id: 4 });
    later.read(ROOM, 11);
    expect(later.list()).toMatchObject([{ head: 11, read: 11 }]);
  });

  it("holds against the report of an own message that had been read before the room reported it", () => {
    const { inbox } = makeInbox();
    inbox.apply(report({ head: 4, read: 2 }));
    inbox.read(ROOM, 5);
    applyAction(inbox, { type: "mark_unread", room_id: ROOM, message_id: 3 });
    inbox.apply(report({ head: 5, read: 5 }));
    expect(inbox.list()).toMatchObject([{ head: 5, read: 2 }]);
  });
});

describe("INBOX2: reports", () => {
  it("in any order and any number of times come to the same", () => {
    const reports = [
      report({ head: 1 }),
      report({ head: 2, read: 2 }),
      report({ head: 2, read: 2, change_id: 2, preview: preview(2, { text: "edited" }) }),
      report({ head: 3, change_id: 3, name: "renamed" }),
      report({ head: 0, change_id: 4, name: "renamed", membership: "left" }),
      report({ head: 9, change_id: 5, name: "renamed again", membership: "admin", read: 1 }),
      report({
        head: 9,
        change_id: 6,
        name: "renamed again",
        membership: "admin",
        preview: preview(9, { text: "", deleted: true }),
      }),
    ];
    const outcome = (order: readonly RoomUpdate[]) => {
      const { inbox } = makeInbox();
      for (const update of order) inbox.apply(update);
      return inbox.list().map(({ version: _, ...conversation }) => conversation);
    };
    const expected = outcome(reports);
    expect(expected).toMatchObject([
      { head: 9, read: 2, name: "renamed again", membership: "admin", preview: { text: "", deleted: true } },
    ]);
    const shuffles = fc.shuffledSubarray([...reports, ...reports], { minLength: 14, maxLength: 14 });
    fc.assert(
      fc.property(shuffles, (order) => {
        expect(outcome(order)).toEqual(expected);
      }),
    );
  });

  it("a repeat changes nothing and is not told", () => {
    const { inbox, sql } = makeInbox();
    expect(conversationsOf(inbox.apply(report()))).toMatchObject([{ version: 1 }]);
    const before = sql.rowsWritten();
    expect(inbox.apply(report())).toEqual([]);
    expect(sql.rowsWritten()).toBe(before);
    expect(inbox.position()).toEqual({ epoch: "epoch", version: 1 });
  });

  it("what devices are not shown is kept without telling them", () => {
    const { inbox, reports } = makeInbox();
    inbox.apply(report());
    expect(inbox.apply(report({ change_id: 7, large: true }))).toEqual([]);
    expect(reports.silentRooms()).toEqual([ROOM]);
    expect(reports.roomToAsk(ROOM)).toEqual({ room_id: ROOM, message_id: 1, change_id: 7 });
    expect(inbox.position()).toMatchObject({ version: 1 });
  });

  it("a room that was left is no longer listed nor kept, and is again after coming back", () => {
    const { inbox } = makeInbox();
    inbox.apply(report({ head: 3 }));
    const [left] = conversationsOf(inbox.apply(report({ change_id: 2, membership: "left", head: 0 })));
    expect(left).toMatchObject({ membership: "left", head: 3 });
    expect(left).not.toHaveProperty("preview");
    expect(inbox.list()).toEqual([]);
    expect(applyAction(inbox, { type: "set_level", room_id: ROOM, level: "all", muted_until: 0 })).toBe(
      "not_a_member",
    );
    inbox.apply(report({ change_id: 3, membership: "member", head: 8, read: 8 }));
    expect(inbox.list()).toMatchObject([{ head: 8, read: 8, membership: "member" }]);
  });
});

describe("INBOX7: levels", () => {
  it("are the user's own, and no report changes them", () => {
    const { inbox, wake } = makeInbox();
    inbox.apply(report());
    expect(inbox.list()).toMatchObject([{ level: "all", muted_until: 0 }]);
    const quiet = { type: "set_level", room_id: ROOM, level: "mentions", muted_until: NOW + 1 } as const;
    expect(applyAction(inbox, quiet)).toMatchObject([
      { conversations: [{ level: "mentions", muted_until: NOW + 1 }] },
    ]);
    expect(applyAction(inbox, quiet)).toEqual([]);
    wake().apply(report({ head: 4, change_id: 5 }));
    expect(wake().list()).toMatchObject([{ head: 4, level: "mentions", muted_until: NOW + 1 }]);
  });
});

describe("INBOX11: pinned conversations", () => {
  it("are the user's own, kept over wakings and reports, and one of a room they left is refused", () => {
    const { inbox, wake } = makeInbox();
    inbox.apply(report());
    expect(inbox.list()[0]).not.toHaveProperty("pinned");
    const pin = { type: "pin_conversation", room_id: ROOM, on: true } as const;
    expect(applyAction(inbox, pin)).toMatchObject([{ conversations: [{ pinned: true }] }]);
    expect(applyAction(inbox, pin)).toEqual([]);
    wake().apply(report({ head: 4, change_id: 5 }));
    expect(wake().list()).toMatchObject([{ head: 4, pinned: true }]);
    expect(conversationsOf(applyAction(wake(), { ...pin, on: false }) as never)[0]).not.toHaveProperty(
      "pinned",
    );
    expect(applyAction(inbox, { ...pin, room_id: group("unknown") })).toBe("not_a_member");
  });
});

describe("INBOX15: a room without a level of its own", () => {
  it("says so until it gets one, and again when that is taken back", () => {
    const { inbox, wake } = makeInbox();
    inbox.apply(report());
    expect(inbox.list()).toMatchObject([{ level: "all", unset: true }]);
    applyAction(inbox, { type: "set_level", room_id: ROOM, level: "all", muted_until: 0 });
    expect(wake().list()[0]).toMatchObject({ level: "all" });
    expect(wake().list()[0]).not.toHaveProperty("unset");
    applyAction(inbox, { type: "set_level", room_id: ROOM, muted_until: 9 });
    expect(wake().list()).toMatchObject([{ level: "all", unset: true, muted_until: 9 }]);
  });

  it("has the level of the settings, which keep what else was set", () => {
    const { inbox, wake } = makeInbox();
    applyAction(inbox, { type: "update_settings", visible: false });
    applyAction(inbox, { type: "update_settings", level: "mentions" });
    applyAction(inbox, { type: "update_settings", receipts: false });
    const settings = wake().settings();
    expect(settings).toEqual({ kind: "settings", receipts: false, visible: false, level: "mentions" });
    const group = { kind: "group", level: "all" } as const;
    expect(levelOf({ ...group, unset: true }, settings)).toBe("mentions");
    expect(levelOf(group, settings)).toBe("all");
    expect(levelOf({ ...group, kind: "dm", unset: true }, settings)).toBe("all");
    expect(levelOf({ ...group, unset: true }, {})).toBe("all");
  });
});

describe("INBOX4: resuming", () => {
  it("gives each changed conversation once, as it is now", () => {
    const { inbox, wake } = makeInbox();
    for (const name of ["one", "two", "three"]) inbox.apply(report({ room_id: group(name), name }));
    const position = inbox.position();
    for (const head of [2, 3, 4]) inbox.apply(report({ room_id: group("two"), name: "two", head }));
    const frames = wake().resume(position, NOW);
    expect(frames.map((frame) => frame.type)).toEqual(["welcome", "conversations", "current"]);
    expect(frames).toMatchObject([
      { mode: "resume" },
      { conversations: [{ room_id: group("two"), head: 4 }] },
      { position: inbox.position() },
    ]);
  });

  it("a device that was away learns that a room was left", () => {
    const { inbox } = makeInbox();
    inbox.apply(report());
    const position = inbox.position();
    inbox.apply(report({ change_id: 2, membership: "left", head: 0 }));
    expect(inbox.resume(position, NOW)[1]).toMatchObject({ conversations: [{ membership: "left" }] });
  });

  it("comes in the order of changes, whatever their kind, so that any part of it is a position", () => {
    const { inbox } = makeInbox();
    const mention = (room: string, message_id: number) =>
      inbox.apply(report({ room_id: group(room), head: message_id, mentions: [preview(message_id)] }));
    mention("one", 1);
    applyAction(inbox, { type: "block", user_id: BEN, on: true });
    mention("two", 1);
    const frames = inbox.resume({ epoch: "epoch", version: 0 }, NOW);
    expect(frames.map((frame) => frame.type)).toEqual([
      "welcome",
      "entries",
      "conversations",
      "entries",
      "conversations",
      "current",
    ]);
    const items = frames.flatMap((frame) => [...conversationsOf([frame]), ...entriesOf([frame])]);
    const versions = items.map(({ version }) => version);
    expect(versions).toEqual([1, 2, 3, 4]);
  });

  it.each([undefined, { epoch: "other", version: 1 }, { epoch: "epoch", version: 251 }])(
    "reloads for %o",
    (position) => {
      const { inbox } = makeInbox();
      for (let count = 0; count < 250; count++) inbox.apply(report({ room_id: group(`r${count}`) }));
      const frames = inbox.resume(position, NOW);
      expect(frames[0]).toMatchObject({ mode: "reload" });
      const sizes = frames.flatMap((frame) =>
        frame.type === "conversations" ? [frame.conversations.length] : [],
      );
      expect(sizes).toEqual([100, 100, 50]);
    },
  );

  it("reloads without what is gone", () => {
    const { inbox } = makeInbox();
    inbox.apply(report());
    applyAction(inbox, { type: "save", room_id: ROOM, message_id: 1, on: true });
    applyAction(inbox, { type: "save", room_id: ROOM, message_id: 1, on: false });
    inbox.apply(report({ change_id: 2, membership: "left", head: 0 }));
    expect(inbox.resume(undefined, NOW).map((frame) => frame.type)).toEqual(["welcome", "current"]);
  });
});

describe("MEMBER14: making rooms", () => {
  const MINUTE = 60_000;
  const fresh = (count: number) => group(`made${count}`);

  it("goes on at once for a while, then as fast as it says, over a sleep of the inbox", () => {
    const { inbox, wake } = makeInbox();
    for (let count = 0; count < ROOMS_BURST; count++)
      expect(inbox.makeRoom(fresh(count), NOW)).toEqual({ ok: true, value: {} });
    const refused = wake().makeRoom(fresh(ROOMS_BURST), NOW);
    expect(refused).toMatchObject({ code: "rate_limited", retry_after_ms: MINUTE / ROOMS_PER_MINUTE });
    const later = NOW + MINUTE / ROOMS_PER_MINUTE;
    expect(wake().makeRoom(fresh(ROOMS_BURST), later - 1)).toMatchObject({ ok: false, retry_after_ms: 1 });
    expect(wake().makeRoom(fresh(ROOMS_BURST), later)).toMatchObject({ ok: true });
    expect(wake().makeRoom(fresh(ROOMS_BURST), later)).toMatchObject({ ok: false });
  });

  it("does not count a DM that is there already", () => {
    const { inbox } = makeInbox();
    inbox.apply(report());
    for (let count = 0; count < 2 * ROOMS_BURST; count++)
      expect(inbox.makeRoom(ROOM, NOW)).toMatchObject({ ok: true });
    expect(inbox.makeRoom(fresh(1), NOW)).toMatchObject({ ok: true });
  });
});

it("AUTH5: an ended session is remembered until its tokens have expired, and not for ever", () => {
  const { sql } = makeInbox();
  const { account } = new InboxTables(sql);
  account.endSession(asId<SessionId>("s_one"), NOW + 9, NOW);
  account.endSession(asId<SessionId>("s_two"), NOW + 18, NOW + 8);
  expect(
    [asId<SessionId>("s_one"), asId<SessionId>("s_two"), asId<SessionId>("s_three")].map((id) =>
      account.hasEnded(id),
    ),
  ).toEqual([true, true, false]);
  account.endSession(asId<SessionId>("s_three"), NOW + 99, NOW + 9);
  expect(sql.exec("SELECT session_id FROM ended_session")).toEqual([
    { session_id: asId<SessionId>("s_three") },
    { session_id: asId<SessionId>("s_two") },
  ]);
});
