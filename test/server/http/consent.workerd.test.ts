import { env } from "cloudflare:workers";
import { v7 as uuidv7 } from "uuid";
import { describe, expect, test } from "vitest";
import type { InboxAction } from "../../../src/protocol/actions.ts";
import { dmRoomId, type RoomId, type UserId } from "../../../src/protocol/ids.ts";
import type { Conversation } from "../../../src/protocol/inbox.ts";
import type { Room } from "../../../src/protocol/room.ts";
import { expectRefusal, Person, soon } from "../test-api.ts";
import { TestSocket } from "../test-socket.ts";

/** Through the whole Worker, in a deployment in which there are strangers. */

const vars = { STRANGERS: "ask" };
const [ann, ben, cat] = (await Promise.all([1, 2, 3].map(() => Person.register()))) as [
  Person,
  Person,
  Person,
];

const ask = (person: Person, method: string, path: string, body?: unknown) =>
  person.send(method, path, { vars, ...(body === undefined ? {} : { body }) });
const createGroup = async (by: Person, members: readonly Person[], name = "group"): Promise<RoomId> => {
  const body = { kind: "group", name, members: members.map(({ id }) => id) };
  return (await (await ask(by, "POST", "/api/rooms", body)).json<Room>()).room_id;
};
const add = (by: Person, room_id: RoomId, ...people: Person[]) =>
  ask(by, "POST", `/api/rooms/${room_id}/members`, { user_ids: people.map(({ id }) => id) });
const join = (person: Person, room_id: RoomId) =>
  person.send("POST", `/api/rooms/${room_id}/join`, { body: {} });
const applyAction = (person: Person, action: InboxAction) =>
  person.call("applyInboxAction", "/api/inbox/actions", { action });
const say = (person: Person, room_id: RoomId) =>
  person.send("POST", `/api/rooms/${room_id}/messages`, { body: { client_id: uuidv7(), text: "hello" } });
const openDm = (by: Person, to: Person) => ask(by, "POST", "/api/dms", { user_id: to.id });

const roomsOf = async (person: Person) => (await person.call("myRooms", "/api/rooms")).conversations;
const requestsOf = async (person: Person) =>
  (await person.call("inboxRequests", "/api/inbox/requests")).conversations;
const requestOf = (person: Person, room_id: RoomId): Promise<Conversation> =>
  soon(async () => {
    const found = (await requestsOf(person)).find((each) => each.room_id === room_id);
    if (!found) throw new Error("no request");
    return found;
  });
const isMember = async (person: Person, room_id: RoomId) =>
  (await person.send("GET", `/api/rooms/${room_id}`)).status === 200;

/** Two people who know each other: they share a group. */
async function acquainted(): Promise<[Person, Person]> {
  const [one, other] = (await Promise.all([1, 2].map(() => Person.register()))) as [Person, Person];
  const room_id = await createGroup(one, [other]);
  expect((await join(other, room_id)).status).toBe(200);
  await soon(async () => {
    for (const each of [one, other])
      expect(await env.INBOX.getByName(each.id).sharedRooms()).toContain(room_id);
  });
  return [one, other];
}

