import { env } from "cloudflare:workers";
import { v7 as uuidv7 } from "uuid";
import { beforeAll, expect, test } from "vitest";
import type { Action } from "../../../src/protocol/actions.ts";
import type { RoomId, UserId } from "../../../src/protocol/ids.ts";
import { HANDLE_MIN, MEMBERS_PAGE } from "../../../src/protocol/limits.ts";
import type { Content } from "../../../src/protocol/message.ts";
import { asId } from "../../as-id.ts";
import { expectRefusal, PASSWORD, Person, send, soon } from "../test-api.ts";

let ann: Person;
let ben: Person;
let eve: Person;
beforeAll(async () => {
  [ann, ben, eve] = [await Person.register(), await Person.register(), await Person.register()];
});

const say = (person: Person, room_id: RoomId, text: string, more: Partial<Content> = {}) =>
  person.call("post", `/api/rooms/${room_id}/messages`, { client_id: uuidv7(), text, ...more });
const applyAction = (person: Person, room_id: RoomId, what: Action) =>
  person.call("applyAction", `/api/rooms/${room_id}/actions`, { action: what });
const group = async (members: readonly Person[] = [ben]): Promise<RoomId> => {
  const body = { kind: "group", name: "Group", members: members.map(({ id }) => id) };
  return (await ann.call("createRoom", "/api/rooms", body)).room_id;
};
const messages = async (person: Person, room_id: RoomId) =>
  (await person.call("history", `/api/rooms/${room_id}/messages`)).messages;

test("ACTION1: what is done by POST is done, and done again it changes nothing", async () => {
  const room_id = await group();
  await say(ann, room_id, "first words");
  await say(ben, room_id, "tea or coffee?", { poll: { options: ["tea", "coffee"], multiple: false } });
  const all: [Person, Action][] = [
    [ann, { type: "edit", message_id: 1, text: "better words" }],
    [ben, { type: "react", message_id: 1, emoji: "👍", on: true }],
    [ann, { type: "vote", message_id: 2, options: [1] }],
    [ben, { type: "pin", message_id: 1, on: true }],
    [ann, { type: "update_room", settings: { topic: "tea" } }],
    [ann, { type: "set_role", user_id: ben.id, role: "admin" }],
    [ann, { type: "mute", user_id: ben.id, until: 5 }],
  ];
  for (const [person, what] of all) await applyAction(person, room_id, what);
  const head = async () => (await ann.call("syncRoom", `/api/rooms/${room_id}/sync?wait_ms=0`)).frames.at(-1);
  const before = await head();
  for (const [person, what] of all) expect(await applyAction(person, room_id, what)).toEqual({});
  expect(await head()).toEqual(before);
  expect(await messages(ben, room_id)).toMatchObject([
    { text: "better words", pinned: true, reactions: [{ emoji: "👍", count: 1, me: true }] },
    { votes: [{ count: 0 }, { count: 1 }] },
  ]);
});

test("ACTION1: an action that is refused says why", async () => {
  const room_id = await group();
  await say(ann, room_id, "words");
  const refused = async (person: Person, what: Action, code: Parameters<typeof expectRefusal>[1]) =>
    expectRefusal(
      await person.send("POST", `/api/rooms/${room_id}/actions`, { body: { action: what } }),
      code,
    );
  await refused(ann, { type: "pin", message_id: 2, on: true }, "message_unknown");
  await refused(ann, { type: "vote", message_id: 1, options: [0] }, "not_a_poll");
  await refused(ben, { type: "edit", message_id: 1, text: "mine" }, "not_allowed");
  await refused(ann, { type: "edit", message_id: 1, text: " " }, "text_empty");
  await refused(ann, { type: "mute", user_id: eve.id, until: 1 }, "not_found");
  await refused(eve, { type: "delete", message_id: 1 }, "not_a_member");
});

test("ACTION4: a user who acts too fast learns when to try again, can still send, and slows nobody else down", async () => {
  const room_id = await group();
  await say(ann, room_id, "words");
  const react = (person: Person, on: boolean) =>
    person.send("POST", `/api/rooms/${room_id}/actions`, {
      body: { action: { type: "react", message_id: 1, emoji: "👍", on } },
    });
  // Many more than the burst, so that a slow machine does not earn them all while it works.
  const answers = await Promise.all(Array.from({ length: 120 }, (_, index) => react(ann, index % 2 === 0)));
  const refused = answers.find(({ status }) => status === 429) as Response;
  const { retry_after_ms = 0 } = await expectRefusal(refused, "rate_limited");
  expect(retry_after_ms).toBeGreaterThan(0);
  expect(retry_after_ms).toBeLessThanOrEqual(250);
  expect(refused.headers.get("Retry-After")).toBe("1");
  await say(ann, room_id, "but I can talk");
  expect((await react(ben, true)).status).toBe(200);
  await soon(async () => expect((await react(ann, true)).status).toBe(200));
});

