import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { v7 as uuidv7 } from "uuid";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { RoomId, UserId } from "../../src/protocol/ids.ts";
import { CALL_DEADLINE_MS, PING_INTERVAL_MS } from "../../src/protocol/limits.ts";
import { PING } from "../../src/protocol/room-frames.ts";
import { InboxTables } from "../../src/server/inbox/tables/inbox-tables.ts";
import { durableSql } from "../../src/server/object/sql.ts";
import { Room } from "../../src/server/room/room.ts";
import { RoomTables } from "../../src/server/room/tables/room-tables.ts";
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

/** Calls wait for 50 ms only, so that a test need not wait for the deadline. */
function shortenDeadlines() {
  const { setTimeout } = globalThis;
  vi.spyOn(globalThis, "setTimeout").mockImplementation(((run: () => void, ms?: number) =>
    setTimeout(run, ms === CALL_DEADLINE_MS ? 50 : ms)) as typeof setTimeout);
}

describe("PRESENCE4: an inbox that never answers", () => {
  it("keeps its room awake no longer than the deadline, and is tried again with back-off", async () => {
    const people = [asId<UserId>(`u_${random()}`), asId<UserId>(`u_${random()}`)] as const;
    const { stub: room, sockets } = await openRoom(asId<RoomId>(`g_${random()}`), people);
    const headIn = async (user_id: UserId) =>
      (await env.INBOX.getByName(user_id).list()).conversations[0]?.head;
    await soon(async () => expect([await headIn(people[0]), await headIn(people[1])]).toEqual([0, 0]));
    const { roomChanged } = InboxObject.prototype;
    const stuck = vi.spyOn(InboxObject.prototype, "roomChanged").mockImplementation(function (
      this: InboxObject,
      update,
    ) {
      return update.user_id === people[1] ? (new Promise(() => {}) as never) : roomChanged.call(this, update);
    });
    shortenDeadlines();
    const entries = () =>
      runInDurableObject(room, (_, { storage }) => new RoomTables(durableSql(storage)).inboxes.pending());
    sockets[0]?.send({ type: "send", client_id: uuidv7(), text: "hello" });
    await soon(async () => expect(await entries()).toMatchObject([{ target: people[1], failures: 1 }]));
    // An object cannot be evicted while a call of its own is under way.
    await evictDurableObject(room);
    expect(await alarmOf(room)).toBeGreaterThan(Date.now());
    await soon(async () => expect(await entries()).toMatchObject([{ target: people[1], failures: 2 }]));
    await evictDurableObject(room);
    expect(await headIn(people[0])).toBe(1);
    stuck.mockRestore();
    await soon(async () => expect(await headIn(people[1])).toBe(1));
    await soon(async () => expect(await entries()).toEqual([]));
  });
});

describe("PRESENCE4: a room or an inbox that never answers", () => {
  const never = () => new Promise(() => {}) as never;
  const block = (user_id: UserId) => {
    const action = { type: "block", user_id, on: true };
    return { type: "action", client_id: uuidv7(), action };
  };
  const subscribe = (user_id: UserId) => ({ type: "subscribe_presence", user_ids: [user_id] });

  const pending = (stub: DurableObjectStub<InboxObject>) =>
    runInDurableObject(stub, (_, { storage }) =>
      storage.sql.exec("SELECT topic, target, failures FROM outbox").toArray(),
    );

  it.each([
    ["block", block, () => vi.spyOn(RoomObject.prototype, "block").mockImplementation(never)],
    [
      "subscription",
      subscribe,
      () => vi.spyOn(InboxObject.prototype, "subscribePresence").mockImplementation(never),
    ],
  ] as const)("keeps an inbox awake no longer than the deadline: %s", async (topic, frame, getStuck) => {
    const [user_id, target] = [asId<UserId>(`u_${random()}`), asId<UserId>(`u_${random()}`)];
    const inbox = env.INBOX.getByName(user_id);
    const device = await TestSocket.to(inbox, user_id);
    await device.hello();
    const stuck = getStuck();
    shortenDeadlines();
    device.send(frame(target));
    await soon(async () => expect(await pending(inbox)).toEqual([{ topic, target, failures: 1 }]));
    // An object cannot be evicted while a call of its own is under way.
    await evictDurableObject(inbox);
    expect(await alarmOf(inbox)).toBeGreaterThan(Date.now());
    await soon(async () => expect(await pending(inbox)).toEqual([{ topic, target, failures: 2 }]));
    await evictDurableObject(inbox);
    stuck.mockRestore();
    await soon(async () => expect(await pending(inbox)).toEqual([]));
  });
});
