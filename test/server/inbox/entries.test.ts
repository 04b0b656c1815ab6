import { describe, expect, it } from "vitest";
import type { UserId } from "../../../src/protocol/ids.ts";
import { DRAFTS_MAX_UNITS, ENTRIES_MAX, PAGE_MAX_UNITS } from "../../../src/protocol/limits.ts";
import { ANN, BEN, CAT, group, NOW, user } from "../room/make-room.ts";
import { applyAction, conversationsOf, entriesOf, makeInbox, preview, ROOM, report } from "./make-inbox.ts";

const star = (message_id: number, on = true) => ({ type: "save", room_id: ROOM, message_id, on }) as const;
const draft = (text: string) => ({ type: "draft", room_id: ROOM, text }) as const;
const block = (user_id: UserId, on = true) => ({ type: "block", user_id, on }) as const;

describe("INBOX8: mentions", () => {
  it("are kept, and counted in the conversation until they are read", () => {
    const { inbox } = makeInbox();
    const frames = inbox.apply(report({ head: 3, mentions: [preview(2), preview(3)] }));
    expect(frames.map((frame) => frame.type)).toEqual(["entries", "conversations"]);
    expect(entriesOf(frames)).toMatchObject([
      { entry: { kind: "mention", room_id: ROOM, message: { message_id: 2, text: "text 2" } } },
      {},
    ]);
    expect(conversationsOf(frames)).toMatchObject([{ mentions: 2 }]);
    expect(conversationsOf(inbox.read(ROOM, 2))).toMatchObject([{ mentions: 1 }]);
    expect(conversationsOf(inbox.read(ROOM, 3))).toMatchObject([{ mentions: 0 }]);
    expect(
      conversationsOf(applyAction(inbox, { type: "mark_unread", room_id: ROOM, message_id: 3 }) as never),
    ).toMatchObject([{ mentions: 1 }]);
    expect(inbox.entries("mention").map(({ key }) => key)).toEqual([
      `mention ${ROOM} 3`,
      `mention ${ROOM} 2`,
    ]);
  });

  it("told twice are one, and rooms do not get mixed up", () => {
    const { inbox } = makeInbox();
    inbox.apply(report({ head: 10, mentions: [preview(10)] }));
    expect(inbox.apply(report({ head: 10, mentions: [preview(10)] }))).toEqual([]);
    inbox.apply(report({ room_id: group("two"), head: 9 }));
    expect(inbox.list().map(({ mentions }) => mentions)).toEqual([1, 0]);
  });

  it("INBOX12: by somebody blocked are dropped", () => {
    const { inbox } = makeInbox();
    applyAction(inbox, block(BEN));
    inbox.apply(report({ head: 2, mentions: [preview(1), preview(2, { sender: CAT })] }));
    expect(inbox.entries("mention")).toMatchObject([{ entry: { message: { sender: CAT } } }]);
  });
});

describe("INBOX9: threads", () => {
  const thread = (last: number, read = 0) => ({ root: 1, last: preview(last), read });

  it("that are followed show the newest reply, and how far they were read", () => {
    const { inbox } = makeInbox();
    inbox.apply(report({ head: 2, threads: [thread(2)] }));
    inbox.apply(report({ head: 5, threads: [thread(5, 4)] }));
    inbox.apply(report({ head: 5, threads: [thread(2)] }));
    expect(inbox.entries("thread")).toMatchObject([{ entry: { root: 1, last: { message_id: 5 }, read: 4 } }]);
    const read = { type: "read_thread", room_id: ROOM, root: 1, message_id: 5 } as const;
    expect(applyAction(inbox, read)).toMatchObject([{ entries: [{ entry: { read: 5 } }] }]);
    expect(applyAction(inbox, { ...read, message_id: 2 })).toEqual([]);
    expect(applyAction(inbox, { ...read, root: 9 })).toEqual([]);
  });

  it("that are forgotten are gone until the next reply", () => {
    const { inbox } = makeInbox();
    inbox.apply(report({ head: 2, threads: [thread(2)] }));
    const forget = { type: "dismiss_thread", room_id: ROOM, root: 1 } as const;
    expect(applyAction(inbox, forget)).toMatchObject([{ entries: [{ entry: null }] }]);
    expect(applyAction(inbox, forget)).toEqual([]);
    inbox.apply(report({ head: 3, threads: [thread(3)] }));
    expect(inbox.entries("thread")).toMatchObject([{ entry: { last: { message_id: 3 } } }]);
  });

  it("begin anew for who left the room and came back", () => {
    const { inbox } = makeInbox();
    inbox.apply(report({ head: 2, threads: [thread(2, 2)] }));
    inbox.apply(report({ membership: "left", change_id: 2 }));
    expect(inbox.entries("thread")).toEqual([]);
    inbox.apply(report({ head: 3, change_id: 3 }));
    expect(inbox.entries("thread")).toEqual([]);
    inbox.apply(report({ head: 4, change_id: 3, threads: [thread(4)] }));
    expect(inbox.entries("thread")).toMatchObject([{ entry: { last: { message_id: 4 }, read: 0 } }]);
  });
});

