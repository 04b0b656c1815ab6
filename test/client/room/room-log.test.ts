import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { RoomEffect, RoomIn } from "../../../src/client/room/room-effects.ts";
import { RoomLog } from "../../../src/client/room/room-log.ts";
import { ThreadLog } from "../../../src/client/room/thread-log.ts";
import type { ClientId } from "../../../src/protocol/ids.ts";
import { ACK_TIMEOUT_MS } from "../../../src/protocol/limits.ts";
import type { Message } from "../../../src/protocol/message.ts";
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
  outgoing,
  position,
  ROOM,
  room,
  welcome,
} from "../fixtures.ts";

const NOW = 1_000;

/** A log that is caught up with a room of so many messages. */
function caughtUp(head = 3): RoomLog {
  const log = new RoomLog(ME, ROOM);
  log.connected(64);
  const frames = [welcome("reload", position(head)), events(messages(1, head)), current(position(head))];
  for (const frame of frames) log.receive(frame, NOW, 0);
  return log;
}

/** A log that is caught up and has sent so many messages, which nobody has answered. */
function withSent(count: number) {
  const log = caughtUp();
  const list = Array.from({ length: count }, (_, index) => outgoing(`own ${index}`));
  for (const each of list) log.sending.outbox.queue.add(each, true);
  log.due(NOW, true);
  return { log, list, ids: list.map(({ client_id }) => client_id) };
}

const types = (effects: readonly RoomEffect[]): string[] => effects.map(({ type }) => type);
const sentTexts = (effects: readonly RoomEffect[]): string[] =>
  effects.flatMap((effect) =>
    effect.type === "send" && effect.frame.type === "send" ? [effect.frame.text] : [],
  );
const own = (message_id: number, client_id: ClientId, text: string): Message =>
  message(message_id, { sender: ME, client_id, text });

describe("hello", () => {
  test("asks for everything where nothing is known", () => {
    expect(new RoomLog(ME, ROOM).connected(64)).toEqual([
      { type: "send", frame: { type: "hello", protocol: 1 } },
    ]);
  });

  test("says where the client stands", () => {
    const [effect] = caughtUp(3).connected(64);
    expect(effect).toEqual({ type: "send", frame: { type: "hello", protocol: 1, position: position(3) } });
  });
});

