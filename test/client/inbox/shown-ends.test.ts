import { describe, expect, test } from "vitest";
import { type InboxEffect, InboxLog } from "../../../src/client/inbox/inbox-log.ts";
import { SharedFollows } from "../../../src/client/transport/tabs/shared-follows.ts";
import type { RoomId } from "../../../src/protocol/ids.ts";
import type { Conversation, Preview } from "../../../src/protocol/inbox.ts";
import type { InboxDown, InboxUp } from "../../../src/protocol/inbox-frames.ts";
import { FOLLOWED_MAX, FOLLOWED_READ_MS } from "../../../src/protocol/limits.ts";
import { asId } from "../../as-id.ts";
import { EPOCH, OTHER, ROOM } from "../fixtures.ts";

const SECOND = asId<RoomId>(`c_${"s".repeat(20)}`);

const conversation = (version: number, more: Partial<Conversation> = {}): Conversation => ({
  room_id: ROOM,
  kind: "group",
  name: "Room",
  membership: "member",
  head: 3,
  read: 3,
  mentions: 0,
  level: "all",
  muted_until: 0,
  active_at: 3,
  version,
  ...more,
});
const newest = (message_id: number, text = `text ${message_id}`): Preview => ({
  message_id,
  sender: OTHER,
  time: message_id,
  text,
});
const changed = (...conversations: Conversation[]): InboxDown => ({ type: "conversations", conversations });

function caughtUp(...conversations: Conversation[]): InboxLog {
  const log = new InboxLog();
  log.connected(64);
  const position = { epoch: EPOCH, version: 5 };
  const welcome: InboxDown = {
    type: "welcome",
    protocol: 1,
    min_protocol: 1,
    mode: "reload",
    head: position,
    server_time: 0,
  };
  for (const frame of [welcome, changed(...conversations), { type: "current", position } as const])
    log.receive(frame, 0, 0);
  return log;
}
const sent = (effects: readonly InboxEffect[]): InboxUp[] =>
  effects.flatMap((effect) => (effect.type === "send" ? [effect.frame] : []));
const ofRoom = (log: InboxLog) => log.view().find(({ room_id }) => room_id === ROOM);

describe("INBOX16: a room whose end is on the screen", () => {
  test("is followed, said once, until it no longer is; and again on the next connection", () => {
    const log = caughtUp(conversation(1));
    log.showEnd(ROOM, newest(3));
    expect(sent(log.due(0))).toEqual([{ type: "follow", room_ids: [ROOM] }]);
    log.showEnd(ROOM, newest(4));
    expect(sent(log.due(0))).toEqual([]);
    log.disconnected();
    log.connected(64);
    log.receive({ type: "current", position: { epoch: EPOCH, version: 5 } }, 0, 0);
    expect(sent(log.due(0))).toEqual([{ type: "follow", room_ids: [ROOM] }]);
    log.hideEnd(ROOM);
    expect(sent(log.due(0))).toEqual([{ type: "follow", room_ids: [] }]);
  });

  test("is listed as the room has it, until the inbox knows as much", () => {
    const log = caughtUp(conversation(1), conversation(2, { room_id: SECOND, active_at: 4 }));
    log.showEnd(ROOM, newest(7));
    expect(log.view().map(({ room_id }) => room_id)).toEqual([ROOM, SECOND]);
    expect(ofRoom(log)).toMatchObject({ head: 7, preview: newest(7), active_at: 7, read: 3 });
    log.showEnd(ROOM, newest(7, "edited"));
    expect(ofRoom(log)?.preview?.text).toBe("edited");
    log.hideEnd(ROOM);
    expect(ofRoom(log)).toMatchObject({ head: 7 });
    expect(log.conversations).toMatchObject([{ head: 7 }, {}]);
    log.receive(changed(conversation(6, { head: 8, preview: newest(8) })), 0, 0);
    expect(ofRoom(log)).toMatchObject({ head: 8, preview: newest(8) });
    log.receive(changed(conversation(7, { head: 8, preview: newest(8, "") })), 0, 0);
    expect(ofRoom(log)?.preview?.text).toBe("");
  });

  test("shows nothing of a request, or of a room that was left", () => {
    const log = caughtUp(conversation(1, { request: true }));
    log.showEnd(ROOM, newest(7));
    expect(log.requests()).toMatchObject([{ head: 3 }]);
    expect(log.requests()[0]?.preview).toBeUndefined();
    log.hideEnd(ROOM);
    log.receive(changed(conversation(6, { membership: "left" })), 0, 0);
    expect([log.view(), log.requests()]).toEqual([[], []]);
  });

  test("is one of the last that came on the screen, if they are too many", () => {
    const log = caughtUp(conversation(1));
    const rooms = Array.from({ length: FOLLOWED_MAX + 1 }, (_, index) =>
      asId<RoomId>(`g_${String(index).padStart(20, "0")}`),
    );
    for (const room_id of rooms) log.showEnd(room_id, newest(1));
    expect(sent(log.due(0))).toEqual([{ type: "follow", room_ids: rooms.slice(1) }]);
  });
});

test("INBOX17: what was read is said before the room is no longer followed, and every 15 s meanwhile", () => {
  const log = caughtUp(conversation(1));
  log.showEnd(ROOM, newest(4));
  log.read(ROOM, 4);
  expect(sent(log.due(0)).map(({ type }) => type)).toEqual(["read", "follow"]);
  log.showEnd(ROOM, newest(5));
  log.read(ROOM, 5);
  expect([sent(log.due(0)), log.dueAt(0)]).toEqual([[], FOLLOWED_READ_MS]);
  expect(sent(log.due(FOLLOWED_READ_MS))).toEqual([{ type: "read", room_id: ROOM, message_id: 5 }]);
  log.read(ROOM, 6);
  log.hideEnd(ROOM);
  expect(sent(log.due(FOLLOWED_READ_MS))).toEqual([
    { type: "read", room_id: ROOM, message_id: 6 },
    { type: "follow", room_ids: [] },
  ]);
});

describe("INBOX16: tabs that share a socket", () => {
  const follow = (...room_ids: RoomId[]) => JSON.stringify({ type: "follow", room_ids });

  test("follow together what each of them shows", () => {
    const follows = new SharedFollows();
    follows.greeted("a");
    expect(follows.follow("a", follow(ROOM, SECOND))).toBe(follow(ROOM, SECOND));
    // The hello of another tab ends it, and that one shows nothing yet.
    follows.greeted("b");
    expect(follows.follow("a", follow(ROOM))).toBeUndefined();
    expect(follows.follow("b", follow(ROOM))).toBe(follow(ROOM));
    expect(follows.follow("b", follow(SECOND))).toBe(follow());
    expect(follows.leave("b")).toBe(follow(ROOM));
    expect(follows.leave("a")).toBe(follow());
  });

  test("pass on what they do not understand", () => {
    const text = JSON.stringify({ type: "follow", room_ids: ["here"] });
    expect(new SharedFollows().follow("a", text)).toBe(text);
  });
});
