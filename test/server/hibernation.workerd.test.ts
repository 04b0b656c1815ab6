import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { v7 as uuidv7 } from "uuid";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { RoomId, UserId } from "../../src/protocol/ids.ts";
import { PING_INTERVAL_MS } from "../../src/protocol/limits.ts";
import { PING } from "../../src/protocol/room-frames.ts";
import { InboxTables } from "../../src/server/inbox/tables/inbox-tables.ts";
import { Room } from "../../src/server/room/room.ts";
import { InboxObject, RoomObject } from "../../src/server/worker.ts";
import { asId } from "../as-id.ts";
import { soon } from "./test-api.ts";
import { openRoom, TestSocket } from "./test-socket.ts";

const random = () =>
  crypto
    .randomUUID()
    .replaceAll(/[^0-9a-f]/g, "")
    .slice(0, 20);

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** Two people with their devices connected, to their inboxes and to a room in which something was said. */
async function talk() {
  const people = [asId<UserId>(`u_${random()}`), asId<UserId>(`u_${random()}`)];
  const inboxes = people.map((user_id) => env.INBOX.getByName(user_id));
  const devices = await Promise.all(
    people.map((user_id, index) => TestSocket.to(inboxes[index] as Fetcher, user_id)),
  );
  for (const device of devices) await device.hello();
  const { stub: room, sockets } = await openRoom(asId<RoomId>(`g_${random()}`), people);
  sockets[0]?.send({ type: "send", client_id: uuidv7(), text: "hello" });
  await soon(() =>
    expect(
      devices.map(({ frames }) => frames.flatMap(({ conversations = [] }) => conversations).at(-1)?.head),
    ).toEqual([1, 1]),
  );
  return { objects: [room, ...inboxes], sockets: [...devices, ...sockets] };
}

/** Each time an object is made, and each time the runtime calls one, from here on. */
function countWakings() {
  const made = [vi.spyOn(Room, "wake"), vi.spyOn(InboxTables.prototype, "areNewer")];
  const called = [RoomObject, InboxObject].flatMap(({ prototype }) => [
    vi.spyOn(prototype, "webSocketMessage"),
    vi.spyOn(prototype, "webSocketClose"),
    vi.spyOn(prototype, "fetch"),
    vi.spyOn(prototype, "alarm"),
  ]);
  const times = (spies: readonly { mock: { calls: unknown[] } }[]) =>
    spies.reduce((sum, { mock }) => sum + mock.calls.length, 0);
  return () => ({ made: times(made), called: times(called) });
}

/** The timers that are set from here on, and those of them that have neither run nor been called off. */
function countTimers() {
  const timers = { set: 0, pending: new Set<unknown>() };
  const { setTimeout, clearTimeout } = globalThis;
  vi.spyOn(globalThis, "setInterval").mockImplementation(() => {
    throw new Error("an interval never ends");
  });
  vi.spyOn(globalThis, "setTimeout").mockImplementation(((run: () => void, ms?: number) => {
    timers.set++;
    const timer = setTimeout(() => {
      timers.pending.delete(timer);
      run();
    }, ms);
    timers.pending.add(timer);
    return timer;
  }) as typeof setTimeout);
  vi.spyOn(globalThis, "clearTimeout").mockImplementation((timer) => {
    timers.pending.delete(timer);
    clearTimeout(timer as number);
  });
  return timers;
}

const alarmOf = (stub: DurableObjectStub<RoomObject | InboxObject>) =>
  runInDurableObject(stub, (_, { storage }) => storage.getAlarm());

describe("PRESENCE4: what is open and idle costs nothing", () => {
  it("minutes of heartbeats wake no object, and set no alarm", async () => {
    const { objects, sockets } = await talk();
    for (const object of objects) await evictDurableObject(object);
    const wakings = countWakings();
    vi.useFakeTimers({ toFake: ["Date"] });
    for (let beat = 0; beat < 60; beat++) {
      for (const socket of sockets) socket.frames.length = 0;
      for (const socket of sockets) socket.send(PING);
      await Promise.all(sockets.map((socket) => socket.frame("pong")));
      vi.setSystemTime(Date.now() + PING_INTERVAL_MS);
    }
    expect(wakings()).toEqual({ made: 0, called: 0 });
    // Asking wakes each of them: so wakings are indeed seen here.
    expect(await Promise.all(objects.map(alarmOf))).toEqual([null, null, null]);
    expect(wakings()).toEqual({ made: 3, called: 0 });
    sockets.at(-1)?.send({ type: "typing", on: true });
    await sockets.at(-1)?.frame("typing");
    expect(wakings()).toEqual({ made: 3, called: 1 });
  });

  it("after a talk no timer is left that would keep an object awake", async () => {
    const timers = countTimers();
    const { sockets } = await talk();
    sockets.at(-1)?.send({ type: "typing", on: true });
    await sockets.at(-1)?.frame("typing");
    expect(timers.set).toBeGreaterThan(0);
    await soon(() => expect(timers.pending.size).toBe(0));
  });
});