describe("resuming", () => {
  test("sends nothing of one's own before the log is current", () => {
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

  test("RESUME2: takes the latest page where the server reloads", () => {
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

  test("stops where the server no longer speaks this version", () => {
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

  test("are asked for from the beginning again where they were cut off, and no notice is shown twice", () => {
    const log = caughtUp(3);
    resume(log, events([], [change(4)]));
    expect(log.connected(64)).toMatchObject([{ frame: { position: position(3, 0) } }]);
    resume(log, events([], [change(4), edited(9, "new")]), current(position(3, 9)));
    expect(log.timeline.notices).toEqual([change(4)]);
    expect(log.timeline.messages[1]?.text).toBe("new");
  });
});

test("a welcome to another user is not entered upon", () => {
  const log = caughtUp(3);
  log.disconnected();
  log.connected(64);
  const effects = log.receive({ ...welcome("reload", position(9)), user_id: OTHER } as RoomIn, NOW, 0);
  expect(types(effects)).toEqual(["stranger", "reconnect"]);
  expect(types(log.receive(events(messages(1, 9)), NOW, 0))).toEqual(["reconnect"]);
  expect(log.timeline.last).toBe(3);
});

describe("own sends", () => {
  test("are settled by their echo, in whatever frame it comes", () => {
    const { log, ids } = withSent(3);
    expect(log.receive(events([own(4, asId(ids[0] ?? ""), "own 0")]), NOW, 0)).toEqual([
      { type: "messageSettled", client_id: ids[0] },
    ]);
    // An old message again, as the answer to a repeated send; and one in a page of history.
    expect(types(log.receive(events([own(2, asId(ids[1] ?? ""), "own 1")]), NOW, 0))).toContain(
      "messageSettled",
    );
    expect(types(log.acknowledge([own(1, asId(ids[2] ?? ""), "own 2")]))).toEqual(["messageSettled"]);
    expect(log.sending.outbox.queue.items).toEqual([]);
  });

  test("are not settled by somebody else's message with the same client_id", () => {
    const { log, ids } = withSent(1);
    expect(log.receive(events([message(4, { client_id: asId(ids[0] ?? "") })]), NOW, 0)).toEqual([]);
    expect(log.sending.outbox.queue.items).toHaveLength(1);
  });

  test("unanswered for too long cost the connection its trust", () => {
    const { log, ids } = withSent(2);
    expect(log.dueAt(NOW, true)).toBe(NOW + ACK_TIMEOUT_MS);
    expect(log.due(NOW + ACK_TIMEOUT_MS - 1, true)).toEqual([]);
    expect(types(log.due(NOW + ACK_TIMEOUT_MS, true))).toEqual(["reconnect"]);
    for (const [index, client_id] of ids.entries())
      log.receive(events([own(4 + index, client_id, "")]), NOW, 0);
    expect(log.due(NOW + ACK_TIMEOUT_MS, true)).toEqual([]);
  });

  test("refused for good are kept as failed", () => {
    const { log, ids } = withSent(2);
    const reject: RoomIn = {
      type: "reject",
      client_id: asId(ids[0] ?? ""),
      code: "text_too_long",
      message: "Too long.",
    };
    const [effect] = log.receive(reject, NOW, 0);
    expect(effect).toMatchObject({
      type: "storeMessage",
      message: { client_id: ids[0], failure: { code: "text_too_long" } },
    });
  });

  test("refused for now go out again when their time has come, and dueAt says when", () => {
    const { log, ids } = withSent(1);
    log.receive(
      {
        type: "reject",
        client_id: asId(ids[0] ?? ""),
        code: "rate_limited",
        message: "",
        retry_after_ms: 400,
      },
      NOW,
      0,
    );
    expect(log.dueAt(NOW, true)).toBe(NOW + 400);
    expect(sentTexts(log.due(NOW + 399, true))).toEqual([]);
    expect(sentTexts(log.due(NOW + 400, true))).toEqual(["own 0"]);
  });

  test("all fail when the user is put out of the room", () => {
    const { log } = withSent(2);
    expect(types(log.expelled("not_a_member"))).toEqual(["storeMessage", "storeMessage"]);
    expect(log.metadata.removed).toBe(true);
  });

  test("INPUT1: that no frame can carry fail at once, and the others go through", () => {
    const { log, ids } = withSent(3);
    const error: RoomIn = {
      type: "error",
      code: "bad_frame",
      message: "Bad.",
      client_id: asId(ids[1] ?? ""),
    };
    expect(log.receive(error, NOW, 0)).toMatchObject([
      { type: "storeMessage", message: { client_id: ids[1], failure: { code: "bad_frame" } } },
    ]);
    log.disconnected();
    log.connected(64);
    for (const frame of [welcome("resume", position(3)), current(position(3))]) log.receive(frame, NOW, 0);
    expect(sentTexts(log.due(NOW, true))).toEqual(["own 0", "own 2"]);
  });

  test("INPUT1: are not blamed for what an action did, nor for what waits for no answer", () => {
    const log = caughtUp(3);
    const action = { type: "pin", message_id: 1, on: true } as const;
    log.sending.actions.add({ client_id: asId("action"), action, created_at: NOW }, true);
    log.sending.outbox.queue.add(outgoing("own"), true);
    log.due(NOW, true);
    const error: RoomIn = { type: "error", code: "bad_frame", message: "Bad." };
    expect(log.receive(error, NOW, 0)).toEqual([]);
    expect(log.receive({ ...error, client_id: asId("action") }, NOW, 0)).toMatchObject([
      { type: "actionSettled", client_id: asId("action"), result: { ok: false, code: "bad_frame" } },
    ]);
    expect(log.sending.outbox.queue.items).toMatchObject([{ content: { text: "own" } }]);
  });

  test("found on the device and already in the log are settled, not shown twice", () => {
    const log = caughtUp();
    const kept = outgoing("kept");
    log.receive(events([own(4, kept.client_id, "kept")]), NOW, 0);
    expect(log.adopt({ messages: [kept], actions: [], isOurs: () => true })).toEqual([
      { type: "messageSettled", client_id: kept.client_id },
    ]);
    expect(log.sending.outbox.queue.items).toEqual([]);
  });

  test("stored by plain HTTP are settled once the log has come to them", () => {
    const { log, ids } = withSent(1);
    const stored = own(5, asId(ids[0] ?? ""), "own 0");
    expect(log.receive({ type: "accepted", message: stored }, NOW, 0)).toEqual([]);
    expect(log.timeline.last).toBe(3);
    expect(types(log.receive(events([message(4), stored]), NOW, 0))).toEqual(["messageSettled"]);
  });
});

describe("the room and the role", () => {
  test("follow the changes since they were told", () => {
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
  test("everywhere: in threads, in receipts, and in who types", () => {
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
  test("shows in the room, and ends the membership of who is put out", () => {
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
    expect(log.metadata.parting).toBe("removed");
    log.receive(welcome("resume", position(3, 5)), NOW, 0);
    expect([log.metadata.removed, log.metadata.parting]).toEqual([false, undefined]);
  });
});

/** A room and its server's end of one socket, reduced to what is needed to drop frames anywhere. */
class ModelRoom {
  log: Message[] = [];

  /** The message it becomes, or already is. */
  send(client_id: ClientId, text: string): Message {
    const posted =
      this.log.find((each) => each.client_id === client_id) ?? own(this.log.length + 1, client_id, text);
    if (posted.message_id > this.log.length) this.log.push(posted);
    return posted;
  }

  resume(from: number | undefined): RoomIn[] {
    const head = position(this.log.length);
    if (from === undefined || this.log.length - from > 5)
      return [welcome("reload", head), events(this.log.slice(-3)), current(head)];
    const missing = this.log.slice(from).map((each) => events([each]));
    return [welcome("resume", head), ...missing, current(head)];
  }
}

test("dropped at any frame in either direction, every send gets in once, in order, and the log is the room's", () => {
  const step = fc.record({
    frames: fc.integer({ min: 0, max: 8 }),
    sends: fc.integer({ min: 0, max: 3 }),
    lost: fc.integer({ min: 0, max: 3 }),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 15 }), (steps) => {
      const log = new RoomLog(ME, ROOM);
      const server = new ModelRoom();
      const typed: string[] = [];
      const connection = (framesMax: number, typing: number, lost: number) => {
        for (let index = 0; index < typing; index++) {
          typed.push(`${typed.length}`);
          log.sending.outbox.queue.add(outgoing(typed.at(-1)), true);
        }
        log.connected(64);
        for (const frame of server.resume(log.timeline.position?.message_id).slice(0, framesMax))
          log.receive(frame, NOW, 0);
        const sends = log.due(NOW, true).slice(0, -lost || undefined);
        const echoes = sends.flatMap((effect) =>
          effect.type === "send" && effect.frame.type === "send"
            ? [events([server.send(effect.frame.client_id, effect.frame.text)])]
            : [],
        );
        for (const echo of echoes.slice(0, Math.max(0, framesMax - 4))) log.receive(echo, NOW, 0);
        log.disconnected();
      };
      for (const { frames, sends, lost } of steps) connection(frames, sends, lost);
      connection(100, 0, 0);
      connection(100, 0, 0);
      expect(server.log.map(({ text }) => text)).toEqual(typed);
      expect(log.sending.outbox.queue.items).toEqual([]);
      expect(log.timeline.messages).toEqual(server.log.slice(log.timeline.first - 1));
      expect(log.timeline.last).toBe(server.log.length);
    }),
    { numRuns: 500 },
  );
});
