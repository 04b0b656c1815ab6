import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { v7 as uuidv7 } from "uuid";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { RoomId, UserId } from "../../../src/protocol/ids.ts";
import type { Conversation } from "../../../src/protocol/inbox.ts";
import { InboxObject } from "../../../src/server/worker.ts";
import { asId } from "../../as-id.ts";
import { soon } from "../test-api.ts";
import { openRoom, TestSocket } from "../test-socket.ts";

const random = () =>
  crypto
    .randomUUID()
    .replaceAll(/[^0-9a-f]/g, "")
    .slice(0, 20);

afterEach(() => vi.restoreAllMocks());

/** Ben's device shows the end of a room, and the room has learned it by its report of the first message. */
async function followed() {
  const people = [asId<UserId>(`u_${random()}`), asId<UserId>(`u_${random()}`)] as const;
  const [ann, ben] = people;
  const room_id = asId<RoomId>(`g_${random()}`);
  const { sockets, stub: room } = await openRoom(room_id, people);
  const [annRoom, benRoom] = sockets as [TestSocket, TestSocket];
  const inbox = env.INBOX.getByName(ben);
  const desk = await TestSocket.to(inbox, ben);
  await desk.hello();
  desk.send({ type: "follow", room_ids: [room_id] });
  const told: number[] = [];
  const { roomChanged } = InboxObject.prototype;
  vi.spyOn(InboxObject.prototype, "roomChanged").mockImplementation(function (this: InboxObject, update) {
    if (update.room_id === room_id && update.user_id === ben) told.push(update.head);
    return roomChanged.call(this, update);
  });
  let spoken = 0;
  /** Says something, which reaches Ben's device over its room. Inboxes are told in the next round, a second later at most. */
  const speak = async ({ andWait = false } = {}) => {
    annRoom.send({ type: "send", client_id: uuidv7(), text: `message ${++spoken}` });
    await benRoom.messages(spoken);
    if (andWait)
      await soon(() => runInDurableObject(room, (_, state) => expect(notedHeads(state)).toContain(spoken)));
    return spoken;
  };
  await speak({ andWait: true });
  expect(told).toEqual([1]);
  return { ann, ben, room_id, room, benRoom, inbox, desk, told, speak };
}

/** Up to where the room's sockets say that inboxes were told. */
const notedHeads = (state: DurableObjectState): (number | undefined)[] =>
  state
    .getWebSockets()
    .map((ws) => (ws.deserializeAttachment() as { note?: { message_id: number } }).note?.message_id);

/** How far the inbox's sockets say that their devices have read. */
const notedReads = (state: DurableObjectState): number[] =>
  state
    .getWebSockets()
    .flatMap((ws) => (ws.deserializeAttachment() as { following?: { read: number }[] }).following ?? [])
    .map(({ read }) => read);

const conversationOn = async (device: TestSocket, is: (conversation: Conversation) => boolean) => {
  const all = () => device.frames.flatMap((frame) => frame.conversations ?? []);
  await device.until(() => all().some(is));
  return all().findLast(is);
};

describe("INBOX16, INBOX17: a device that shows the end of a room", () => {
  it("is told nothing twice, while both objects sleep; what it has read costs no row, until another device looks", async () => {
    const { ben, room, room_id, inbox, desk, told, speak } = await followed();
    const rowOf = () =>
      runInDurableObject(inbox, (_, { storage }) =>
        storage.sql.exec("SELECT head, read, quiet FROM conversation").one(),
      );
    expect(await rowOf()).toEqual({ head: 1, read: 0, quiet: 1 });
    for (const object of [inbox, room]) await evictDurableObject(object);
    const head = await speak({ andWait: true });
    desk.send({ type: "read", room_id, message_id: head });
    await soon(() => runInDurableObject(inbox, (_, state) => expect(notedReads(state)).toEqual([head])));
    await evictDurableObject(inbox);
    expect(await rowOf()).toEqual({ head: 1, read: 0, quiet: 1 });
    expect(told).toEqual([1]);
    const phone = await TestSocket.to(inbox, ben);
    await phone.hello();
    await conversationOn(phone, (each) => each.head === head && each.read === head);
    await speak();
    await conversationOn(phone, (each) => each.head === head + 1);
    expect(told).toEqual([1, head + 1]);
  });

  it("is told all that was left out when it looks away", async () => {
    const { room_id, desk, speak } = await followed();
    await speak();
    const head = await speak();
    desk.send({ type: "read", room_id, message_id: head - 1 });
    desk.send({ type: "follow", room_ids: [] });
    expect(await conversationOn(desk, (each) => each.head === head)).toMatchObject({ read: head - 1 });
  });

  it("leaves behind what it had read when its connection ends, and what it had not is unread", async () => {
    const { room_id, inbox, desk, benRoom, told, speak } = await followed();
    const read = await speak();
    desk.send({ type: "read", room_id, message_id: read });
    await speak();
    desk.close();
    await desk.closed;
    benRoom.close();
    await benRoom.closed;
    await soon(() => expect(told.at(-1)).toBe(read + 1));
    const { conversations } = await inbox.list();
    expect(conversations).toMatchObject([{ room_id, head: read + 1, read }]);
  });

  it("hears of a message that mentions its user at once", async () => {
    const { ben, room, ann, desk, speak } = await followed();
    await speak();
    const sent = await room.post(ann, { client_id: asId(uuidv7()), text: "psst", mentions: [ben] });
    expect(sent.ok).toBe(true);
    await desk.until((frames) => frames.some(({ entries = [] }) => entries.length > 0));
  });
});

it("INBOX18: a room that is unread, with nobody there, is asked before the list is read", async () => {
  const { ben, inbox, desk, benRoom, told, speak } = await followed();
  desk.close();
  await desk.closed;
  const reader = await TestSocket.to(inbox, ben);
  reader.close();
  await reader.closed;
  await speak({ andWait: true });
  const count = told.length;
  const head = await speak({ andWait: true });
  expect(told.length).toBe(count);
  expect((await inbox.list()).conversations).toMatchObject([{ head }]);
  benRoom.close();
});
