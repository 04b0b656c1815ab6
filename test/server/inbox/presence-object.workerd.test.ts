import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { v7 as uuidv7 } from "uuid";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { InboxAction } from "../../../src/protocol/actions.ts";
import { codes } from "../../../src/protocol/codes.ts";
import { dmRoomId, type RoomId, type UserId } from "../../../src/protocol/ids.ts";
import { OFFLINE_AFTER_MS, PRESENCE_LEASE_MS } from "../../../src/protocol/limits.ts";
import { PING } from "../../../src/protocol/room-frames.ts";
import { insertPerson } from "../../../src/server/directory/people-d1.ts";
import { asId } from "../../as-id.ts";
import { soon } from "../test-api.ts";
import { openRoom, TestSocket } from "../test-socket.ts";

const DEAD_AFTER_MS = 5 * 60_000;

const random = () =>
  crypto
    .randomUUID()
    .replaceAll(/[^0-9a-f]/g, "")
    .slice(0, 20);
const applyAction = (what: InboxAction) => ({ type: "action", client_id: asId(uuidv7()), action: what });

const alarmOf = (stub: DurableObjectStub) => runInDurableObject(stub, (_, { storage }) => storage.getAlarm());
/** An object that is not running cannot be evicted. */
const isHibernated = (stub: DurableObjectStub) =>
  evictDurableObject(stub).then(
    () => false,
    () => true,
  );

/** Moves the clock of everything but the runtime's own notes of heartbeats. */
const advance = (ms: number) => vi.setSystemTime(Date.now() + ms);

async function heartbeat(socket: TestSocket): Promise<void> {
  socket.frames.length = 0;
  socket.send(PING);
  await socket.frame("pong");
}

async function person() {
  const user_id = asId<UserId>(`u_${random()}`);
  const stub = env.INBOX.getByName(user_id);
  const connect = async () => {
    const socket = await TestSocket.to(stub, user_id);
    await socket.hello();
    return socket;
  };
  return { user_id, stub, connect };
}

/** Waits for the next news of one person. */
async function nextPresence(socket: TestSocket) {
  const { people } = await socket.frame("presence");
  socket.frames.length = 0;
  return people?.[0];
}

/** Ben has a device; some time later Ann connects one that shows him. */
async function annSubscribesToBen(laterMs = 0, start = Date.now()) {
  vi.useFakeTimers({ toFake: ["Date"], now: start });
  const [ann, ben] = [await person(), await person()];
  const laptop = await ben.connect();
  advance(laterMs);
  const phone = await ann.connect();
  phone.send({ type: "subscribe_presence", user_ids: [ben.user_id] });
  expect(await nextPresence(phone)).toMatchObject({ user_id: ben.user_id, online: true });
  return { ann, ben, laptop, phone };
}

afterEach(() => {
  vi.useRealTimers();
});

describe("PRESENCE4: heartbeats", () => {
  it("wake neither inbox nor room, and with nobody watching no alarm is set", async () => {
    const ben = await person();
    const laptop = await ben.connect();
    const { stub: room, sockets } = await openRoom(asId<RoomId>(`g_${random()}`), [ben.user_id]);
    const inRoom = sockets[0] as TestSocket;
    await laptop.frame("conversations");
    for (const stub of [ben.stub, room]) await evictDurableObject(stub);
    for (let count = 0; count < 12; count++) await Promise.all([heartbeat(laptop), heartbeat(inRoom)]);
    expect(await Promise.all([isHibernated(ben.stub), isHibernated(room)])).toEqual([true, true]);
    expect(await Promise.all([alarmOf(ben.stub), alarmOf(room)])).toEqual([null, null]);
    // Asking for the alarm has woken them: so the question above can also be answered with no.
    expect(await Promise.all([isHibernated(ben.stub), isHibernated(room)])).toEqual([false, false]);
  });

  it("count although they wake nobody: the alarm finds them, and rings again 30 s after the last", async () => {
    const start = Date.now();
    const { ben, laptop } = await annSubscribesToBen(0, start - OFFLINE_AFTER_MS + 1_000);
    await evictDurableObject(ben.stub);
    await heartbeat(laptop);
    vi.setSystemTime(start + 5_000);
    expect(await runDurableObjectAlarm(ben.stub)).toBe(true);
    expect(await ben.stub.presenceOf(asId<UserId>("u_x"))).toMatchObject({ online: true });
    expect(await alarmOf(ben.stub)).toBeGreaterThanOrEqual(start + OFFLINE_AFTER_MS);
  });
});