test("THREAD1: a thread is read by itself, from any reply on", async () => {
  const room_id = await group();
  await say(ann, room_id, "root");
  await say(ann, room_id, "beside");
  for (const text of ["one", "two", "three"]) await say(ben, room_id, text, { thread: 1 });
  const thread = async (query = "") =>
    (await ann.call("thread", `/api/rooms/${room_id}/messages/1/thread${query}`)).messages.map(
      ({ text }) => text,
    );
  expect(await thread()).toEqual(["root", "one", "two", "three"]);
  expect(await thread("?after=3&limit=1")).toEqual(["root", "two"]);
  expect((await messages(ann, room_id))[0]).toMatchObject({ replies: { count: 3, last_message_id: 5 } });
});

test("PIN1, REACT1, EDIT1: pins, who reacted, and for admins what was said before", async () => {
  const room_id = await group([ben]);
  for (const text of ["one", "two"]) await say(ben, room_id, text);
  for (const message_id of [1, 2]) await applyAction(ann, room_id, { type: "pin", message_id, on: true });
  const pins = async () =>
    (await ben.call("pins", `/api/rooms/${room_id}/pins`)).messages.map(({ message_id }) => message_id);
  expect((await pins()).sort()).toEqual([1, 2]);
  await applyAction(ann, room_id, { type: "pin", message_id: 2, on: false });
  expect(await pins()).toEqual([1]);
  for (const person of [ann, ben])
    await applyAction(person, room_id, { type: "react", message_id: 1, emoji: "🎉", on: true });
  const path = `/api/rooms/${room_id}/messages/1/reactions?emoji=${encodeURIComponent("🎉")}`;
  expect((await ben.call("reactors", path)).user_ids.sort()).toEqual([ann.id, ben.id].sort());
  await applyAction(ben, room_id, { type: "edit", message_id: 1, text: "uno" });
  const revisions = `/api/rooms/${room_id}/messages/1/revisions`;
  expect((await ann.call("revisions", revisions)).revisions).toMatchObject([{ text: "one" }]);
  await expectRefusal(await ben.send("GET", revisions), "not_allowed");
  await applyAction(ben, room_id, { type: "delete", message_id: 1 });
  expect((await ann.call("revisions", revisions)).revisions).toEqual([]);
  expect(await pins()).toEqual([]);
});

test("members come in pages, each once", async () => {
  const room_id = asId<RoomId>(`g_${"5".repeat(20)}`);
  const ids = Array.from({ length: MEMBERS_PAGE + 30 }, (_, index) =>
    asId<UserId>(`u_${String(index).padStart(20, "0")}`),
  );
  await env.ROOM.getByName(room_id).create({ room_id, name: "many", topic: "", owner: ann.id, members: ids });
  const page = async (query = "") =>
    (await ann.call("members", `/api/rooms/${room_id}/members${query}`)).members.map(
      ({ user_id }) => user_id,
    );
  await applyAction(ann, room_id, { type: "set_role", user_id: asId(ids[120] ?? ""), role: "admin" });
  await applyAction(ann, room_id, { type: "set_role", user_id: asId(ids[7] ?? ""), role: "admin" });
  const first = await page();
  expect(first).toHaveLength(MEMBERS_PAGE);
  expect(first.slice(0, 4)).toEqual([ann.id, ids[7], ids[120], ids[0]]);
  const second = await page(`?after=${first.at(-1)}`);
  expect([...first, ...second].sort()).toEqual([...ids, ann.id].sort());
  expect(await page(`?after=${second.at(-1)}`)).toEqual([]);
  // After an owner or admin come the others of their kind, then everyone else.
  expect((await page(`?after=${ids[7]}`)).slice(0, 2)).toEqual([ids[120], ids[0]]);
});

test("members are found by their name, and nobody else is", async () => {
  const [cleo, outsider] = [await Person.register("Cleo Searched"), await Person.register("Cleo Outside")];
  const room_id = await group([ben, cleo]);
  const find = async (person: Person, q: string) =>
    (await person.call("members", `/api/rooms/${room_id}/members?q=${q}`)).members;
  expect(await find(ben, "cleo")).toMatchObject([{ user_id: cleo.id, role: "member" }]);
  expect(await find(ben, "nobody-at-all")).toEqual([]);
  await expectRefusal(await outsider.send("GET", `/api/rooms/${room_id}/members?q=cleo`), "not_a_member");
});

