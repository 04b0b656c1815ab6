import { describe, expect, test } from "vitest";
import { type InboxEffect, InboxLog } from "../../../src/client/inbox/inbox-log.ts";
import type { InboxAction } from "../../../src/protocol/actions.ts";
import type { ClientId, RoomId } from "../../../src/protocol/ids.ts";
import { type Conversation, type Entry, keyOf } from "../../../src/protocol/inbox.ts";
import type { InboxDown } from "../../../src/protocol/inbox-frames.ts";
import { ACK_TIMEOUT_MS } from "../../../src/protocol/limits.ts";
import { asId } from "../../as-id.ts";
import { EPOCH, OTHER, ROOM } from "../fixtures.ts";

const NOW = 1_000;
const SECOND = asId<RoomId>(`c_${"s".repeat(20)}`);

const conversation = (version: number, more: Partial<Conversation> = {}): Conversation => ({
  room_id: ROOM,
  kind: "group",
  name: "Room",
  membership: "member",
  head: 10,
  read: 0,
  mentions: 0,
  level: "all",
  muted_until: 0,
  active_at: version,
  version,
  ...more,
});
const position = (version: number, epoch = EPOCH) => ({ epoch, version });
const welcome = (mode: "resume" | "reload", version: number, epoch = EPOCH): InboxDown => ({
  type: "welcome",
  protocol: 1,
  min_protocol: 1,
  mode,
  head: position(version, epoch),
  server_time: 0,
});
const changed = (...conversations: Conversation[]): InboxDown => ({ type: "conversations", conversations });
const current = (version: number, epoch = EPOCH): InboxDown => ({
  type: "current",
  position: position(version, epoch),
});

function caughtUp(...conversations: Conversation[]): InboxLog {
  const log = new InboxLog();
  log.connected(64);
  for (const frame of [welcome("reload", 5), changed(...conversations), current(5)])
    log.receive(frame, NOW, 0);
  return log;
}
const reads = (effects: readonly InboxEffect[]): number[] =>
  effects.flatMap((effect) =>
    effect.type === "send" && effect.frame.type === "read" ? [effect.frame.message_id] : [],
  );

describe("the list of conversations", () => {
  test("is resumed from the version it has", () => {
    const log = caughtUp(conversation(1), conversation(2, { room_id: SECOND }));
    log.receive(changed(conversation(7, { head: 12 })), NOW, 0);
    expect(log.connected(64)).toMatchObject([{ frame: { position: position(7) } }]);
    expect(log.view().map(({ room_id, head }) => [room_id, head])).toEqual([
      [ROOM, 12],
      [SECOND, 10],
    ]);
  });

  test("is replaced by a reload only when that is complete", () => {
    const log = caughtUp(conversation(1), conversation(2, { room_id: SECOND }));
    log.disconnected();
    log.receive(welcome("reload", 3, "second"), NOW, 0);
    log.receive(changed(conversation(3)), NOW, 0);
    expect(log.view()).toHaveLength(2);
    log.disconnected();
    expect(log.position).toEqual(position(5));
    for (const frame of [welcome("reload", 3, "second"), changed(conversation(3)), current(3, "second")])
      log.receive(frame, NOW, 0);
    expect(log.view()).toEqual([conversation(3)]);
    expect(log.position).toEqual(position(3, "second"));
  });

  test("does not get a room back by a frame from before it was left", () => {
    const log = caughtUp(conversation(1));
    log.receive(changed(conversation(6)), NOW, 0);
    log.receive(changed(conversation(7, { membership: "left" })), NOW, 0);
    log.receive(changed(conversation(6)), NOW, 0);
    expect(log.view()).toEqual([]);
    expect(log.position).toEqual(position(7));
  });

  test("loses the rooms that were left", () => {
    const log = caughtUp(conversation(1));
    log.receive(changed(conversation(6, { membership: "left" })), NOW, 0);
    expect(log.view()).toEqual([]);
  });

  test("INBOX4: has a position that never falls, in whatever order versions and frames come", () => {
    const log = caughtUp(conversation(1));
    log.receive(changed(conversation(8), conversation(7, { room_id: SECOND })), NOW, 0);
    expect(log.position).toEqual(position(8));
    log.disconnected();
    log.receive(welcome("resume", 9), NOW, 0);
    log.receive(changed(conversation(10)), NOW, 0);
    log.receive(current(9), NOW, 0);
    expect(log.position).toEqual(position(10));
  });

  test("starts over where the inbox is another or older than what is here", () => {
    for (const head of [position(9, "second"), position(4)]) {
      const log = caughtUp(conversation(1));
      log.disconnected();
      expect(log.receive(welcome("resume", head.version, head.epoch), NOW, 0)).toEqual([
        { type: "reconnect" },
      ]);
      expect(log.position).toBeUndefined();
    }
  });
});