it("PRESENCE1: a heartbeat of any device counts, whichever it is", async () => {
  const start = Date.now() - OFFLINE_AFTER_MS + 1_000;
  vi.useFakeTimers({ toFake: ["Date"], now: start });
  for (const beating of [0, 1]) {
    const ben = await person();
    const devices = [await ben.connect(), await ben.connect()];
    vi.setSystemTime(start + OFFLINE_AFTER_MS + 500);
    expect(await ben.stub.presenceOf(asId<UserId>("u_x"))).toMatchObject({ online: false });
    await heartbeat(devices[beating] as TestSocket);
    expect(await ben.stub.presenceOf(asId<UserId>("u_x"))).toMatchObject({ online: true });
    vi.setSystemTime(start);
  }
});

describe("PRESENCE2: going offline", () => {
  it("half-open: silence without a close shows after 30 s by the alarm; minutes later the dead socket goes", async () => {
    const { ben, laptop, phone } = await annSubscribesToBen(OFFLINE_AFTER_MS - 5_000);
    const lastHeard = Date.now() - OFFLINE_AFTER_MS + 5_000;
    await evictDurableObject(ben.stub);
    advance(4_000);
    await runDurableObjectAlarm(ben.stub);
    expect(phone.frames).toEqual([]);
    advance(2_000);
    expect(await runDurableObjectAlarm(ben.stub)).toBe(true);
    const { online, last_active_at = 0 } = (await nextPresence(phone)) ?? {};
    expect(online).toBe(false);
    expect(Math.abs(last_active_at - lastHeard)).toBeLessThan(1_000);
    expect(await alarmOf(ben.stub)).toBeNull();
    advance(DEAD_AFTER_MS);
    await ben.connect();
    expect(await laptop.closed).toMatchObject({ code: codes.silent.close });
  });

  it("a clean close starts nothing anew: the 30 s count from the last heartbeat, which is kept", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    const ben = await person();
    const [now, opened] = [Date.now(), Date.now() - 20_000];
    vi.setSystemTime(opened);
    const laptop = await ben.connect();
    await heartbeat(laptop);
    laptop.close();
    await laptop.closed;
    await evictDurableObject(ben.stub);
    vi.setSystemTime(now + OFFLINE_AFTER_MS - 100);
    expect(await ben.stub.presenceOf(asId<UserId>("u_x"))).toMatchObject({ online: true });
    vi.setSystemTime(now + OFFLINE_AFTER_MS + 5_000);
    const { online, last_active_at = 0 } = await ben.stub.presenceOf(asId<UserId>("u_x"));
    expect(online).toBe(false);
    expect(last_active_at).toBeGreaterThanOrEqual(now);
  });
});

describe("PRESENCE3: reconnecting", () => {
  it("within the grace shows nothing, on another device neither", async () => {
    const { ben, laptop, phone } = await annSubscribesToBen(OFFLINE_AFTER_MS - 5_000);
    laptop.close();
    await laptop.closed;
    advance(4_000);
    await ben.connect();
    advance(4_000);
    expect(await runDurableObjectAlarm(ben.stub)).toBe(true);
    expect(phone.frames).toEqual([]);
    expect(await alarmOf(ben.stub)).not.toBeNull();
  });

  it("after it is news", async () => {
    const { ben, phone } = await annSubscribesToBen(OFFLINE_AFTER_MS - 5_000);
    advance(6_000);
    await runDurableObjectAlarm(ben.stub);
    expect(await nextPresence(phone)).toMatchObject({ online: false });
    await ben.connect();
    expect(await nextPresence(phone)).toMatchObject({ online: true });
  });
});