describe("INBOX11: what a user keeps", () => {
  it("stars stay as they were first put, and go", () => {
    const { inbox } = makeInbox();
    inbox.apply(report());
    expect(applyAction(inbox, star(1))).toMatchObject([
      { entries: [{ key: `saved ${ROOM} 1`, entry: { at: NOW } }] },
    ]);
    expect(applyAction(inbox, star(1), NOW + 5)).toEqual([]);
    expect(applyAction(inbox, star(1, false))).toMatchObject([
      { entries: [{ key: `saved ${ROOM} 1`, entry: null }] },
    ]);
    expect(applyAction(inbox, star(1, false))).toEqual([]);
  });

  it("a draft is what was written last; an empty one is none", () => {
    const { inbox } = makeInbox();
    inbox.apply(report());
    applyAction(inbox, draft("hel"));
    applyAction(inbox, { ...draft("hello"), reply_to: 3 }, NOW + 1);
    expect(applyAction(inbox, { ...draft("hello"), reply_to: 3 }, NOW + 2)).toEqual([]);
    expect(inbox.entries("draft")).toMatchObject([{ entry: { text: "hello", reply_to: 3, at: NOW + 1 } }]);
    applyAction(inbox, draft(""));
    expect(inbox.entries("draft")).toEqual([]);
  });

  it("a thread has a draft of its own", () => {
    const { inbox } = makeInbox();
    inbox.apply(report());
    applyAction(inbox, draft("to all"));
    applyAction(inbox, { ...draft("to few"), thread: 7 }, NOW + 1);
    expect(inbox.entries("draft")).toMatchObject([
      { key: `draft ${ROOM} 7`, entry: { text: "to few", thread: 7 } },
      { key: `draft ${ROOM}`, entry: { text: "to all" } },
    ]);
    applyAction(inbox, { ...draft(""), thread: 7 });
    expect(inbox.entries("draft")).toMatchObject([{ entry: { text: "to all" } }]);
  });

  it("settings are set one by one", () => {
    const { inbox, wake } = makeInbox();
    expect(inbox.settings()).toMatchObject({ receipts: true, visible: true });
    applyAction(inbox, { type: "update_settings", visible: false });
    applyAction(inbox, { type: "update_settings", receipts: false });
    expect(applyAction(inbox, { type: "update_settings" })).toEqual([]);
    expect(wake().settings()).toEqual({ kind: "settings", receipts: false, visible: false });
  });

  it("INBOX12: somebody is blocked until they no longer are; never oneself", () => {
    const { inbox, wake } = makeInbox();
    applyAction(inbox, block(BEN));
    expect(wake().isBlocked(BEN)).toBe(true);
    expect(applyAction(inbox, block(BEN))).toEqual([]);
    applyAction(inbox, block(BEN, false));
    expect(wake().isBlocked(BEN)).toBe(false);
    expect(applyAction(inbox, block(ANN))).toBe("not_allowed");
  });

  it("pages come latest first", () => {
    const { inbox } = makeInbox();
    for (let message_id = 1; message_id <= 250; message_id++) applyAction(inbox, star(message_id));
    const [first, second, third] = [
      inbox.entries("saved"),
      inbox.entries("saved", 151),
      inbox.entries("saved", 51),
    ];
    expect([first, second, third].map((page) => [page?.length, page?.[0]?.version])).toEqual([
      [100, 250],
      [100, 150],
      [50, 50],
    ]);
  });
});