describe("CONSENT1: nobody is put into a room without having agreed", () => {
  test("a stranger is invited, decides in their inbox, and joins", async () => {
    const room_id = await createGroup(ann, [], "Buy now!");
    expect(await (await add(ann, room_id, ben)).json()).toEqual({ invited: [ben.id] });
    expect(await isMember(ben, room_id)).toBe(false);
    expect(await requestOf(ben, room_id)).toMatchObject({
      membership: "left",
      name: "Buy now!",
      invitation: { by: ann.id },
    });
    expect((await roomsOf(ben)).map((each) => each.room_id)).not.toContain(room_id);
    expect(await (await join(ben, room_id)).json()).toEqual({ state: "joined" });
    await soon(async () => expect((await roomsOf(ben)).map((each) => each.room_id)).toContain(room_id));
    expect(await requestsOf(ben)).toEqual([]);
  });

  test("neither are the members a room is made with", async () => {
    const [one, other] = await acquainted();
    const room_id = await createGroup(one, [other, cat]);
    expect([await isMember(other, room_id), await isMember(cat, room_id)]).toEqual([true, false]);
    await requestOf(cat, room_id);
  });

  test("whoever left is invited, at once and by whomever", async () => {
    const [one, other] = await acquainted();
    const room_id = await createGroup(one, [other]);
    expect(await isMember(other, room_id)).toBe(true);
    await other.call("leave", `/api/rooms/${room_id}/leave`, {});
    expect(await (await add(one, room_id, other)).json()).toEqual({ invited: [other.id] });
    expect(await isMember(other, room_id)).toBe(false);
  });

  test("whoever has blocked somebody is invited, also where everyone knows everyone", async () => {
    const [one, other] = await acquainted();
    await applyAction(other, { type: "block", user_id: one.id, on: true });
    const room_id = await createGroup(one, [other]);
    expect(await isMember(other, room_id)).toBe(false);
    const invited = await one.call("invite", `/api/rooms/${room_id}/members`, { user_ids: [other.id] });
    expect(invited).toEqual({ invited: [other.id] });
    expect(await isMember(other, room_id)).toBe(false);
  });

  test("where everyone knows everyone, people are added", async () => {
    const { room_id } = await ann.call("createRoom", "/api/rooms", {
      kind: "group",
      name: "team",
      members: [cat.id],
    });
    expect(await isMember(cat, room_id)).toBe(true);
  });

  test("a channel anyone can join makes nobody known", async () => {
    const [mallory, other] = [await Person.register(), await Person.register()];
    const { room_id } = await other.call("createRoom", "/api/rooms", { kind: "channel", name: "General" });
    await join(mallory, room_id);
    await soon(async () => expect(await env.INBOX.getByName(mallory.id).sharedRooms()).toContain(room_id));
    const trap = await createGroup(mallory, [other]);
    expect(await isMember(other, trap)).toBe(false);
  });

  test("who may not invite wakes no inbox", async () => {
    const [mallory, other] = [await Person.register(), await Person.register()];
    const room_id = await createGroup(ann, []);
    await expectRefusal(await add(mallory, room_id, other), "not_a_member");
    expect(await requestsOf(other)).toEqual([]);
  });
});

describe("CONSENT6: declining", () => {
  test("an invitation: the room lets them in no more, and the same person gets nothing through for a while", async () => {
    const [mallory, other] = [await Person.register(), await Person.register()];
    const room_id = await createGroup(mallory, [other]);
    await requestOf(other, room_id);
    await applyAction(other, { type: "decline_request", room_id });
    await soon(async () => await expectRefusal(await join(other, room_id), "not_a_member"));
    // It looks to them as if the other had been invited again.
    expect(await (await add(mallory, room_id, other)).json()).toEqual({ invited: [other.id] });
    await createGroup(mallory, [other]);
    await expectRefusal(await openDm(mallory, other), "blocked");
    expect(await requestsOf(other)).toEqual([]);
    await expectRefusal(await join(other, room_id), "not_a_member");
  });

  test("a DM: it goes, and takes nothing more for a while", async () => {
    const [mallory, other] = [await Person.register(), await Person.register()];
    await openDm(mallory, other);
    const room_id = dmRoomId(mallory.id, other.id);
    await say(mallory, room_id);
    await requestOf(other, room_id);
    await applyAction(other, { type: "decline_request", room_id });
    await soon(async () => await expectRefusal(await say(mallory, room_id), "blocked"));
    expect(await requestsOf(other)).toEqual([]);
    // Who has declined may still change their mind.
    expect((await say(other, room_id)).status).toBe(200);
    expect((await say(mallory, room_id)).status).toBe(200);
  });
});

