/// <reference types="vite/client" />

import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { v7 as uuidv7 } from "uuid";
import { beforeAll, expect, test } from "vitest";
import type { Session } from "../../../src/protocol/endpoints.ts";
import { dmRoomId, type RoomId, type UserId } from "../../../src/protocol/ids.ts";
import type { History } from "../../../src/protocol/room.ts";
import { asId } from "../../as-id.ts";
import d1Dump from "../../fixtures/v0.1.0/d1.sql?raw";
import expectedText from "../../fixtures/v0.1.0/expected.json?raw";
import inboxDump from "../../fixtures/v0.1.0/inbox.sql?raw";
import channelDump from "../../fixtures/v0.1.0/room-channel.sql?raw";
import deletedDump from "../../fixtures/v0.1.0/room-deleted.sql?raw";
import groupDump from "../../fixtures/v0.1.0/room-group.sql?raw";
import { expectRefusal, Person, send, soon } from "../test-api.ts";
import { TestSocket } from "../test-socket.ts";
import type { Expected } from "./left-behind.ts";
import { BEFORE_THE_FIRST, chainAfter } from "./proof.ts";
import { inTodaysWords } from "./todays-words.ts";

const expected = JSON.parse(expectedText) as Expected;
const group = expected.rooms["room-group"];
const channel = expected.rooms["room-channel"];
const deleted = expected.rooms["room-deleted"];
const idOf = (name: string): UserId => expected.people[name] ?? asId("");
const roomOf = (room_id: RoomId) => env.ROOM.getByName(room_id);
const inboxOf = (name: string) => env.INBOX.getByName(idOf(name));
const path = `/api/rooms/${group.room_id}`;

/** The columns of a session under 0.1.0. */
const SESSION = "session_id, user_id, token_hash, previous_hash, rotated_at, created_at, expires_at";

/** Puts a dump, and the alarm that 0.1.0 had set, where an object's own code will find them when it wakes. */
async function leave(stub: DurableObjectStub, sql: string): Promise<void> {
  await runInDurableObject(stub, async (_, { storage }) => {
    storage.sql.exec(sql);
    await storage.setAlarm(Date.now() + 60_000);
  });
  await evictDurableObject(stub);
}

const signIn = async (handle: string): Promise<Person> => {
  const body = { handle, password: expected.d1.password };
  return new Person(await (await send("POST", "/api/auth/sign-in", { body })).json<Session>());
};

/** The rooms in an inbox. */
const roomsOf = async (user_id: UserId): Promise<string[]> =>
  (await env.INBOX.getByName(user_id).list()).conversations.map(({ room_id }) => room_id);

beforeAll(async () => {
  await leave(roomOf(group.room_id), groupDump);
  await leave(roomOf(channel.room_id), channelDump);
  await leave(roomOf(deleted.room_id), deletedDump);
  await leave(inboxOf("mira"), inboxDump);
  // The tables are there already: the rows, in the order of the tables they refer to. Sessions have got a column since.
  const rows = d1Dump
    .split(/;\n/)
    .filter((statement) => /^\s*INSERT/.test(statement))
    .map((statement) => statement.replace("INTO sessions VALUES", `INTO sessions (${SESSION}) VALUES`));
  await env.DB.batch(rows.map((statement) => env.DB.prepare(statement)));
});

test("PROOF1: a deployment of version 0.1.0 is signed in to and talked in, and the chain holds", async () => {
  const mira = await signIn("mira");
  expect(mira.id).toBe(idOf("mira"));
  const list = await mira.call("myRooms", "/api/rooms");
  expect(list.conversations.map(({ room_id }) => room_id)).toContain(group.room_id);
  const { entries } = await mira.call("entries", "/api/inbox/entries?kind=draft");
  expect(entries).toEqual(inTodaysWords(expected.inbox.entries.draft));

  const [phone, lena] = await Promise.all(
    ["mira", "lena"].map((name) => TestSocket.to(roomOf(group.room_id), idOf(name))),
  );
  if (!phone || !lena) throw new Error("no sockets");
  const then = group.readers.mira?.history;
  const head = then?.head ?? 0;
  const frames = await phone.hello(group.readers.mira?.resume.from);
  expect(frames[0]).toMatchObject({ type: "welcome", mode: "resume" });
  expect(frames.flatMap(({ messages = [] }) => messages).at(-1)?.message_id).toBe(head);
  await lena.hello();
  phone.send({ type: "send", client_id: asId(uuidv7()), text: "Hello from today", reply_to: 1 });
  expect((await lena.messages(1))[0]).toMatchObject({ message_id: head + 1, text: "Hello from today" });
  await mira.call("applyAction", `${path}/actions`, {
    action: { type: "react", message_id: 2, emoji: "🚂", on: true },
  });
  await lena.until((all) => all.some(({ changes = [] }) => changes.length > 0));

  const history: History = await mira.call("history", `${path}/messages?limit=100`);
  expect(history.messages).toHaveLength(head + 1);
  expect(history.chain_before).toBe(BEFORE_THE_FIRST);
  expect(chainAfter(BEFORE_THE_FIRST, history.messages)).toBe(history.chain_after);
  expect(chainAfter(BEFORE_THE_FIRST, history.messages.slice(0, head))).toBe(then?.chain_after);
  for (const socket of [phone, lena]) socket.close();
});

