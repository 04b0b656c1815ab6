import { describe, expect, test } from "vitest";
import { type InboxEffect, InboxLog } from "../../src/client/inbox-log.ts";
import type { Conversation } from "../../src/protocol/inbox.ts";
import type { InboxDown } from "../../src/protocol/inbox-frames.ts";
import { EPOCH, ROOM } from "./fixtures.ts";

const SECOND = `c_${"s".repeat(20)}`;

const conversation = (version: number, more: Partial<Conversation> = {}): Conversation => ({
  room_id: ROOM,
  kind: "group",
  name: "Room",
  membership: "member",
  head: 10,
  read: 0,
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
  log.connected();
  for (const frame of [welcome("reload", 5), changed(...conversations), current(5)]) log.receive(frame);
  return log;
}
const reads = (effects: readonly InboxEffect[]): number[] =>
  effects.flatMap((effect) =>
    effect.type === "send" && effect.frame.type === "read" ? [effect.frame.message_id] : [],
  );

describe("the list of conversations", () => {
  test("is resumed from the version it has", () => {
    const log = caughtUp(conversation(1), conversation(2, { room_id: SECOND }));
    log.receive(changed(conversation(7, { head: 12 })));
    expect(log.connected()).toMatchObject([{ frame: { position: position(7) } }]);
    expect(log.view().map(({ room_id, head }) => [room_id, head])).toEqual([
      [ROOM, 12],
      [SECOND, 10],
    ]);
  });

  test("is replaced by a reload only when that is complete", () => {
    const log = caughtUp(conversation(1), conversation(2, { room_id: SECOND }));
    log.disconnected();
    log.receive(welcome("reload", 3, "second"));
    log.receive(changed(conversation(3)));
    expect(log.view()).toHaveLength(2);
    log.disconnected();
    expect(log.position).toEqual(position(5));
    for (const frame of [welcome("reload", 3, "second"), changed(conversation(3)), current(3, "second")])
      log.receive(frame);
    expect(log.view()).toEqual([conversation(3)]);
    expect(log.position).toEqual(position(3, "second"));
  });

  test("does not get a room back by a frame from before it was left", () => {
    const log = caughtUp(conversation(1));
    log.receive(changed(conversation(6)));
    log.receive(changed(conversation(7, { membership: "left" })));
    log.receive(changed(conversation(6)));
    expect(log.view()).toEqual([]);
    expect(log.position).toEqual(position(7));
  });

  test("loses the rooms that were left", () => {
    const log = caughtUp(conversation(1));
    log.receive(changed(conversation(6, { membership: "left" })));
    expect(log.view()).toEqual([]);
  });

  test("starts over where the inbox is another or older than what is here", () => {
    for (const head of [position(9, "second"), position(4)]) {
      const log = caughtUp(conversation(1));
      log.disconnected();
      expect(log.receive(welcome("resume", head.version, head.epoch))).toEqual([{ type: "reconnect" }]);
      expect(log.position).toBeUndefined();
    }
  });
});

describe("a read cursor", () => {
  test("moves forward only, and shows at once", () => {
    const log = caughtUp(conversation(1, { read: 4 }));
    expect([log.read(ROOM, 3), log.read(ROOM, 6), log.read(ROOM, 5)]).toEqual([false, true, false]);
    expect(log.view()[0]?.read).toBe(6);
    expect(reads(log.due())).toEqual([6]);
  });

  test("does not go back when an older state of the inbox comes in", () => {
    const log = caughtUp(conversation(1));
    log.read(ROOM, 6);
    log.due();
    log.receive(changed(conversation(6, { read: 2 })));
    expect(log.view()[0]?.read).toBe(6);
  });

  test("is sent again on each connection until the inbox shows it", () => {
    const log = new InboxLog();
    log.read(ROOM, 6);
    expect(log.due()).toEqual([]); // not connected
    for (let times = 0; times < 2; times++) {
      log.connected();
      for (const frame of [welcome("reload", 5), changed(conversation(1)), current(5)]) log.receive(frame);
      expect(reads(log.due())).toEqual([6]);
      expect(log.due()).toEqual([]);
      log.disconnected();
    }
    log.connected();
    log.receive(welcome("resume", 6));
    expect(log.receive(changed(conversation(6, { read: 6 })))).toEqual([{ type: "settled", room_id: ROOM }]);
    log.receive(current(6));
    expect(log.due()).toEqual([]);
  });

  test("ahead of what the inbox knows of the room is sent again when the head has moved", () => {
    const log = caughtUp(conversation(1, { head: 10 }));
    log.read(ROOM, 12);
    expect(reads(log.due())).toEqual([12]);
    log.receive(changed(conversation(6, { head: 10, read: 10 })));
    expect(log.due()).toEqual([]); // nothing new: asking again would bring nothing
    log.receive(changed(conversation(7, { head: 12, read: 10 })));
    expect(reads(log.due())).toEqual([12]);
  });

  test("of a room that was left is dropped", () => {
    const log = caughtUp(conversation(1));
    log.read(ROOM, 6);
    expect(log.receive(changed(conversation(6, { membership: "left" })))).toEqual([
      { type: "settled", room_id: ROOM },
    ]);
    expect(log.due()).toEqual([]);
  });
});
