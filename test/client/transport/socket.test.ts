import { afterEach, expect, test, vi } from "vitest";
import { MemoryStorage } from "../../../src/client/index.ts";
import { hasWebSockets, openWebSocket } from "../../../src/client/transport/socket.ts";
import { FakeServer } from "../fake-server.ts";
import { startInRoom } from "../start.ts";
import { VirtualClock } from "../virtual-clock.ts";

afterEach(() => {
  vi.unstubAllGlobals();
});

test("where there are no WebSockets, as in Node 20, one that is opened closes, unless that was done before", async () => {
  vi.stubGlobal("WebSocket", undefined);
  expect(hasWebSockets()).toBe(false);
  const seen: unknown[] = [];
  const listener = {
    opened: () => void seen.push("opened"),
    received: () => void seen.push("received"),
    closed: (...how: unknown[]) => void seen.push(how),
  };
  const [one, two] = [openWebSocket("ws://x", [], listener), openWebSocket("ws://x", [], listener)];
  two.close();
  one.send("nothing");
  expect(seen).toEqual([]);
  await Promise.resolve();
  expect(seen).toEqual([[1006, ""]]);
});

test("without WebSockets, messages come and go by plain HTTP from the start", async () => {
  vi.stubGlobal("WebSocket", undefined);
  const [clock, server] = [new VirtualClock(), new FakeServer()];
  server.fill(3);
  const { parlor, room } = await startInRoom({
    storage: new MemoryStorage(),
    clock,
    fetch: server.fetch,
    random: () => 0.5,
  });
  await clock.advance(1_000);
  expect(room.state.get().connection).toEqual({ state: "live", via: "poll" });
  room.send({ text: "by hand" });
  await clock.advance(1_000);
  expect(
    room.state
      .get()
      .messages.map(({ text }) => text)
      .at(-1),
  ).toBe("by hand");
  // Long enough for an attempt to get back to a socket.
  await clock.advance(20_000);
  expect(room.state.get().connection).toEqual({ state: "live", via: "poll" });
  expect(server.opened).toEqual([]);
  parlor.close();
});