describe("a read cursor", () => {
  test("moves forward only, and shows at once", () => {
    const log = caughtUp(conversation(1, { read: 4 }));
    const moves = [log.read(ROOM, 3), log.read(ROOM, 6), log.read(ROOM, 5)];
    expect(moves).toEqual([[], [{ type: "storeRead", room_id: ROOM, message_id: 6 }], []]);
    expect(log.view()[0]?.read).toBe(6);
    expect(reads(log.due(NOW))).toEqual([6]);
  });

  test("does not go back when an older state of the inbox comes in", () => {
    const log = caughtUp(conversation(1));
    log.read(ROOM, 6);
    log.due(NOW);
    log.receive(changed(conversation(6, { read: 2 })), NOW, 0);
    expect(log.view()[0]?.read).toBe(6);
  });

  test("from the device that the inbox has passed meanwhile is not sent any more", () => {
    const log = caughtUp(conversation(1, { read: 6 }));
    for (const message_id of [5, 6]) {
      log.adoptReads([{ room_id: ROOM, message_id }], true);
      expect(reads(log.due(NOW))).toEqual([]);
    }
    log.adoptReads([{ room_id: ROOM, message_id: 7 }], true);
    expect(reads(log.due(NOW))).toEqual([7]);
  });

  test("is sent again on each connection until the inbox shows it", () => {
    const log = new InboxLog();
    log.read(ROOM, 6);
    expect(log.due(NOW)).toEqual([]); // not connected
    for (let times = 0; times < 2; times++) {
      log.connected(64);
      for (const frame of [welcome("reload", 5), changed(conversation(1)), current(5)])
        log.receive(frame, NOW, 0);
      expect(reads(log.due(NOW))).toEqual([6]);
      expect(log.due(NOW)).toEqual([]);
      log.disconnected();
    }
    log.connected(64);
    log.receive(welcome("resume", 6), NOW, 0);
    expect(log.receive(changed(conversation(6, { read: 6 })), NOW, 0)).toEqual([
      { type: "readSettled", room_id: ROOM },
    ]);
    log.receive(current(6), NOW, 0);
    expect(log.due(NOW)).toEqual([]);
  });

  test("ahead of what the inbox knows of the room is sent again when the head has moved", () => {
    const log = caughtUp(conversation(1, { head: 10 }));
    log.read(ROOM, 12);
    expect(reads(log.due(NOW))).toEqual([12]);
    log.receive(changed(conversation(6, { head: 10, read: 10 })), NOW, 0);
    expect(log.due(NOW)).toEqual([]); // nothing new: asking again would bring nothing
    log.receive(changed(conversation(7, { head: 12, read: 10 })), NOW, 0);
    expect(reads(log.due(NOW))).toEqual([12]);
  });

  test("of a room that was left is dropped", () => {
    const log = caughtUp(conversation(1));
    log.read(ROOM, 6);
    expect(log.receive(changed(conversation(6, { membership: "left" })), NOW, 0)).toEqual([
      { type: "readSettled", room_id: ROOM },
    ]);
    expect(log.due(NOW)).toEqual([]);
  });
});

const mention = (message_id: number): Entry => ({
  kind: "mention",
  room_id: ROOM,
  message: { message_id, sender: OTHER, time: 0, text: "" },
});
const star = (message_id: number, at = 0): Entry => ({ kind: "saved", room_id: ROOM, message_id, at });
const draft = (text: string): InboxAction => ({ type: "draft", room_id: ROOM, text });
const told = (version: number, entry: Entry, isThere = true): InboxDown => ({
  type: "entries",
  entries: [{ key: keyOf(entry), version, entry: isThere ? entry : null }],
});
let made = 0;
const applyAction = (log: InboxLog, what: InboxAction): ClientId => {
  const client_id = asId<ClientId>(`${made++}`.padStart(4, "0"));
  const pending = { client_id, action: what, created_at: NOW };
  log.applyAction(pending);
  log.stored(pending);
  return client_id;
};
const sent = (effects: readonly InboxEffect[]) =>
  effects.flatMap((effect) => (effect.type === "send" ? [effect.frame] : []));

