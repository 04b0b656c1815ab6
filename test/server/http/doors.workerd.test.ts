import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { v7 as uuidv7 } from "uuid";
import { beforeAll, expect, test } from "vitest";
import type { Action } from "../../../src/protocol/actions.ts";
import type { RoomId } from "../../../src/protocol/ids.ts";
import { expectRefusal, Person } from "../test-api.ts";

let ann: Person;
let ben: Person;
let eve: Person;
beforeAll(async () => {
  [ann, ben, eve] = [await Person.register(), await Person.register(), await Person.register()];
});

const make = async (kind: "group" | "channel", members: readonly Person[] = []): Promise<RoomId> => {
  const body = { kind, name: "Room", members: members.map(({ id }) => id) };
  return (await ann.call("createRoom", "/api/rooms", body)).room_id;
};
const applyAction = (person: Person, room_id: RoomId, what: Action) =>
  person.call("applyAction", `/api/rooms/${room_id}/actions`, { action: what });
const enter = (person: Person, token: string) => person.send("POST", "/api/links/join", { body: { token } });
const leave = (person: Person, room_id: RoomId) => person.call("leave", `/api/rooms/${room_id}/leave`);

test("MEMBER9: a link lets in whoever has it, as often as it says; who is in uses nothing up", async () => {
  const room_id = await make("group");
  const links = `/api/rooms/${room_id}/links`;
  const { token, link } = await ann.call("createLink", links, { uses: 1 });
  expect(token).toMatch(new RegExp(`^${room_id}\\.[0-9a-z]{20}\\.[0-9a-z]{20}$`));
  expect(link).toMatchObject({ by: ann.id, uses_left: 1 });
  const week = 7 * 24 * 60 * 60 * 1_000;
  expect(Math.abs((link.expires_at ?? 0) - link.created_at - week)).toBeLessThan(60_000);
  expect(await ben.call("joinByLink", "/api/links/join", { token })).toEqual({ room_id });
  expect((await enter(ben, token)).status).toBe(200);
  await expectRefusal(await enter(eve, token), "link_invalid");
  const listed = await ann.call("links", links);
  expect(listed.links).toEqual([{ ...link, uses_left: 0 }]);
  expect(JSON.stringify(listed)).not.toContain(token.split(".")[2]);
});

test("MEMBER9: who has a link sees where it leads, and uses nothing up by that", async () => {
  const room_id = await make("group", [eve]);
  const { token } = await ann.call("createLink", `/api/rooms/${room_id}/links`, { uses: 1 });
  const look = (person: Person, shown = token) =>
    person.send("POST", "/api/links/preview", { body: { token: shown } });
  const seen = { room_id, kind: "group", name: "Room", topic: "", member_count: 2, is_member: false };
  for (let time = 0; time < 2; time++) expect(await (await look(ben)).json()).toEqual(seen);
  await enter(ben, token);
  expect(await (await look(ben)).json()).toEqual({ ...seen, member_count: 3, is_member: true });
  const stranger = await Person.register();
  await expectRefusal(await look(stranger), "link_invalid");
  await expectRefusal(await look(stranger, `g_${"9".repeat(20)}.x.y`), "link_invalid");
  await expectRefusal(await look(stranger, token.replace(/.$/, "_")), "link_invalid");
});

test("MEMBER9: an expired and a revoked link let nobody in", async () => {
  const room_id = await make("group");
  const links = `/api/rooms/${room_id}/links`;
  const brief = await ann.call("createLink", links, { expires_in_seconds: 60 });
  await runInDurableObject(env.ROOM.getByName(room_id), (_, { storage }) => {
    storage.sql.exec("UPDATE link SET expires_at = ?", Date.now() - 1);
  });
  await expectRefusal(await enter(ben, brief.token), "link_invalid");
  const lasting = await ann.call("createLink", links, { expires_in_seconds: null });
  expect(lasting.link).toMatchObject({ expires_at: null, uses_left: null });
  await ann.call("revokeLink", `${links}/${lasting.link.link_id}`);
  await expectRefusal(await ann.send("DELETE", `${links}/${lasting.link.link_id}`), "not_found");
  await expectRefusal(await enter(ben, lasting.token), "link_invalid");
});

