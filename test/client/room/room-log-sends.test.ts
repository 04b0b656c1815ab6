import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { RoomIn } from "../../../src/client/room/room-effects.ts";
import { RoomLog } from "../../../src/client/room/room-log.ts";
import type { ClientId } from "../../../src/protocol/ids.ts";
import { ACK_TIMEOUT_MS } from "../../../src/protocol/limits.ts";
import type { Message } from "../../../src/protocol/message.ts";
import { asId } from "../../as-id.ts";
import { current, events, ME, message, outgoing, position, ROOM, welcome } from "../fixtures.ts";
import { caughtUp, NOW, own, sentTexts, types, withSent } from "./make-room-log.ts";

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

  test("and actions go one by one where the connection takes one at a time, as by polling", () => {
    const log = caughtUp(3);
    log.connected(1);
    log.receive(welcome("resume", position(3)), NOW, 0);
    log.receive(current(position(3)), NOW, 0);
    for (const [id, emoji] of [
      ["1", "👍"],
      ["2", "🎉"],
    ] as const)
      log.sending.actions.add(
        {
          client_id: asId(id),
          action: { type: "react", message_id: 1, emoji, on: true },
          created_at: NOW,
        },
        true,
      );
    const sentActions = () =>
      log.due(NOW, false).filter((effect) => effect.type === "send" && effect.frame.type === "action").length;
    expect([sentActions(), sentActions()]).toEqual([1, 0]);
    log.receive({ type: "done", client_id: asId("1") }, NOW, 0);
    expect(sentActions()).toBe(1);
  });

  test("are not settled by somebody else's message with the same client_id", () => {
    const { log, ids } = withSent(1);
    expect(log.receive(events([message(4, { client_id: asId(ids[0] ?? "") })]), NOW, 0)).toEqual([]);
    expect(log.sending.outbox.queue.items).toHaveLength(1);
  });

  test("unanswered for too long make the client reconnect", () => {
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

  test("all fail when the user is removed from the room", () => {
    const { log } = withSent(2);
    expect(types(log.expelled("not_a_member"))).toEqual(["storeMessage", "storeMessage"]);
    expect(log.metadata.removed).toBe(true);
  });

  test("INPUT1: that fit no frame fail at once, and the others go through", () => {
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
