import { describe, expect, test } from "vitest";
import type { RoomEffect, RoomIn } from "../../../src/client/room/room-effects.ts";
import { RoomLog } from "../../../src/client/room/room-log.ts";
import { ThreadLog } from "../../../src/client/room/thread-log.ts";
import type { Change } from "../../../src/protocol/room.ts";
import { asId } from "../../as-id.ts";
import {
  change,
  current,
  events,
  ME,
  message,
  messages,
  OTHER,
  position,
  ROOM,
  room,
  welcome,
} from "../fixtures.ts";
import { caughtUp, NOW, own, sentTexts, types, withSent } from "./make-room-log.ts";

describe("hello", () => {
  test("asks for everything if nothing is known", () => {
    expect(new RoomLog(ME, ROOM).connected(64)).toEqual([
      { type: "send", frame: { type: "hello", protocol: 1 } },
    ]);
  });

  test("has the client's position", () => {
    const [effect] = caughtUp(3).connected(64);
    expect(effect).toEqual({ type: "send", frame: { type: "hello", protocol: 1, position: position(3) } });
  });
});

describe("resuming", () => {
  test("sends no messages before the log is current", () => {
    const { log } = withSent(2);
    log.disconnected();
    log.connected(64);
    log.receive(welcome("resume", position(4)), NOW, 0);
    expect(log.due(NOW, true)).toEqual([]);
    log.receive(events([message(4)]), NOW, 0);
    log.receive(current(position(4)), NOW, 0);
    expect(sentTexts(log.due(NOW, true))).toEqual(["own 0", "own 1"]);
  });

  test("acknowledges what had arrived before the drop, and sends only the rest again", () => {
    const { log, ids } = withSent(2);
    log.disconnected();
    log.connected(64);
    log.receive(welcome("resume", position(4)), NOW, 0);
    expect(log.receive(events([own(4, asId(ids[0] ?? ""), "own 0")]), NOW, 0)).toEqual([
      { type: "messageSettled", client_id: ids[0] },
    ]);
    log.receive(current(position(4)), NOW, 0);
    expect(sentTexts(log.due(NOW, true))).toEqual(["own 1"]);
  });

  test.each([
    ["a gap before live events", [welcome("resume", position(9)), events(messages(6, 9))]],
    [
      "a gap between live changes",
      [welcome("resume", position(3)), current(position(3)), events([], [change(2)])],
    ],
    [
      "a resume that ends too early",
      [welcome("resume", position(5)), events(messages(4, 4)), current(position(5))],
    ],
    ["events before the welcome", [events(messages(4, 4))]],
  ])("RESUME3: asks for a new connection after %s", (_, frames: RoomIn[]) => {
    const log = caughtUp(3);
    log.disconnected();
    log.connected(64);
    expect(frames.flatMap((frame) => types(log.receive(frame, NOW, 0)))).toContain("reconnect");
    expect(log.timeline.messages).toEqual(messages(1, log.timeline.last));
  });

  test.each([
    ["another epoch", [welcome("resume", position(3, 0, "second"))]],
    ["a log that is shorter than what is here", [welcome("resume", position(2))]],
    [
      "another message under a known id",
      [welcome("resume", position(4)), events([message(3, { client_id: message(8).client_id })])],
    ],
  ])("starts over on %s", (_, frames: RoomIn[]) => {
    const log = caughtUp(3);
    log.disconnected();
    log.connected(64);
    expect(frames.flatMap((frame) => types(log.receive(frame, NOW, 0)))).toContain("reconnect");
    expect(log.timeline.position).toBeUndefined();
  });

  test("RESUME2: takes the latest page if the server reloads", () => {
    const log = caughtUp(3);
    log.disconnected();
    log.connected(64);
    const frames = [
      welcome("reload", position(900, 5, "second")),
      events(messages(851, 900)),
      current(position(900, 5, "second")),
    ];
    const effects = frames.flatMap((frame) => log.receive(frame, NOW, 0));
    expect(types(effects)).toEqual(["time", "current"]);
    expect(log.timeline.position).toEqual(position(900, 5, "second"));
    expect(log.timeline.messages).toEqual(messages(851, 900));
  });

  test("stops if the server no longer speaks this version", () => {
    const log = new RoomLog(ME, ROOM);
    const [effect] = log.receive({ ...welcome("resume", position(0)), min_protocol: 2 } as RoomIn, NOW, 0);
    expect(effect).toEqual({ type: "end", code: "protocol_too_old" });
  });
});

describe("RESUME7: the changes of a resume", () => {
  const edited = (change_id: number, text: string): Change => ({
    ...change(change_id),
    type: "message_changed",
    patch: { message_id: 2, text, edited_at: change_id },
  });
  const resume = (log: RoomLog, ...frames: RoomIn[]): RoomEffect[] => {
    log.disconnected();
    log.connected(64);
    return [welcome("resume", position(3, 9)), ...frames].flatMap((frame) => log.receive(frame, NOW, 0));
  };

  test("may have holes, which live ones may not", () => {
    const log = caughtUp(3);
    const frames = [events([], [change(4), edited(9, "new")]), current(position(3, 9))];
    expect(types(resume(log, ...frames))).toEqual(["time", "current"]);
    expect(log.timeline.position).toEqual(position(3, 9));
    expect(log.timeline.messages[1]).toMatchObject({ text: "new", edited_at: 9 });
    expect(log.timeline.notices).toEqual([change(4)]);
    expect(types(log.receive(events([], [change(11)]), NOW, 0))).toEqual(["reconnect"]);
  });

  test("are asked for from the beginning if they were cut off, and no notice is shown twice", () => {
    const log = caughtUp(3);
    resume(log, events([], [change(4)]));
    expect(log.connected(64)).toMatchObject([{ frame: { position: position(3, 0) } }]);
    resume(log, events([], [change(4), edited(9, "new")]), current(position(3, 9)));
    expect(log.timeline.notices).toEqual([change(4)]);
    expect(log.timeline.messages[1]?.text).toBe("new");
  });
});

