import { runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { v7 as uuidv7 } from "uuid";
import { expect, test } from "vitest";
import { dmRoomId, SOME_DM } from "../../../src/protocol/ids.ts";
import { roomInLog } from "../../../src/server/log.ts";
import { Person, soon } from "../test-api.ts";
import { TestSocket } from "../test-socket.ts";

const [ann, ben, cat] = (await Promise.all([1, 2, 3].map(() => Person.register()))) as [
  Person,
  Person,
  Person,
];
const dm = dmRoomId(ann.id, ben.id);
await ann.call("openDm", "/api/dms", { user_id: ben.id });
const say = (person: Person, room_id: string, more: object = {}) =>
  person.call("post", `/api/rooms/${room_id}/messages`, { client_id: uuidv7(), text: "words", ...more });
const { message_id } = await say(ben, dm);

test("FORWARD1: a forward from a DM does not name its two people", async () => {
  const { room_id } = await ann.call("createRoom", "/api/rooms", {
    kind: "group",
    name: "g",
    members: [cat.id],
  });
  const forwarded = await ann.call("forward", `/api/rooms/${room_id}/forwards`, {
    client_id: uuidv7(),
    from_room_id: dm,
    message_id,
  });
  expect(forwarded.forward).toMatchObject({ room_id: SOME_DM, message_id, sender: ben.id });
  // A forward of the forward, read by somebody else, names no more.
  const again = await cat.call("forward", `/api/rooms/${room_id}/forwards`, {
    client_id: uuidv7(),
    from_room_id: room_id,
    message_id: forwarded.message_id,
  });
  expect(JSON.stringify(again)).not.toContain(dm);
});

test("REPORT1: reports of a DM reach whoever runs the deployment, once, and say nothing of the other", async () => {
  const report = { type: "report", message_id, reason: "rude" };
  await ann.call("applyAction", `/api/rooms/${dm}/actions`, { action: report });
  await ben.call("applyAction", `/api/rooms/${dm}/actions`, { action: { type: "delete", message_id } });
  const reports = async () =>
    (await env.DB.prepare("SELECT * FROM reports WHERE reported_by = ?").bind(ann.id).all()).results;
  const [row] = await soon(async () => {
    await runDurableObjectAlarm(env.ROOM.getByName(dm));
    const found = await reports();
    expect(found).toHaveLength(1);
    return found;
  });
  expect(row).toMatchObject({ sender: ben.id, reason: "rude" });
  expect(JSON.parse(String(row?.message))).toMatchObject({ text: "words" });
  expect(JSON.stringify(row)).not.toContain(dm);
});

test("POLL2: a vote is told by name to the voter's own devices alone", async () => {
  const { room_id } = await ann.call("createRoom", "/api/rooms", {
    kind: "group",
    name: "g",
    members: [ben.id, cat.id],
  });
  await say(ann, room_id, { poll: { options: ["yes", "no"], multiple: false } });
  const stub = env.ROOM.getByName(room_id);
  const [voter, other] = [await TestSocket.to(stub, ben.id), await TestSocket.to(stub, cat.id)];
  await Promise.all([voter.hello(), other.hello()]);
  voter.send({
    type: "action",
    client_id: uuidv7() as never,
    action: { type: "vote", message_id: 1, options: [1] },
  });
  const told = async (socket: TestSocket) =>
    (await socket.until((all) => all.some(({ changes }) => changes?.some(isVote)))).flatMap(
      ({ changes = [] }) => changes.filter(isVote),
    );
  const [own, others] = await Promise.all([told(voter), told(other)]);
  expect(own).toMatchObject([{ by: ben.id, patch: { actor_state: { votes: [1] } } }]);
  expect(others).toMatchObject([{ by: ann.id, patch: { votes: [{ count: 0 }, { count: 1 }] } }]);
  expect(JSON.stringify(others)).not.toContain(ben.id);
});

const isVote = (change: object): boolean => JSON.stringify(change).includes('"votes"');

test("the id of a DM is in no line of the log", async () => {
  const id = env.ROOM.idFromName(dm);
  expect(roomInLog(id)).toBe(id.toString());
  expect(roomInLog(id)).not.toContain(ann.id.slice(2));
  const group = env.ROOM.idFromName("g_0123456789abcdefghjk");
  expect(roomInLog(group)).toBe("g_0123456789abcdefghjk");
});
