import { abortAllDurableObjects, evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { v7 as uuidv7 } from "uuid";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { RoomId, UserId } from "../../../../src/protocol/ids.ts";
import { FANOUT_INTERVAL_MS, SEND_BURST } from "../../../../src/protocol/limits.ts";
import type { Content } from "../../../../src/protocol/message.ts";
import { durableSql } from "../../../../src/server/object/sql.ts";
import { RoomTables } from "../../../../src/server/room/tables/room-tables.ts";
import { InboxObject } from "../../../../src/server/worker.ts";
import { asId } from "../../../as-id.ts";
import { countRows } from "../../count-rows.ts";
import { soon } from "../../test-api.ts";
import { openRoom, TestSocket } from "../../test-socket.ts";

const random = () =>
  crypto
    .randomUUID()
    .replaceAll(/[^0-9a-f]/g, "")
    .slice(0, 20);
const user = () => asId<UserId>(`u_${random()}`);
const inboxOf = (user_id: UserId) => env.INBOX.getByName(user_id);
const headIn = async (user_id: UserId) => (await inboxOf(user_id).list()).conversations[0]?.head ?? 0;

/** Calls of one room that arrive at inboxes from here on, by user. */
function countCalls(room_id: string): Map<string, number> {
  const calls = new Map<string, number>();
  const { roomChanged } = InboxObject.prototype;
  vi.spyOn(InboxObject.prototype, "roomChanged").mockImplementation(function (this: InboxObject, update) {
    if (update.room_id === room_id) calls.set(update.user_id, (calls.get(update.user_id) ?? 0) + 1);
    return roomChanged.call(this, update);
  });
  return calls;
}

const { MEMBERS_MAX } = env;
afterEach(() => {
  vi.restoreAllMocks();
  env.MEMBERS_MAX = MEMBERS_MAX;
});

describe("INBOX1, INBOX14: a room of 5,000", () => {
  const MEMBERS = 5_000;
  const LIVE = 10;

  /** Ten of its members have a device connected. The others are there by the room's own SQL, and nobody was told. */
  async function crowd() {
    const owner = user();
    const live = Array.from({ length: LIVE }, user);
    const away = Array.from({ length: MEMBERS - LIVE - 1 }, user);
    const room_id = asId<RoomId>(`g_${random()}`);
    const room = env.ROOM.getByName(room_id);
    await room.create({ room_id, name: "crowd", topic: "", owner, members: [] });
    await soon(async () => expect((await inboxOf(owner).list()).conversations).toHaveLength(1));
    await runInDurableObject(room, (_, { storage }) => {
      const tables = new RoomTables(durableSql(storage));
      tables.transaction(() => {
        for (const user_id of away)
          tables.members.put({ user_id, role: "member", joined_at: 0, read_from: 0, muted_until: 0 });
      });
    });
    await evictDurableObject(room);
    expect(await room.invite(owner, live)).toMatchObject({ code: "room_full" });
    env.MEMBERS_MAX = String(MEMBERS); // as a deployment sets it
    await evictDurableObject(room);
    const devices = await Promise.all(live.map((user_id) => TestSocket.to(inboxOf(user_id), user_id)));
    await Promise.all(devices.map((device) => device.hello()));
    expect(await room.invite(owner, live)).toMatchObject({ ok: true });
    expect(await room.invite(owner, [user()])).toMatchObject({ code: "room_full" });
    const leases = () =>
      runInDurableObject(
        room,
        (_, { storage }) => new RoomTables(durableSql(storage)).fanOut.leases().length,
      );
    await soon(async () => expect(await leases()).toBe(LIVE));
    const untilHead = (head: number) =>
      Promise.all(
        devices.map((device) =>
          device.until((frames) => frames.some(({ conversations }) => conversations?.[0]?.head === head)),
        ),
      );
    const say = (sender: UserId, more: Partial<Content> = {}) =>
      room.post(sender, { client_id: asId(uuidv7()), text: "hello", ...more });
    return { owner, live, away, room_id, room, say, untilHead };
  }

  it("a message costs calls to the inboxes that are connected, and no row for anybody else", async () => {
    const { owner, live, room_id, room, say, untilHead } = await crowd();
    const inRoom = await countRows(room);
    const inInboxes = await Promise.all(live.map((user_id) => countRows(inboxOf(user_id))));
    const calls = countCalls(room_id);
    await say(owner);
    await untilHead(1);
    expect(calls).toEqual(new Map(live.map((user_id) => [user_id, 1])));
    expect(inRoom.rows).toBe(2); // the message, and its client_id
    expect(inInboxes.map(({ rows }) => rows)).toEqual(live.map(() => 1));
  });

  it("MENTION1: one that mentions somebody costs one call more, and one row", async () => {
    const { owner, live, away, room_id, room, say, untilHead } = await crowd();
    const called = asId<UserId>(away[4_000] ?? "");
    const inRoom = await countRows(room);
    const calls = countCalls(room_id);
    await say(owner, { mentions: [called] });
    await untilHead(1);
    await soon(async () => expect(await inboxOf(called).entries("mention")).toHaveLength(1));
    expect(calls).toEqual(new Map([...live, called].map((user_id) => [user_id, 1])));
    expect(inRoom.rows).toBe(3);
  });

  it("while it is hot, each connected inbox is told once a second", async () => {
    const { live, room_id, room, say, untilHead } = await crowd();
    const inRoom = await countRows(room);
    const calls = countCalls(room_id);
    const speakers = live.slice(0, 6);
    const began = Date.now();
    for (let count = 1; count <= SEND_BURST; count++)
      for (const answer of await Promise.all(speakers.map((sender) => say(sender))))
        expect(answer.ok).toBe(true);
    const messages = SEND_BURST * speakers.length;
    await untilHead(messages);
    const rounds = 2 + Math.floor((Date.now() - began) / FANOUT_INTERVAL_MS);
    expect([...calls.keys()].toSorted()).toEqual(live.toSorted());
    expect(Math.max(...calls.values())).toBeLessThanOrEqual(rounds);
    // A cursor is written after every sixteenth message at most.
    expect(inRoom.rows).toBeLessThanOrEqual(2 * messages + rounds);
  });
});

it("INBOX2: a room that dies in the midst of a round repeats it when it wakes", async () => {
  const people = [user(), user(), user()] as const;
  const [ann, ben, cat] = people;
  const { stub } = await openRoom(asId<RoomId>(`g_${random()}`), people);
  await soon(async () => expect((await inboxOf(cat).list()).conversations).toHaveLength(1));
  // The calls to Ben's and Cat's inboxes are on their way, and will never arrive.
  const { roomChanged } = InboxObject.prototype;
  let lost = 0;
  vi.spyOn(InboxObject.prototype, "roomChanged").mockImplementation(function (this: InboxObject, update) {
    if (update.user_id === ann) return roomChanged.call(this, update);
    lost++;
    return new Promise(() => {}) as never;
  });
  await stub.post(ann, { client_id: asId(uuidv7()), text: "does this get through?" });
  await soon(() => expect(lost).toBe(2));
  await abortAllDurableObjects();
  vi.restoreAllMocks();
  await soon(async () => expect(await headIn(ann)).toBe(1));
  expect([await headIn(ben), await headIn(cat)]).toEqual([0, 0]);
  const woken = env.ROOM.getByName(stub.name ?? "");
  expect(await woken.read("describe", ann)).toMatchObject({ ok: true });
  await soon(async () => expect([await headIn(ben), await headIn(cat)]).toEqual([1, 1]));
});