test("MEMBER6, MEMBER9: whatever a token is made of, it tells nothing", async () => {
  const { room_id } = await ann.call("openDm", "/api/dms", { user_id: ben.id });
  const id = "0".repeat(20);
  const [group, nowhere] = [await make("group"), `g_${id}`];
  for (const token of [
    "",
    ".",
    "...",
    "x",
    room_id,
    `${room_id}.${id}.${id}`,
    `${group}.${id}.${id}`,
    `${nowhere}.${id}.${id}`,
    `d_${id}_${"1".repeat(20)}.${id}.${id}`,
    `${group}.__proto__.constructor`,
    `${group}.${id}.\u0000\ud83d`,
    "😀".repeat(50),
  ])
    await expectRefusal(await enter(eve, token), "link_invalid");
});

test("MEMBER10: who asks to join waits for an admin", async () => {
  const room_id = await make("channel");
  await applyAction(ann, room_id, { type: "update_room", settings: { join: "request" } });
  const join = (person: Person) => person.call("join", `/api/rooms/${room_id}/join`);
  for (const person of [ben, eve, ben]) expect(await join(person)).toEqual({ state: "requested" });
  const requests = async () =>
    (await ann.call("requests", `/api/rooms/${room_id}/requests`)).requests.map(({ user_id }) => user_id);
  expect((await requests()).sort()).toEqual([ben.id, eve.id].sort());
  await applyAction(ann, room_id, { type: "answer_request", user_id: eve.id, admit: false });
  // Whoever comes in by another way has nothing left to ask for.
  await ann.call("invite", `/api/rooms/${room_id}/members`, { user_ids: [ben.id] });
  expect(await requests()).toEqual([]);
  expect(await join(ben)).toEqual({ state: "joined" });
});

test("MEMBER7, AUDIT1: bans, reports and the audit log are for admins", async () => {
  const room_id = await make("channel", [ben, eve]);
  const path = `/api/rooms/${room_id}`;
  await ben.call("post", `${path}/messages`, { client_id: uuidv7(), text: "buy my pills" });
  for (const reason of ["spam", "spam!"])
    await applyAction(eve, room_id, { type: "report", message_id: 1, reason });
  for (let twice = 0; twice < 2; twice++) {
    await applyAction(ann, room_id, { type: "delete", message_id: 1 });
    await applyAction(ann, room_id, { type: "ban", user_id: ben.id, on: true });
  }
  expect((await ann.call("reports", `${path}/reports`)).reports).toMatchObject([
    { by: eve.id, reason: "spam" },
  ]);
  expect((await ann.call("bans", `${path}/bans`)).bans).toMatchObject([{ user_id: ben.id, by: ann.id }]);
  const { entries } = await ann.call("audit", `${path}/audit`);
  expect(entries.map(({ action }) => action.type)).toEqual(["ban", "delete"]);
  expect((await ann.call("audit", `${path}/audit?before=${entries[0]?.audit_id}`)).entries).toHaveLength(1);
  for (const book of ["reports", "bans", "audit", "links", "requests"])
    await expectRefusal(await eve.send("GET", `${path}/${book}`), "not_allowed");
  await expectRefusal(await ben.send("POST", `${path}/join`), "banned");
});

test("MEMBER7: leaving and coming back ends no mute", async () => {
  const room_id = await make("channel", [ben]);
  await applyAction(ann, room_id, { type: "mute", user_id: ben.id, until: Date.now() + 60_000 });
  await leave(ben, room_id);
  await ben.call("join", `/api/rooms/${room_id}/join`);
  const body = { client_id: uuidv7(), text: "loud" };
  await expectRefusal(await ben.send("POST", `/api/rooms/${room_id}/messages`, { body }), "muted");
});
