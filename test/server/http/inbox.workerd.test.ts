import { env } from "cloudflare:workers";
import { v7 as uuidv7 } from "uuid";
import { beforeAll, expect, test } from "vitest";
import type { InboxAction } from "../../../src/protocol/actions.ts";
import type { RoomId } from "../../../src/protocol/ids.ts";
import type { EntryKind } from "../../../src/protocol/inbox.ts";
import { expectRefusal, Person, soon } from "../test-api.ts";
import { TestSocket } from "../test-socket.ts";

let ann: Person;
let ben: Person;
beforeAll(async () => {
  [ann, ben] = [await Person.register(), await Person.register()];
});

const applyAction = (person: Person, what: InboxAction) =>
  person.call("applyInboxAction", "/api/inbox/actions", { action: what });
const entries = async (person: Person, kind: EntryKind, query = "") =>
  (await person.call("entries", `/api/inbox/entries?kind=${kind}${query}`)).entries;
const say = (person: Person, room_id: RoomId, text: string, more: object = {}) =>
  person.call("post", `/api/rooms/${room_id}/messages`, { client_id: uuidv7(), text, ...more });
const group = async (): Promise<RoomId> =>
  (await ann.call("createRoom", "/api/rooms", { kind: "group", name: "Group", members: [ben.id] })).room_id;
const conversation = async (person: Person, room_id: RoomId) =>
  (await person.call("myRooms", "/api/rooms")).conversations.find((each) => each.room_id === room_id);

test("INBOX11: stars and drafts are kept, paged, and ended", async () => {
  const room_id = await group();
  for (const message_id of [1, 2, 3]) await applyAction(ann, { type: "save", room_id, message_id, on: true });
  await applyAction(ann, { type: "save", room_id, message_id: 2, on: false });
  const stars = await entries(ann, "saved");
  expect(stars.map(({ entry }) => entry)).toMatchObject([{ message_id: 3 }, { message_id: 1 }]);
  expect(await entries(ann, "saved", `&before=${stars[0]?.version}`)).toEqual([stars[1]]);
  await applyAction(ann, { type: "draft", room_id, text: "unfinished" });
  expect(await entries(ann, "draft")).toMatchObject([{ entry: { text: "unfinished" } }]);
  await applyAction(ann, { type: "draft", room_id, text: "" });
  expect((await entries(ann, "draft")).filter(({ entry }) => entry)).toEqual([]);
  expect(await entries(ben, "saved")).toEqual([]);
});

test("INBOX6, INBOX7: a room is marked unread and made silent; one that is not the user's is not", async () => {
  const room_id = await group();
  for (const text of ["one", "two"]) await say(ann, room_id, text);
  await soon(async () => expect(await conversation(ben, room_id)).toMatchObject({ head: 2 }));
  await ben.call("markRead", `/api/rooms/${room_id}/read`, { message_id: 2 });
  await applyAction(ben, { type: "mark_unread", room_id, message_id: 2 });
  await applyAction(ben, { type: "set_level", room_id, level: "mentions", muted_until: 7 });
  expect(await conversation(ben, room_id)).toMatchObject({ read: 1, level: "mentions", muted_until: 7 });
  const foreign = { type: "mark_unread", room_id: `g_${"0".repeat(20)}`, message_id: 1 };
  await expectRefusal(
    await ben.send("POST", "/api/inbox/actions", { body: { action: foreign } }),
    "not_a_member",
  );
});

test("INBOX8, INBOX9: mentions and followed threads are listed", async () => {
  const room_id = await group();
  await say(ben, room_id, "root");
  await say(ann, room_id, "look, Ben", { thread: 1, mentions: [ben.id] });
  await soon(async () => {
    expect(await entries(ben, "mention")).toMatchObject([
      { entry: { room_id, message: { text: "look, Ben" } } },
    ]);
    expect(await entries(ben, "thread")).toMatchObject([{ entry: { root: 1, last: { message_id: 2 } } }]);
  });
});

test("MEMBER11, INBOX12: who is blocked opens no DM, and says nothing in one that is open", async () => {
  const [cat, dan] = [await Person.register(), await Person.register()];
  const { room_id } = await cat.call("openDm", "/api/dms", { user_id: dan.id });
  await applyAction(cat, { type: "block", user_id: dan.id, on: true });
  expect((await entries(cat, "block")).map(({ entry }) => entry)).toMatchObject([{ user_id: dan.id }]);
  await expectRefusal(await dan.send("POST", "/api/dms", { body: { user_id: cat.id } }), "blocked");
  const path = `/api/rooms/${room_id}/messages`;
  const speak = () => dan.send("POST", path, { body: { client_id: uuidv7(), text: "hello?" } });
  await soon(async () => expect((await speak()).status).toBe(403));
  await expectRefusal(await speak(), "blocked");
  // The one who blocked has shut no door on themselves, and opens it again.
  await cat.call("openDm", "/api/dms", { user_id: dan.id });
  await applyAction(cat, { type: "block", user_id: dan.id, on: false });
  await soon(async () => expect((await speak()).status).toBe(200));
  await expectRefusal(
    await cat.send("POST", "/api/inbox/actions", {
      body: { action: { type: "block", user_id: cat.id, on: true } },
    }),
    "not_allowed",
  );
});

test("PRESENCE1, PRESENCE6, PRESENCE7: whether somebody is there, as far as they let it be known", async () => {
  const [cat, dan] = [await Person.register(), await Person.register()];
  const seen = (by: Person) => by.call("presence", `/api/people/${cat.id}/presence`);
  expect(await seen(dan)).toEqual({ user_id: cat.id, online: false });
  const socket = await TestSocket.to(env.INBOX.getByName(cat.id), cat.id);
  await socket.hello();
  expect(await seen(dan)).toMatchObject({ user_id: cat.id, online: true });
  await applyAction(cat, { type: "update_settings", visible: false });
  expect(await seen(dan)).toEqual({ user_id: cat.id, online: false });
  await applyAction(cat, { type: "update_settings", visible: true });
  await applyAction(cat, { type: "block", user_id: dan.id, on: true });
  expect(await seen(dan)).toEqual({ user_id: cat.id, online: false });
  expect(await seen(ben)).toMatchObject({ online: true });
  socket.close();
});