test("INBOX1: inboxes that 0.1.0 could not reach are told by the room of today", async () => {
  for (const user_id of group.owed)
    await soon(async () => {
      await runDurableObjectAlarm(roomOf(group.room_id));
      expect(await roomsOf(user_id)).toContain(group.room_id);
    });
});

test("MEMBER7, MEMBER9: links, bans and mutes of version 0.1.0 hold", async () => {
  const token = [group.room_id, group.link?.link_id, group.link?.secret].join(".");
  const join = (person: Person) => person.send("POST", "/api/links/join", { body: { token } });
  const [gwen, vik, ivo, noor] = await Promise.all(["gwen", "vik", "ivo", "noor"].map(signIn));
  if (!gwen || !vik || !ivo || !noor) throw new Error("nobody");
  await expectRefusal(await join(ivo), "banned");
  for (const person of [gwen, vik]) expect((await join(person)).status).toBe(200);
  await expectRefusal(await join(await signIn("rasmus")), "link_invalid");
  await noor.call("invite", `${path}/members`, { user_ids: [idOf("sunan")] });
  const sunan = await signIn("sunan");
  // They had left by themselves, so they have to agree.
  await sunan.call("join", `/api/rooms/${group.room_id}/join`, {});
  const reply = { client_id: asId(uuidv7()), text: "I am back" };
  await expectRefusal(await sunan.send("POST", `${path}/messages`, { body: reply }), "muted");
});

test("MEMBER13: the directory hears of a channel what it could not be told under 0.1.0", async () => {
  const mira = await signIn("mira");
  await mira.call("room", `/api/rooms/${channel.room_id}`);
  await soon(async () => {
    await runDurableObjectAlarm(roomOf(channel.room_id));
    const { channels } = await mira.call("channels", "/api/channels?q=night");
    expect(channels).toMatchObject([{ room_id: channel.room_id, name: "Night sky ☄️" }]);
  });
});

test("MEMBER12: a deletion that 0.1.0 had begun is brought to its end", async () => {
  const room = roomOf(deleted.room_id);
  expect(deleted.owed).toEqual([idOf("vega"), idOf("kenji")].sort());
  await soon(async () => {
    await runDurableObjectAlarm(room);
    const left = await runInDurableObject(room, (_, { storage }) =>
      storage.sql.exec("SELECT name FROM sqlite_master WHERE name IN ('room', 'message')").toArray(),
    );
    expect(left).toEqual([]);
  });
  for (const user_id of deleted.owed) expect(await roomsOf(user_id)).not.toContain(deleted.room_id);
});

test("MEMBER11, PRESENCE2, AUTH5: what an inbox of version 0.1.0 owed and knew", async () => {
  const [rasmus] = expected.inbox.blocks_owed;
  if (rasmus === undefined) throw new Error("nobody");
  const room_id = dmRoomId(idOf("mira"), rasmus);
  const dm = roomOf(room_id);
  await dm.create({ room_id, name: "", topic: "", owner: rasmus, members: [] });
  expect(await inboxOf("mira").presenceOf(idOf("noor"))).toEqual(inTodaysWords(expected.inbox.presence.noor));
  for (const session_id of expected.inbox.ended_sessions)
    expect(await inboxOf("mira").hasEnded(session_id)).toBe(true);
  await soon(async () => {
    await runDurableObjectAlarm(inboxOf("mira"));
    const posted = await dm.post(rasmus, { client_id: asId(uuidv7()), text: "hello?" });
    expect(posted).toMatchObject({ ok: false, code: "blocked" });
  });
});
