import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import * as z from "zod/mini";
import type { SessionId, UserId } from "../../../src/protocol/ids.ts";
import {
  BACKLOG_ASK_UNITS,
  BACKLOG_HELLO_UNITS,
  BACKLOG_MAX_UNITS,
  BACKLOG_USER_MAX_UNITS,
  FRAME_COUNTED_UNITS,
} from "../../../src/protocol/limits.ts";
import { Sockets } from "../../../src/server/object/sockets.ts";
import { asId } from "../../as-id.ts";
import { ANN, BEN } from "../room/make-room.ts";

/** The object's end of a socket, whose client reads nothing unless the test says so. */
class FakeSocket {
  attachment: unknown = null;
  readonly sent: string[] = [];
  closedFor: string | undefined;

  serializeAttachment(value: unknown): void {
    this.attachment = structuredClone(value);
  }

  deserializeAttachment(): unknown {
    return this.attachment;
  }

  send(text: string): void {
    if (this.closedFor !== undefined) throw new TypeError("closed");
    this.sent.push(text);
  }

  close(_code: number, reason: string): void {
    this.closedFor = reason;
  }

  get units(): number {
    return this.sent.reduce((sum, text) => sum + text.length, 0);
  }

  /** What it was last asked to repeat. */
  get asked(): string | undefined {
    const asks = this.sent.flatMap((text) => (JSON.parse(text) as { ack?: string }).ack ?? []);
    return asks.at(-1);
  }
}

const RATE = { burst: 300, per_second: 50 };

/** An object with sockets; `sleep` makes another instance, with what the runtime keeps. */
function object(rate = RATE) {
  const all: FakeSocket[] = [];
  const ctx = {
    setWebSocketAutoResponse: () => {},
    getWebSocketAutoResponseTimestamp: () => null,
    getWebSockets: () => all.filter(({ closedFor }) => closedFor === undefined),
    acceptWebSocket: (ws: FakeSocket) => void all.push(ws),
  } as unknown as DurableObjectState;
  let sockets = new Sockets(ctx, 100, rate);
  const open = (user_id: UserId): FakeSocket => {
    const session_id = asId<SessionId>(`s_${"0".repeat(20)}`);
    sockets.accept({ user_id, session_id, stands_until: Number.MAX_SAFE_INTEGER }, undefined);
    const ws = all.at(-1) as FakeSocket;
    const peer = peerOf(ws);
    if (peer) sockets.goLive(peer);
    return ws;
  };
  const peerOf = (ws: FakeSocket) => sockets.peer(ws as unknown as WebSocket);
  const hear = (ws: FakeSocket, frame: object) => {
    const peer = peerOf(ws);
    return peer && sockets.read(peer, JSON.stringify(frame), z.object({ type: z.literal("x") }), 0);
  };
  const sleep = () => {
    sockets = new Sockets(ctx, 100, rate);
  };
  return { open, peerOf, hear, sleep, sockets: () => sockets };
}

const frame = (units: number) => ({ type: "events", text: "x".repeat(units - 27) });

beforeAll(() => {
  vi.stubGlobal("WebSocketRequestResponsePair", class {});
  vi.stubGlobal(
    "WebSocketPair",
    class {
      readonly 0 = {};
      readonly 1 = new FakeSocket();
    },
  );
  // Node's own takes no status 101.
  vi.stubGlobal("Response", class {});
});
afterAll(() => void vi.unstubAllGlobals());