describe("INBOX13: bounds", () => {
  it("INBOX11: only rooms that the user is in have drafts, and a draft of one they have left can be ended", () => {
    const { inbox } = makeInbox();
    expect(applyAction(inbox, draft("hello"))).toBe("not_a_member");
    expect(applyAction(inbox, draft(""))).toEqual([]);
    inbox.apply(report());
    expect(applyAction(inbox, draft("hello"))).toHaveLength(1);
    inbox.apply(report({ membership: "left", change_id: 2, head: 0 }));
    expect(applyAction(inbox, draft("again"))).toBe("not_a_member");
    expect(inbox.entries("draft")).toEqual([]);
  });

  it("the oldest drafts make room for what they hold together", () => {
    const { inbox } = makeInbox();
    inbox.apply(report());
    const text = "x".repeat(16_000);
    const most = Math.floor(DRAFTS_MAX_UNITS / 16_200);
    for (let thread = 1; thread <= 2 * most; thread++)
      applyAction(inbox, { ...draft(text), thread }, NOW + thread);
    const threads: number[] = [];
    for (let before: number | undefined; ; ) {
      const page = inbox.entries("draft", before);
      before = page.at(-1)?.version;
      if (before === undefined) break;
      threads.push(...page.flatMap(({ entry }) => (entry?.kind === "draft" ? (entry.thread ?? 0) : [])));
    }
    expect(threads.length).toBeGreaterThan(most - 2);
    expect(threads.length).toBeLessThanOrEqual(most + 1);
    expect(threads[0]).toBe(2 * most);
    // What comes with hello is cut by length.
    const frames = inbox.resume(undefined, NOW).filter(({ type }) => type === "entries");
    expect(frames.length).toBeGreaterThan(1);
    for (const frame of frames) expect(JSON.stringify(frame).length).toBeLessThan(PAGE_MAX_UNITS + 100);
  });

  it("the oldest mentions make room, which devices are told", () => {
    const { inbox } = makeInbox();
    const all = Array.from({ length: ENTRIES_MAX }, (_, index) => preview(index + 1));
    inbox.apply(report({ head: ENTRIES_MAX, mentions: all }));
    const frames = inbox.apply(report({ head: ENTRIES_MAX + 1, mentions: [preview(ENTRIES_MAX + 1)] }));
    expect(entriesOf(frames)).toMatchObject([
      { key: `mention ${ROOM} 1`, entry: null },
      { entry: { kind: "mention" } },
    ]);
    expect(conversationsOf(frames)).toMatchObject([{ mentions: ENTRIES_MAX }]);
  });

  it("and are no longer counted in the room they were in", () => {
    const { inbox } = makeInbox();
    inbox.apply(report({ room_id: group("two"), mentions: [preview(1)] }));
    const others = Array.from({ length: ENTRIES_MAX }, (_, index) => preview(index + 1));
    const frames = inbox.apply(report({ head: ENTRIES_MAX, mentions: others }));
    expect(conversationsOf(frames)).toMatchObject([
      { room_id: ROOM, mentions: ENTRIES_MAX },
      { room_id: group("two"), mentions: 0 },
    ]);
  });

  it("so do the oldest drafts and threads; one that is written again takes no room", () => {
    const { inbox, wake, sql } = makeInbox();
    inbox.apply(report());
    const drafts = Array.from({ length: ENTRIES_MAX }, (_, index) => index + 1);
    sql.exec(
      `INSERT INTO entry (key, body, version)
       SELECT 'draft ' || ? || ' ' || value, json_object('kind', 'draft', 'thread', value), value + 10
       FROM json_each(?)`,
      ROOM,
      JSON.stringify(drafts),
    );
    const full = wake();
    const write = (text: string, thread: number) =>
      entriesOf(applyAction(full, { ...draft(text), thread }) as never).map(({ key, entry }) => [
        key,
        entry?.kind,
      ]);
    expect(write("again", 1)).toEqual([[`draft ${ROOM} 1`, "draft"]]);
    expect(write("new", ENTRIES_MAX + 1)).toEqual([
      [`draft ${ROOM} 2`, undefined],
      [`draft ${ROOM} ${ENTRIES_MAX + 1}`, "draft"],
    ]);
    const thread = (root: number) => ({ root, last: preview(root + 1), read: 0 });
    const frames = full.apply(
      report({ head: ENTRIES_MAX + 2, threads: [...drafts, ENTRIES_MAX + 1].map(thread) }),
    );
    expect(entriesOf(frames).filter(({ entry }) => entry === null)).toMatchObject([
      { key: `thread ${ROOM} 1` },
    ]);
  });

  it("what a user put aside is never dropped for more of it", () => {
    const { inbox } = makeInbox();
    for (let count = 0; count < ENTRIES_MAX; count++) applyAction(inbox, block(user(`p${count}`)));
    expect(applyAction(inbox, block(BEN))).toBe("too_many");
    expect(applyAction(inbox, block(user("p0")))).toEqual([]);
  });

  it("traces of what is gone are forgotten in time; who was away for longer reloads", () => {
    const { inbox, wake } = makeInbox();
    inbox.apply(report());
    const position = inbox.position();
    for (let message_id = 1; message_id <= 2 * ENTRIES_MAX + 1; message_id++)
      for (const on of [true, false]) applyAction(inbox, star(message_id, on));
    const traces = entriesOf(wake().resume(inbox.position(), NOW));
    expect(traces).toEqual([]);
    expect(wake().resume(position, NOW)[0]).toMatchObject({ mode: "reload" });
    const recent = { epoch: "epoch", version: inbox.position().version - 2 * ENTRIES_MAX };
    expect(entriesOf(wake().resume(recent, NOW))).toHaveLength(ENTRIES_MAX);
  });
});