describe("entries", () => {
  test("INBOX4: are kept by kind, the newest change first, and count in the position", () => {
    const log = caughtUp(conversation(1));
    log.receive(told(6, star(1)), NOW, 0);
    log.receive(told(7, star(2)), NOW, 0);
    log.receive(told(8, star(1, 9)), NOW, 0);
    expect(log.entries.saved).toEqual([star(1, 9), star(2)]);
    expect(log.entries.draft).toEqual([]);
    expect(log.position).toEqual(position(8));
  });

  test("INBOX13: go where there no longer is one, and do not come back by an old frame", () => {
    const log = caughtUp(conversation(1));
    log.receive(told(6, star(1)), NOW, 0);
    log.receive(told(7, star(1), false), NOW, 0);
    log.receive(told(6, star(1)), NOW, 0);
    expect(log.entries.saved).toEqual([]);
  });

  test("are replaced by a reload when it is complete", () => {
    const log = caughtUp(conversation(1));
    log.receive(told(6, star(1)), NOW, 0);
    log.disconnected();
    log.connected(64);
    for (const frame of [welcome("reload", 9), told(9, star(2))]) log.receive(frame, NOW, 0);
    expect(log.entries.saved).toEqual([star(1)]);
    log.receive(current(9), NOW, 0);
    expect(log.entries.saved).toEqual([star(2)]);
  });

  test("stay the same arrays until something in them changes", () => {
    const log = caughtUp(conversation(1));
    const before = log.entries;
    log.due(NOW);
    log.read(ROOM, 3);
    expect(log.entries).toBe(before);
    applyAction(log, { type: "save", room_id: ROOM, message_id: 1, on: true });
    expect(log.entries).not.toBe(before);
  });
});

describe("INBOX5: an action", () => {
  test("shows at once, goes out, and is settled by `done`", () => {
    const log = caughtUp(conversation(1));
    const client_id = applyAction(log, draft("hel"));
    expect(log.entries.draft).toMatchObject([{ text: "hel" }]);
    expect(sent(log.due(NOW))).toEqual([{ type: "action", client_id, action: draft("hel") }]);
    log.receive(told(6, { kind: "draft", room_id: ROOM, text: "hel", at: 1 }), NOW, 0);
    expect(log.receive({ type: "done", client_id }, NOW, 0)).toMatchObject([
      { type: "actionSettled", client_id },
    ]);
    expect(log.entries.draft).toMatchObject([{ text: "hel", at: 1 }]);
  });

  test("ACTION5: made right after another one is not taken for the older of the two, however long it waits", () => {
    const log = caughtUp(conversation(1));
    const block = (on: boolean) => ({ type: "block", user_id: OTHER, on }) as const;
    const made = (id: string, on: boolean, created_at: number) =>
      log.applyAction({ client_id: asId(id), action: block(on), created_at });
    const store = (effects: readonly InboxEffect[]) =>
      effects.forEach((effect) => effect.type === "storeAction" && log.stored(effect.pending));
    store(made("0", true, NOW));
    log.due(NOW);
    store(made("1", false, NOW + 300));
    expect(sent(log.due(NOW + 900))).toEqual([{ type: "action", client_id: "1", action: block(false) }]);
    log.disconnected();
    log.connected(64);
    for (const frame of [welcome("resume", 5), current(5)]) log.receive(frame, NOW, 0);
    expect(sent(log.due(NOW + 60_000))).toMatchObject([{ client_id: "1", age_ms: 60_000 - ACK_TIMEOUT_MS }]);
  });

  test("that is refused no longer shows", () => {
    const log = caughtUp(conversation(1));
    const client_id = applyAction(log, { type: "block", user_id: OTHER, on: true });
    expect(log.entries.block).toHaveLength(1);
    log.due(NOW);
    const [effect] = log.receive({ type: "reject", client_id, code: "too_many", message: "" }, NOW, 0);
    expect(effect).toMatchObject({ type: "actionSettled", result: { ok: false, code: "too_many" } });
    expect(log.entries.block).toEqual([]);
  });

  test("INBOX11: on a draft replaces one that has not gone out; an empty text ends it", () => {
    const log = new InboxLog();
    for (const text of ["h", "he", ""]) applyAction(log, draft(text));
    expect(log.entries.draft).toEqual([]);
    log.connected(64);
    for (const frame of [welcome("reload", 5), current(5)]) log.receive(frame, NOW, 0);
    expect(sent(log.due(NOW))).toMatchObject([{ action: draft("") }]);
  });

  test("on one setting leaves the other alone", () => {
    const log = caughtUp(conversation(1));
    applyAction(log, { type: "update_settings", receipts: false });
    applyAction(log, { type: "update_settings", visible: false });
    expect(log.entries.settings).toEqual([{ kind: "settings", receipts: false, visible: false }]);
    expect(sent(log.due(NOW))).toHaveLength(2);
  });

  test("INBOX7, INBOX9: on a conversation or a thread shows in it", () => {
    const log = caughtUp(conversation(1));
    const last = { message_id: 8, sender: OTHER, time: 0, text: "" };
    log.receive(told(6, { kind: "thread", room_id: ROOM, root: 2, last, read: 5 }), NOW, 0);
    applyAction(log, { type: "set_level", room_id: ROOM, level: "nothing", muted_until: 7 });
    applyAction(log, { type: "read_thread", room_id: ROOM, root: 2, message_id: 8 });
    applyAction(log, { type: "pin_conversation", room_id: ROOM, on: true });
    expect(log.view()).toMatchObject([{ level: "nothing", muted_until: 7, pinned: true }]);
    expect(log.entries.thread).toMatchObject([{ read: 8 }]);
    applyAction(log, { type: "dismiss_thread", room_id: ROOM, root: 2 });
    expect(log.entries.thread).toEqual([]);
  });
});