describe("CONSENT4: a DM from a stranger", () => {
  test("is a request without preview, which an answer accepts", async () => {
    const [one, other] = [await Person.register(), await Person.register()];
    const room_id = dmRoomId(one.id, other.id);
    await openDm(one, other);
    await say(one, room_id);
    expect(await requestOf(other, room_id)).not.toHaveProperty("preview");
    expect(await roomsOf(other)).toEqual([]);
    await say(other, room_id);
    await soon(async () =>
      expect(await roomsOf(other)).toMatchObject([{ room_id, preview: { text: "hello" } }]),
    );
    // From now on they know each other.
    await soon(async () => expect(await isMember(other, await createGroup(one, [other]))).toBe(true));
  });

  test("is none between people who share a group", async () => {
    const [one, other] = await acquainted();
    await openDm(one, other);
    const room_id = dmRoomId(one.id, other.id);
    await say(one, room_id);
    await soon(async () => expect((await roomsOf(other)).map((each) => each.room_id)).toContain(room_id));
  });

  test("CONSENT5: says nothing of what is read and typed before it is answered", async () => {
    const [one, other] = [await Person.register(), await Person.register()];
    const room_id = dmRoomId(one.id, other.id);
    await openDm(one, other);
    await say(one, room_id);
    const stub = env.ROOM.getByName(room_id);
    const [asking, asked] = [await TestSocket.to(stub, one.id), await TestSocket.to(stub, other.id)];
    await asking.hello();
    await asked.hello();
    asked.send({ type: "receipt", delivered: 1, read: 1 });
    asked.send({ type: "typing", on: true });
    asked.send({ type: "send", client_id: uuidv7() as never, text: "hello yourself" });
    const seen = await asking.until((all) =>
      all.some(({ messages }) => messages?.some(({ sender }) => sender === other.id)),
    );
    // Only what comes with `welcome`, which is nobody's.
    expect(JSON.stringify(seen.filter(({ type }) => type === "receipts"))).not.toContain(other.id);
    expect(seen.some(({ type }) => type === "typing")).toBe(false);
  });

  test("CONSENT8: is refused if the user's settings say so", async () => {
    const [one, other] = [await Person.register(), await Person.register()];
    await applyAction(other, { type: "update_settings", writers: "contacts" });
    await expectRefusal(await openDm(one, other), "blocked");
    const room_id = await createGroup(one, []);
    expect(await (await add(one, room_id, other)).json()).toEqual({ invited: [other.id] });
    await expectRefusal(await join(other, room_id), "not_a_member");
    // The user writes to them first: then they are contacts.
    await openDm(other, one);
    await say(other, dmRoomId(one.id, other.id));
    await soon(async () => expect((await openDm(one, other)).status).toBe(200));
  });
});

test("CONSENT7: strangers are asked at a limited rate", async () => {
  const person = await Person.register();
  const inbox = env.INBOX.getByName(person.id);
  expect(await inbox.askStrangers(100)).toMatchObject({ ok: true });
  const room_id = await createGroup(person, []);
  const error = await expectRefusal(await add(person, room_id, ann), "rate_limited");
  expect(error.retry_after_ms).toBeGreaterThan(0);
  await expectRefusal(await openDm(person, cat), "rate_limited");
});

test("PRESENCE7: whoever is not among those who may see somebody sees what they see of one who hides", async () => {
  const [one, other] = await acquainted();
  const stranger = await Person.register();
  const socket = await TestSocket.to(env.INBOX.getByName(other.id), other.id as UserId);
  await socket.hello();
  const online = async (asker: Person) =>
    (await asker.call("presence", `/api/people/${other.id}/presence`)).online;
  expect([await online(one), await online(stranger)]).toEqual([true, true]);
  await applyAction(other, { type: "update_settings", presence_audience: "shared_room" });
  expect([await online(one), await online(stranger)]).toEqual([true, false]);
  await applyAction(other, { type: "update_settings", presence_audience: "contacts" });
  expect([await online(one), await online(stranger)]).toEqual([false, false]);
  socket.close();
});