test("a welcome to another user is not accepted", () => {
  const log = caughtUp(3);
  log.disconnected();
  log.connected(64);
  const effects = log.receive({ ...welcome("reload", position(9)), user_id: OTHER } as RoomIn, NOW, 0);
  expect(types(effects)).toEqual(["stranger", "reconnect"]);
  expect(types(log.receive(events(messages(1, 9)), NOW, 0))).toEqual(["reconnect"]);
  expect(log.timeline.last).toBe(3);
});

describe("the room and the role", () => {
  test("follow the changes since they were sent", () => {
    const log = new RoomLog(ME, ROOM);
    log.receive(welcome("reload", position(0, 1)), NOW, 0);
    log.receive(events([], [change(1)]), NOW, 0); // in the count already
    log.receive(current(position(0, 1)), NOW, 0);
    expect(log.metadata.room?.member_count).toBe(room.member_count);
    log.receive(
      events([], [change(2), { ...change(3), type: "role_changed", user_id: ME, role: "admin" }]),
      NOW,
      0,
    );
    expect(log.metadata.room?.member_count).toBe(room.member_count + 1);
    expect(log.metadata.role).toBe("admin");
  });
});

describe("RESUME3: what is here already is ignored", () => {
  test("everywhere: in threads, receipts and typing", () => {
    const log = caughtUp(3);
    const thread = new ThreadLog(1, ME);
    thread.take(log.timeline.messages, []);
    log.threads.add(thread);
    const patch = (change_id: number, count: number): Change => ({
      ...change(change_id),
      type: "message_changed",
      patch: { message_id: 1, reactions: count ? [{ emoji: "👍", count, users: [OTHER] }] : [] },
    });
    const left: Change = { ...change(2), type: "member_left", user_id: OTHER };
    const old = events([], [patch(1, 1), left]);
    const receipts = [{ user_id: OTHER, delivered: 1, read: 1 }];
    for (const frame of [old, events([], [change(3), patch(4, 0)]), { type: "receipts", receipts } as const])
      log.receive(frame, NOW, 0);
    log.receive({ type: "typing", users: [{ user_id: OTHER }] }, NOW, 0);
    log.receive(old, NOW, 0);
    expect(thread.messages[0]?.reactions).toBeUndefined();
    expect(log.receipts.all.size).toBe(1);
    expect(log.typing.users).toEqual([{ user_id: OTHER }]);
  });

  test("what came before a gap was taken, everywhere", () => {
    const log = caughtUp(1);
    const thread = new ThreadLog(1, ME);
    log.threads.add(thread);
    const reply = message(2, { thread: 1 });
    expect(types(log.receive(events([reply], [change(1), change(3)]), NOW, 0))).toEqual(["reconnect"]);
    expect(thread.messages).toMatchObject([{ message_id: 2 }]);
    expect(log.metadata.room?.member_count).toBe(room.member_count + 1);
  });
});

describe("MEMBER3, MEMBER7, MEMBER8: what admins do", () => {
  test("shows in the room, and ends the membership of a user who is removed", () => {
    const log = caughtUp(3);
    const { permissions } = room;
    const about = { user_id: OTHER };
    const changes: Change[] = [
      {
        ...change(1),
        type: "room_changed",
        settings: { topic: "news", permissions: { ...permissions, post: "admins" } },
      },
      { ...change(2), type: "member_muted", ...about, until: 9 },
      { ...change(3), type: "member_removed", ...about },
    ];
    log.receive({ type: "receipts", receipts: [{ ...about, delivered: 1, read: 1 }] }, NOW, 0);
    log.receive({ type: "typing", users: [about] }, NOW, 0);
    log.receive(events([], changes), NOW, 0);
    expect(log.typing.users).toEqual([]);
    expect(log.metadata.room).toMatchObject({
      topic: "news",
      permissions: { post: "admins" },
      member_count: 1,
    });
    expect(log.receipts.all.size).toBe(0);
    log.receive(events([], [{ ...change(4), type: "member_banned", ...about, outside: true }]), NOW, 0);
    expect(log.metadata.room?.member_count).toBe(1); // nobody has gone
    log.receive(events([], [{ ...change(5), type: "member_banned", user_id: ME }]), NOW, 0);
    expect([log.metadata.removed, log.metadata.room?.member_count]).toEqual([true, 0]);
    log.expelled("removed");
    log.expelled("not_a_member");
    expect(log.metadata.removal).toBe("removed");
    log.receive(welcome("resume", position(3, 5)), NOW, 0);
    expect([log.metadata.removed, log.metadata.removal]).toEqual([false, undefined]);
  });
});