describe("INBOX15: a room without a level of its own", () => {
  test("shows that of the settings at once, also while these are under way", () => {
    const log = caughtUp(conversation(1, { unset: true }));
    expect(log.view()).toMatchObject([{ level: "all", unset: true }]);
    applyAction(log, { type: "update_settings", level: "mentions" });
    expect(log.view()).toMatchObject([{ level: "mentions", unset: true }]);
    log.receive(told(6, { kind: "settings", receipts: true, visible: true, level: "nothing" }), NOW, 0);
    applyAction(log, { type: "set_level", room_id: ROOM, level: "all", muted_until: 0 });
    expect(log.view()[0]).toMatchObject({ level: "all" });
    expect(log.view()[0]).not.toHaveProperty("unset");
    applyAction(log, { type: "set_level", room_id: ROOM, muted_until: 0 });
    expect(log.view()).toMatchObject([{ level: "mentions", unset: true }]);
  });
});

describe("INBOX6: marking as unread", () => {
  const unread = { type: "mark_unread", room_id: ROOM, message_id: 4 } as const;

  test("moves the cursor back at once, and makes one that is under way void", () => {
    const log = caughtUp(conversation(1, { read: 2 }));
    log.read(ROOM, 9);
    const pending = { client_id: asId<ClientId>("x"), action: unread, created_at: NOW };
    expect(log.applyAction(pending)).toEqual([
      { type: "readSettled", room_id: ROOM },
      { type: "storeAction", pending },
    ]);
    expect(log.view()[0]?.read).toBe(2);
    log.stored(pending);
    expect(sent(log.due(NOW))).toMatchObject([{ type: "action", action: unread }]);
  });

  test("is made void by reading on", () => {
    const log = caughtUp(conversation(1, { read: 9 }));
    const client_id = applyAction(log, unread);
    expect(log.view()[0]?.read).toBe(3);
    expect(log.read(ROOM, 5)).toMatchObject([
      { type: "actionSettled", client_id },
      { type: "storeRead", room_id: ROOM, message_id: 5 },
    ]);
    expect(log.view()[0]?.read).toBe(9);
  });
});

test("INBOX8: the mentions of a conversation are those after what has been read here", () => {
  const log = caughtUp(conversation(1, { mentions: 3 }));
  for (const [index, message_id] of [3, 6, 8].entries())
    log.receive(told(6 + index, mention(message_id)), NOW, 0);
  expect(log.view()[0]?.mentions).toBe(3);
  log.read(ROOM, 6);
  expect(log.view()[0]?.mentions).toBe(1);
});
