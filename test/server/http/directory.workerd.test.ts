import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { v7 as uuidv7 } from "uuid";
import { beforeAll, expect, test } from "vitest";
import type { RoomId } from "../../../src/protocol/ids.ts";
import type { RoomSettings } from "../../../src/protocol/room.ts";
import { expectRefusal, Person, soon } from "../test-api.ts";
import { TestSocket } from "../test-socket.ts";

let ann: Person;
let ben: Person;
beforeAll(async () => {
  [ann, ben] = [await Person.register(), await Person.register()];
});

const channel = async (name: string): Promise<RoomId> =>
  (await ann.call("createRoom", "/api/rooms", { kind: "channel", name, members: [ben.id] })).room_id;
const set = (room_id: RoomId, settings: Partial<RoomSettings>) =>
  ann.call("applyAction", `/api/rooms/${room_id}/actions`, { action: { type: "update_room", settings } });
const found = async (q: string) => (await ben.call("channels", `/api/channels?q=${q}`)).channels;
const alarmOf = (room_id: RoomId) => runDurableObjectAlarm(env.ROOM.getByName(room_id));
const conversations = async (person: Person) =>
  (await person.call("myRooms", "/api/rooms")).conversations.map(({ room_id }) => room_id);
/** What is left in a room's storage. */
const tables = (room_id: RoomId) =>
  runInDurableObject(env.ROOM.getByName(room_id), (_, { storage }) =>
    storage.sql
      .exec<{ name: string }>("SELECT name FROM sqlite_master WHERE type = 'table'")
      .toArray()
      .filter(({ name }) => !name.startsWith("_cf")),
  );

test("MEMBER13: the directory follows name, topic and archiving, by POST and by frame", async () => {
  const room_id = await channel("Aardvarks");
  await set(room_id, { name: "Badgers", topic: "Stripes" });
  await soon(async () => expect(await found("badg")).toMatchObject([{ room_id, topic: "Stripes" }]));
  expect(await found("aardv")).toEqual([]);
  const socket = await TestSocket.to(env.ROOM.getByName(room_id), ann.id);
  await socket.hello();
  socket.send({
    type: "action",
    client_id: uuidv7(),
    action: { type: "update_room", settings: { name: "Civets" } },
  });
  await soon(async () => expect(await found("civ")).toMatchObject([{ room_id }]));
  await set(room_id, { archived: true });
  await soon(async () => expect(await found("civ")).toEqual([]));
  await expectRefusal(await (await Person.register()).send("POST", `/api/rooms/${room_id}/join`), "archived");
  await set(room_id, { archived: false });
  await soon(async () => expect(await found("civ")).toHaveLength(1));
  socket.close();
});

test("MEMBER13: with the directory down, rooms go on and tell it later", async () => {
  const room_id = await channel("Dodos");
  await env.DB.prepare("ALTER TABLE channels RENAME TO away").run();
  await set(room_id, { name: "Eagles" });
  expect(await ben.call("room", `/api/rooms/${room_id}`)).toMatchObject({ room: { name: "Eagles" } });
  await soon(async () => expect(await alarmOf(room_id)).toBe(true));
  await env.DB.prepare("ALTER TABLE away RENAME TO channels").run();
  expect(await found("eag")).toEqual([]);
  await soon(async () => {
    await alarmOf(room_id);
    expect(await found("eag")).toMatchObject([{ room_id }]);
  });
});

test("MEMBER12: a deleted room is gone for everyone at once, and from storage once all know", async () => {
  const room_id = await channel("Foxes");
  const path = `/api/rooms/${room_id}`;
  await ben.call("post", `${path}/messages`, { client_id: uuidv7(), text: "what does it say?" });
  const { token } = await ann.call("createLink", `${path}/links`, {});
  await soon(async () => expect(await conversations(ben)).toContain(room_id));
  const sockets = await Promise.all(
    [ann, ben].map(({ id }) => TestSocket.to(env.ROOM.getByName(room_id), id)),
  );
  for (const socket of sockets) await socket.hello();
  await expectRefusal(await ben.send("DELETE", path), "not_allowed");
  expect(await ann.call("deleteRoom", path)).toEqual({});
  for (const socket of sockets) expect(await socket.closed).toEqual({ code: 4405, reason: "room_deleted" });
  // Before and after the storage is empty, the room answers like one that never was.
  const isGone = async () => {
    for (const person of [ann, ben]) {
      await expectRefusal(await person.send("GET", path), "not_a_member");
      await expectRefusal(await person.send("POST", `${path}/join`), "not_a_member");
      await expectRefusal(await person.send("DELETE", path), "not_a_member");
      await expectRefusal(await person.send("POST", "/api/links/join", { body: { token } }), "link_invalid");
    }
  };
  await isGone();
  await soon(async () => {
    for (const person of [ann, ben]) expect(await conversations(person)).not.toContain(room_id);
    expect(await found("fox")).toEqual([]);
  });
  await soon(async () => {
    await alarmOf(room_id);
    expect(await tables(room_id)).toEqual([]);
  });
  await isGone();
});

test("MEMBER12: while somebody could not be told, the room remembers whom to tell", async () => {
  const room_id = await channel("Geese");
  await env.DB.prepare("ALTER TABLE channels RENAME TO away").run();
  await ann.call("deleteRoom", `/api/rooms/${room_id}`);
  await soon(async () => expect(await alarmOf(room_id)).toBe(true));
  expect(await tables(room_id)).not.toEqual([]);
  await env.DB.prepare("ALTER TABLE away RENAME TO channels").run();
  await soon(async () => {
    await alarmOf(room_id);
    expect(await tables(room_id)).toEqual([]);
  });
  expect(await found("gees")).toEqual([]);
});