describe("PRESENCE5: leases", () => {
  const leaseOf = (stub: DurableObjectStub) =>
    runInDurableObject(
      stub,
      (_, { storage }) =>
        storage.sql.exec<{ until: number }>("SELECT until FROM presence_subscriber").one().until,
    );

  it("are renewed by the alarm while a device that watches is connected", async () => {
    const [now, start] = [Date.now(), Date.now() - PRESENCE_LEASE_MS + 60_000];
    const { ann, ben, phone } = await annSubscribesToBen(0, start);
    expect(await leaseOf(ben.stub)).toBe(start + PRESENCE_LEASE_MS);
    await heartbeat(phone);
    vi.setSystemTime(now);
    await evictDurableObject(ann.stub);
    expect(await runDurableObjectAlarm(ann.stub)).toBe(true);
    expect(await leaseOf(ben.stub)).toBe(now + PRESENCE_LEASE_MS);
    expect(await nextPresence(phone)).toMatchObject({ user_id: ben.user_id, online: false });
    expect(await alarmOf(ann.stub)).toBeGreaterThan(now);
  });

  it("are not renewed when none is", async () => {
    const { ann, ben, phone } = await annSubscribesToBen();
    const until = await leaseOf(ben.stub);
    advance(PRESENCE_LEASE_MS - 60_000);
    expect(await runDurableObjectAlarm(ann.stub)).toBe(true);
    expect(await phone.closed).toMatchObject({ code: codes.silent.close });
    expect(await leaseOf(ben.stub)).toBe(until);
    expect(await alarmOf(ann.stub)).toBeNull();
  });

  it("are asked for no faster than one change a second", async () => {
    const ann = await person();
    const phone = await ann.connect();
    for (let count = 0; count < 25; count++) phone.send({ type: "subscribe_presence", user_ids: [] });
    expect(await phone.frame("error")).toMatchObject({ code: "rate_limited" });
    expect((await phone.frame("error")).retry_after_ms).toBeGreaterThan(0);
  });

  it("PRESENCE5: who has an account and was never here is seen at their first coming", async () => {
    const [ann, ben] = [await person(), await person()];
    const { user_id } = ben;
    const about = { handle: random(), name: "Ben", bio: "", color: "#123456", created_at: 0 };
    await insertPerson(env.DB, { user_id, ...about }, about.handle).run();
    const phone = await ann.connect();
    phone.send({ type: "subscribe_presence", user_ids: [user_id] });
    expect(await nextPresence(phone)).toEqual({ user_id, online: false });
    await ben.connect();
    expect(await nextPresence(phone)).toMatchObject({ user_id, online: true });
  });

  it("asking after an id that nobody has leaves nothing behind", async () => {
    const user_id = asId<UserId>(`u_${random()}`);
    const nobody = env.INBOX.getByName(user_id);
    expect(await nobody.subscribePresence(asId<UserId>("u_x"))).toMatchObject({
      presence: { user_id, online: false },
    });
    expect(await nobody.presenceOf(asId<UserId>("u_x"))).toEqual({ user_id, online: false });
    const report = { presence: { user_id: asId<UserId>("u_x"), online: true }, serial: 1 };
    expect(await nobody.presenceChanged(report)).toBe(false);
    const tables = await runInDurableObject(nobody, (_, { storage }) =>
      storage.sql.exec("SELECT name FROM sqlite_master WHERE name NOT LIKE '\\_%' ESCAPE '\\'").toArray(),
    );
    expect(tables).toEqual([]);
  });
});

describe("PRESENCE6, PRESENCE7: hiding and blocking", () => {
  it("who hides, or blocks, looks to their watchers as if they never were there", async () => {
    const { ann, ben, laptop, phone } = await annSubscribesToBen();
    laptop.send(applyAction({ type: "update_settings", visible: false }));
    expect(await nextPresence(phone)).toEqual({ user_id: ben.user_id, online: false });
    laptop.send(applyAction({ type: "update_settings", visible: true }));
    expect(await nextPresence(phone)).toMatchObject({ online: true });
    await laptop.frame("done");
    expect(await ben.stub.applyAction({ type: "block", user_id: ann.user_id, on: true })).toMatchObject({
      ok: true,
    });
    expect(await nextPresence(phone)).toEqual({ user_id: ben.user_id, online: false });
    expect(await ben.stub.presenceOf(ann.user_id)).toEqual({ user_id: ben.user_id, online: false });
  });

  it("INBOX12: the DM of the two learns of a block, also if it is made later", async () => {
    const [ann, ben] = [await person(), await person()];
    const room_id = dmRoomId(ann.user_id, ben.user_id);
    const room = env.ROOM.getByName(room_id);
    const say = (from: { user_id: UserId }) =>
      room.post(from.user_id, { client_id: asId(uuidv7()), text: "hello" });
    await ann.stub.applyAction({ type: "block", user_id: ben.user_id, on: true });
    expect(await ann.stub.consentTo({ user_id: ben.user_id, rooms: [] }, true)).toBe("blocked");
    const laptop = await ann.connect();
    await room.create({ room_id, name: "", topic: "", owner: ann.user_id, members: [ben.user_id] });
    await say(ann);
    await laptop.until((frames) =>
      frames.some((frame) => frame.conversations?.some((one) => one.head === 1)),
    );
    await soon(async () => expect(await say(ben)).toMatchObject({ code: "blocked" }));
    laptop.send(applyAction({ type: "block", user_id: ben.user_id, on: false }));
    await laptop.frame("done");
    await soon(async () => expect(await say(ben)).toMatchObject({ ok: true }));
  });
});