test("a member is found among more people of the same name than a page has", async () => {
  const room_id = await group([ben, await Person.register("Nora Last")]);
  const before = Array.from({ length: 2 * MEMBERS_PAGE }, (_, index) => `u_${"0".repeat(14)}a${1e4 + index}`);
  await env.DB.batch([
    env.DB.prepare(
      `INSERT INTO users (user_id, handle, name, color, created_at)
       SELECT value, value, 'Nora', '#000000', 0 FROM json_each(?)`,
    ).bind(JSON.stringify(before)),
    env.DB.prepare("INSERT INTO people_words (word, user_id) SELECT 'nora', value FROM json_each(?)").bind(
      JSON.stringify(before),
    ),
  ]);
  const { members } = await ben.call("members", `/api/rooms/${room_id}/members?q=nora`);
  expect(members).toHaveLength(1);
});

test("whose name has the same word many times crowds nobody out", async () => {
  const [loud, quiet] = [await Person.register("qx ".repeat(21)), await Person.register("Qx Quiet")];
  const many = await Promise.all(Array.from({ length: 4 }, () => Person.register("qx ".repeat(21))));
  const { people } = await ann.call("people", "/api/people?q=qx");
  const ids = people.map(({ user_id }) => user_id);
  expect(ids.sort()).toEqual([loud, quiet, ...many].map(({ id }) => id).sort());
});

test("MENTION2: members are found by their exact handle, and nobody else is", async () => {
  const [cleo, outsider] = [await Person.register("Cleo"), await Person.register("Outside")];
  const room_id = await group([ben, cleo]);
  const path = `/api/rooms/${room_id}/members/by-handle?handles=`;
  const find = async (...handles: string[]) =>
    (await ben.call("membersByHandle", path + handles.join(","))).people;
  const { handle } = cleo.user;
  expect(await find(handle.toUpperCase(), outsider.user.handle, "nobody-at-all")).toEqual([cleo.user]);
  expect(await find(handle.slice(0, HANDLE_MIN))).toEqual([]);
  await expectRefusal(await outsider.send("GET", path + handle), "not_a_member");
  await expectRefusal(await ben.send("GET", `${path}ada,,ben`), "bad_request");
});

test.each(["all", "Here"])("MENTION2: nobody can be called %s", async (handle) => {
  await expectRefusal(
    await send("POST", "/api/auth/register", { body: { handle, password: PASSWORD } }),
    "handle_taken",
  );
});

test("FORWARD1: only what one may read is forwarded, and it keeps where it was first said", async () => {
  const [secret, here, further] = [await group([]), await group([ben]), await group([ben])];
  const { time } = await say(ann, secret, "for Ann's eyes");
  const forward = (person: Person, from_room_id: string, to: string, message_id = 1) =>
    person.send("POST", `/api/rooms/${to}/forwards`, {
      body: { client_id: uuidv7(), from_room_id, message_id },
    });
  await expectRefusal(await forward(ben, secret, here), "not_a_member");
  await expectRefusal(await forward(ben, `g_${"0".repeat(20)}`, here), "not_a_member");
  await expectRefusal(await forward(ann, secret, here, 2), "message_unknown");
  const origin = { room_id: secret, message_id: 1, sender: ann.id, time };
  expect(await (await forward(ann, secret, here)).json()).toMatchObject({
    text: "for Ann's eyes",
    forward: origin,
  });
  // Forwarded on, it still says where it comes from.
  expect(await (await forward(ben, here, further)).json()).toMatchObject({ sender: ben.id, forward: origin });
  await applyAction(ann, secret, { type: "delete", message_id: 1 });
  await expectRefusal(await forward(ann, secret, here), "message_unknown");
  await expectRefusal(await forward(eve, secret, here), "not_a_member");
});

test("FORWARD1: a forged origin is dropped, by POST and by frame", async () => {
  const room_id = await group();
  const forged = { room_id, message_id: 1, sender: ben.id, time: 1 };
  const body = { client_id: uuidv7(), text: "Ben said so", forward: forged };
  expect(await ann.call("post", `/api/rooms/${room_id}/messages`, body)).not.toHaveProperty("forward");
  expect((await messages(ben, room_id))[0]).not.toHaveProperty("forward");
});