describe("CONNECT12: a client that does not read", () => {
  it("is asked once it was sent so much, and closed at the limit and not before", () => {
    const { open, sockets } = object();
    const [deaf, other] = [open(ANN), open(BEN)];
    sockets().toAll(frame(BACKLOG_ASK_UNITS - 1));
    expect(deaf.asked).toBeUndefined();
    while (deaf.closedFor === undefined) {
      expect(deaf.units).toBeLessThanOrEqual(BACKLOG_MAX_UNITS);
      sockets().toAll(frame(BACKLOG_ASK_UNITS / 2));
      expect(other.asked).toBeDefined();
    }
    expect(deaf.closedFor).toBe("slow_reader");
    expect(deaf.units).toBeGreaterThan(BACKLOG_MAX_UNITS);
    expect(deaf.units).toBeLessThan(BACKLOG_MAX_UNITS + BACKLOG_ASK_UNITS);
  });

  it("may send what it likes: only what it was asked to repeat counts", () => {
    const { open, hear, sockets } = object({ burst: 10_000, per_second: 1 });
    const [deaf, reader] = [open(ANN), open(BEN)];
    for (let sent = 0; sent < 2 * BACKLOG_MAX_UNITS; sent += BACKLOG_ASK_UNITS) {
      sockets().toAll(frame(BACKLOG_ASK_UNITS));
      hear(deaf, { type: "ping" });
      hear(deaf, { type: "ping", ack: crypto.randomUUID() });
      hear(reader, { type: "ping", ack: reader.asked });
    }
    expect([deaf.closedFor, reader.closedFor]).toEqual(["slow_reader", undefined]);
  });

  it("has read no more than what came before the question", () => {
    const { open, peerOf, hear, sockets } = object();
    const ws = open(ANN);
    sockets().toAll(frame(BACKLOG_ASK_UNITS));
    sockets().toAll(frame(50_000));
    hear(ws, { type: "ping", ack: ws.asked });
    expect(peerOf(ws)?.backlog.units).toBe(50_000 + '{"type":"pong"}'.length);
    // The same answer again is none.
    hear(ws, { type: "ping", ack: ws.asked });
    expect(peerOf(ws)?.backlog.units).toBe(50_000 + 2 * '{"type":"pong"}'.length);
  });

  it("is not forgotten by an object that sleeps between any two frames", () => {
    const { open, sockets, sleep } = object();
    const deaf = open(ANN);
    for (let rounds = 0; deaf.closedFor === undefined; rounds++) {
      expect(rounds * 1_000).toBeLessThanOrEqual(BACKLOG_MAX_UNITS);
      sockets().toAll(frame(1_000));
      sleep();
    }
    expect(deaf.closedFor).toBe("slow_reader");
  });

  it("can answer after the object has slept", () => {
    const { open, peerOf, hear, sockets, sleep } = object();
    const ws = open(ANN);
    sockets().toAll(frame(BACKLOG_ASK_UNITS));
    const before = peerOf(ws)?.backlog.units ?? 0;
    sleep();
    hear(ws, { type: "ping", ack: ws.asked });
    expect(peerOf(ws)?.backlog.units).toBeLessThan(before);
  });

  it("has the same limit on many sockets together, and another user is not counted", () => {
    const { open, sockets } = object();
    const deaf = Array.from({ length: 20 }, () => open(ANN));
    const other = open(BEN);
    const total = () => deaf.reduce((sum, { units }) => sum + units, 0);
    while (deaf.every(({ closedFor }) => closedFor === undefined)) {
      expect(total()).toBeLessThanOrEqual(BACKLOG_USER_MAX_UNITS);
      sockets().toAll(frame(100_000));
    }
    expect(deaf.map(({ closedFor }) => closedFor)).toContain("slow_reader");
    expect(other.closedFor).toBeUndefined();
  });

  it("gets no second long answer", () => {
    const { open, peerOf, sockets } = object();
    const ws = open(ANN);
    const peer = peerOf(ws);
    if (!peer) throw new Error("no peer");
    sockets().send(peer, frame(BACKLOG_HELLO_UNITS - 1_000));
    expect(sockets().isBehind(peer)).toBe(false);
    sockets().send(peer, frame(2_000));
    expect(sockets().isBehind(peer)).toBe(true);
    expect(ws.closedFor).toBe("slow_reader");
  });
});

describe("INPUT2: frames are counted", () => {
  const times = (count: number, run: () => unknown) => Array.from({ length: count }, run);

  it("by their length", () => {
    const { open, hear } = object();
    const ws = open(ANN);
    const long = { type: "x", pad: "x".repeat(9 * FRAME_COUNTED_UNITS) };
    times(30, () => hear(ws, long));
    expect(ws.closedFor).toBeUndefined();
    hear(ws, long);
    expect(ws.closedFor).toBe("too_many_frames");
  });

  it("on all sockets of a user together", () => {
    const { open, hear } = object();
    const mine = times(10, () => open(ANN)) as FakeSocket[];
    const other = open(BEN);
    for (const ws of mine) times(RATE.burst / 2, () => hear(ws, { type: "x" }));
    expect(mine.map(({ closedFor }) => closedFor === undefined)).toEqual([
      ...times(8, () => true),
      ...times(2, () => false),
    ]);
    expect(hear(other, { type: "x" })).toEqual({ type: "x" });
  });
});
