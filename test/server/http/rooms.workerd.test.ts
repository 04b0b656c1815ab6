import { v7 as uuidv7 } from "uuid";
import { beforeAll, expect, onTestFinished, test, vi } from "vitest";
import {
  BEARER_SUBPROTOCOL,
  INBOX_SOCKET_PATH,
  roomSocketPath,
  SUBPROTOCOL,
} from "../../../src/protocol/endpoints.ts";
import { dmRoomId, type RoomId } from "../../../src/protocol/ids.ts";
import { ROOMS_BURST } from "../../../src/protocol/limits.ts";
import type { Room } from "../../../src/protocol/room.ts";
import { asId } from "../../as-id.ts";
import { cookieHeader, expectRefusal, ORIGIN, Person, registerByCookie, send, soon } from "../test-api.ts";
import { TestSocket } from "../test-socket.ts";

let ann: Person;
let ben: Person;
beforeAll(async () => {
  [ann, ben] = [await Person.register("Ann"), await Person.register("Ben")];
});

const NOBODY = `u_${"0".repeat(20)}`;
const say = (person: Person, room_id: RoomId, text: string, client_id = uuidv7()) =>
  person.call("post", `/api/rooms/${room_id}/messages`, { client_id, text });
const group = (members: readonly string[] = []) =>
  ann.call("createRoom", "/api/rooms", { kind: "group", name: "Group", members });

test("both sides of a DM find the same room", async () => {
  const mine = await ann.call("openDm", "/api/dms", { user_id: ben.id });
  const theirs = await ben.call("openDm", "/api/dms", { user_id: ann.id });
  expect(mine).toEqual(theirs);
  expect(mine).toMatchObject({ kind: "dm", room_id: dmRoomId(ann.id, ben.id), member_count: 2 });
  await say(ann, mine.room_id, "hello");
  const history = await ben.call("history", `/api/rooms/${mine.room_id}/messages`);
  expect(history.messages.map((message) => message.text)).toEqual(["hello"]);
});

test("a DM takes another person who exists", async () => {
  await expectRefusal(await ann.send("POST", "/api/dms", { body: { user_id: ann.id } }), "bad_request");
  await expectRefusal(await ann.send("POST", "/api/dms", { body: { user_id: NOBODY } }), "not_found");
});

test("a group is made with its members, and is nobody else's business", async () => {
  const { room_id } = await group([ben.id, ben.id, ann.id]);
  expect(room_id).toMatch(/^g_/);
  const { members } = await ben.call("members", `/api/rooms/${room_id}/members`);
  expect(members.map(({ user_id, role }) => [user_id, role]).sort()).toEqual(
    [
      [ann.id, "owner"],
      [ben.id, "member"],
    ].sort(),
  );
  expect(await ben.call("room", `/api/rooms/${room_id}`)).toMatchObject({
    role: "member",
    room: { name: "Group" },
  });
  const eve = await Person.register();
  for (const path of ["", "/members", "/messages", "/sync?wait_ms=0"]) {
    await expectRefusal(await eve.send("GET", `/api/rooms/${room_id}${path}`), "not_a_member");
  }
  const body = { client_id: uuidv7(), text: "let me in" };
  await expectRefusal(await eve.send("POST", `/api/rooms/${room_id}/messages`, { body }), "not_a_member");
});

test("only people who exist can be brought in", async () => {
  const members = [ben.id, NOBODY];
  await expectRefusal(
    await ann.send("POST", "/api/rooms", { body: { kind: "group", name: "x", members } }),
    "not_found",
  );
  const { room_id } = await group();
  await expectRefusal(
    await ann.send("POST", `/api/rooms/${room_id}/members`, { body: { user_ids: members } }),
    "not_found",
  );
  expect(await ann.call("invite", `/api/rooms/${room_id}/members`, { user_ids: [ben.id] })).toEqual({});
  expect(await ben.call("room", `/api/rooms/${room_id}`)).toMatchObject({ room: { member_count: 2 } });
  await ben.call("leave", `/api/rooms/${room_id}/leave`);
  await expectRefusal(await ben.send("GET", `/api/rooms/${room_id}`), "not_a_member");
});

test("a channel is found by a word of its name and joined by choice; a group is neither", async () => {
  const channel = await ann.call("createRoom", "/api/rooms", {
    kind: "channel",
    name: "Compiler Café",
    topic: "Engines",
  });
  const { room_id } = await ann.call("createRoom", "/api/rooms", { kind: "group", name: "Compiler secrets" });
  const found = await ben.call("channels", "/api/channels?q=cafe");
  expect(found.channels).toEqual([
    { room_id: channel.room_id, name: "Compiler Café", topic: "Engines", created_at: expect.any(Number) },
  ]);
  expect((await ben.call("channels", "/api/channels?q=compiler")).channels).toHaveLength(1);
  expect((await ben.call("channels", "/api/channels")).channels[0]).toMatchObject({
    room_id: channel.room_id,
  });
  expect(await ben.call("join", `/api/rooms/${channel.room_id}/join`)).toEqual({ state: "joined" });
  expect(await ben.call("room", `/api/rooms/${channel.room_id}`)).toMatchObject({
    room: { member_count: 2 },
  });
  // A group answers a stranger as if it were not there.
  for (const id of [room_id, `g_${"0".repeat(20)}`])
    await expectRefusal(await ben.send("POST", `/api/rooms/${id}/join`), "not_a_member");
});

test("SEND10: the same message posted twice is said once", async () => {
  const { room_id } = await group();
  const client_id = uuidv7();
  const first = await say(ann, room_id, "once", client_id);
  expect(await say(ann, room_id, "once", client_id)).toEqual(first);
  expect((await ann.call("history", `/api/rooms/${room_id}/messages`)).messages).toHaveLength(1);
});

test("one's rooms show what is unread until it has been read", async () => {
  const { room_id } = await group([ben.id]);
  await say(ann, room_id, "read me");
  const mine = async () =>
    (await ben.call("myRooms", "/api/rooms")).conversations.find((each) => each.room_id === room_id);
  await soon(async () =>
    expect(await mine()).toMatchObject({ head: 1, read: 0, preview: { text: "read me" } }),
  );
  await ben.call("markRead", `/api/rooms/${room_id}/read`, { message_id: 1 });
  expect(await mine()).toMatchObject({ head: 1, read: 1 });
});

// ---- sockets --------------------------------------------------------------------------------------

const upgrade = (path: string, headers: Record<string, string>) =>
  send("GET", path, { headers: { Upgrade: "websocket", "Sec-WebSocket-Protocol": SUBPROTOCOL, ...headers } });
const bearer = (person: Person) => ({
  "Sec-WebSocket-Protocol": `${SUBPROTOCOL}, ${BEARER_SUBPROTOCOL}${person.access_token}`,
});
const socketOf = (response: Response): TestSocket => new TestSocket(response.webSocket as WebSocket);

test("CONNECT1, CONNECT2: a socket is opened with a token as a subprotocol, and the server selects the other one", async () => {
  const { room_id } = await group();
  const response = await upgrade(roomSocketPath(room_id), bearer(ann));
  expect(response.status).toBe(101);
  expect(response.headers.get("Sec-WebSocket-Protocol")).toBe(SUBPROTOCOL);
  const socket = socketOf(response);
  await socket.hello();
  await say(ann, room_id, "live");
  expect(await socket.messages(1)).toMatchObject([{ text: "live", sender: ann.id }]);
});

test("CONNECT2: a cookie opens a socket from our own page only", async () => {
  const Cookie = cookieHeader(await registerByCookie());
  const socket = socketOf(await upgrade(INBOX_SOCKET_PATH, { Cookie, Origin: ORIGIN }));
  expect((await socket.hello())[0]).toMatchObject({ type: "welcome" });
  for (const headers of [{ Origin: "https://elsewhere.test" }, { Origin: "null" }, {}]) {
    await expectRefusal(await upgrade(INBOX_SOCKET_PATH, { Cookie, ...headers }), "forbidden_origin");
  }
});

test("CONNECT3: a client that is not signed in is told so by a close code, the only thing a browser shows it", async () => {
  for (const headers of [{}, { "Sec-WebSocket-Protocol": `${SUBPROTOCOL}, ${BEARER_SUBPROTOCOL}nonsense` }]) {
    const socket = socketOf(await upgrade(INBOX_SOCKET_PATH, headers));
    expect(await socket.closed).toEqual({ code: 4411, reason: "unauthenticated" });
  }
});

test("CONNECT1: a socket's address takes nothing but upgrades that offer our subprotocol", async () => {
  await expectRefusal(await ann.send("GET", INBOX_SOCKET_PATH), "upgrade_required");
  await expectRefusal(await ann.send("GET", roomSocketPath(asId(`g_${"0".repeat(20)}`))), "upgrade_required");
  await expectRefusal(
    await upgrade(INBOX_SOCKET_PATH, { ...ann.bearer, "Sec-WebSocket-Protocol": "chat" }),
    "bad_request",
  );
});

test("CONNECT2: identity headers from outside never reach an object", async () => {
  const { room_id } = await group();
  const eve = await Person.register();
  const spoofed = { "parlor-user": ann.id, "parlor-session": "s_1" };
  const refused = socketOf(await upgrade(roomSocketPath(room_id), { ...bearer(eve), ...spoofed }));
  expect((await refused.closed).reason).toBe("not_a_member");
  const unsigned = socketOf(await upgrade(roomSocketPath(room_id), spoofed));
  expect((await unsigned.closed).reason).toBe("unauthenticated");
  await expectRefusal(await send("GET", `/api/rooms/${room_id}`, { headers: spoofed }), "unauthenticated");
});

// ---- the long poll --------------------------------------------------------------------------------

type Sync = Awaited<ReturnType<typeof sync>>;
const sync = (person: Person, room_id: RoomId, query: string) =>
  person.call("syncRoom", `/api/rooms/${room_id}/sync?${query}`);
const positionOf = ({ frames }: Sync): string => {
  const last = frames.findLast((frame) => frame.type === "current");
  if (last?.type !== "current") throw new Error("not current");
  const { epoch, message_id, change_id } = last.position;
  return `epoch=${epoch}&message_id=${message_id}&change_id=${change_id}`;
};
const texts = ({ frames }: Sync): string[] =>
  frames.flatMap((frame) => (frame.type === "events" ? frame.messages.map((message) => message.text) : []));

test("RESUME6: a poll without a position answers at once with the latest page", async () => {
  const { room_id } = await group();
  await say(ann, room_id, "one");
  const first = await sync(ann, room_id, "");
  expect(first.frames[0]).toMatchObject({ type: "welcome", mode: "reload" });
  expect(texts(first)).toEqual(["one"]);
});

test("a poll that is behind answers at once with what it missed", async () => {
  const { room_id } = await group();
  const position = positionOf(await sync(ann, room_id, ""));
  await say(ann, room_id, "missed");
  expect(texts(await sync(ann, room_id, position))).toEqual(["missed"]);
});

test("RESUME6: a poll that is up to date waits for the next message", async () => {
  const { room_id } = await group();
  const position = positionOf(await sync(ann, room_id, ""));
  const waiting = sync(ann, room_id, position);
  const before = await Promise.race([
    waiting.then(() => "answered"),
    say(ann, room_id, "news").then(() => "said"),
  ]);
  expect(before).toBe("said");
  expect(texts(await waiting)).toEqual(["news"]);
});

test("a poll with nothing to tell answers after its wait, with the same position", async () => {
  const { room_id } = await group();
  const position = positionOf(await sync(ann, room_id, ""));
  const quiet = await sync(ann, room_id, `${position}&wait_ms=50`);
  expect(quiet.frames.map((frame) => frame.type)).toEqual(["welcome", "current"]);
  expect(positionOf(quiet)).toBe(position);
});

test("a poll ends with a code when its room is left", async () => {
  const { room_id } = await group([ben.id]);
  const position = positionOf(await sync(ben, room_id, ""));
  const waiting = ben.send("GET", `/api/rooms/${room_id}/sync?${position}`);
  await soon(async () => ben.call("leave", `/api/rooms/${room_id}/leave`));
  const frames = await waiting;
  if (frames.status !== 200) await expectRefusal(frames, "not_a_member");
  await expectRefusal(await ben.send("GET", `/api/rooms/${room_id}/sync?${position}`), "not_a_member");
});

test("an inbox is polled the same way", async () => {
  const person = await Person.register();
  const first = await person.call("syncInbox", "/api/inbox/sync?wait_ms=0");
  const current = first.frames.find((frame) => frame.type === "current");
  if (current?.type !== "current") throw new Error("not current");
  const { epoch, version } = current.position;
  const waiting = person.call("syncInbox", `/api/inbox/sync?epoch=${epoch}&version=${version}`);
  const { room_id } = await person.call("createRoom", "/api/rooms", { kind: "group", name: "New" });
  const conversations = (await waiting).frames.flatMap((frame) =>
    frame.type === "conversations" ? frame.conversations : [],
  );
  expect(conversations).toMatchObject([{ room_id, name: "New", membership: "owner" }]);
});

test("RESUME6: a poll that has to reload is answered at once, also where there is nothing to load", async () => {
  const person = await Person.register();
  const sync = (query: string) => person.call("syncInbox", `/api/inbox/sync?${query}`);
  const { frames } = await sync("wait_ms=0");
  const current = frames.find((frame) => frame.type === "current");
  if (current?.type !== "current") throw new Error("not current");
  const { epoch, version } = current.position;
  const upToDate = sync(`epoch=${epoch}&version=${version}&wait_ms=2000`);
  const reload = sync("epoch=another&version=0&wait_ms=20000");
  const first = await Promise.race([upToDate, reload]);
  expect(first.frames.map((frame) => frame.type)).toEqual(["welcome", "current"]);
  expect(first.frames[0]).toMatchObject({ mode: "reload" });
});

test("MEMBER14: making rooms too fast is refused with the time to wait; a DM that is there is opened", async () => {
  const now = Date.now();
  vi.useFakeTimers({ toFake: ["Date"], now });
  onTestFinished(() => void vi.useRealTimers());
  const [maker, friend, stranger] = [
    await Person.register(),
    await Person.register(),
    await Person.register(),
  ];
  const openDm = ({ id }: Person) => maker.send("POST", "/api/dms", { body: { user_id: id } });
  const make = () => maker.send("POST", "/api/rooms", { body: { kind: "group", name: "x" } });
  const dm = await (await openDm(friend)).json<Room>();
  await soon(async () => expect((await maker.call("myRooms", "/api/rooms")).conversations).toHaveLength(1));
  vi.setSystemTime(now); // no time has passed, in which one could have earned another room
  const made = await Promise.all(Array.from({ length: ROOMS_BURST - 1 }, make));
  expect(made.filter(({ ok }) => !ok)).toEqual([]);
  const refused = await make();
  expect(refused.headers.get("Retry-After")).toBe("10");
  expect((await expectRefusal(refused, "rate_limited")).retry_after_ms).toBe(10_000);
  expect(await (await openDm(friend)).json()).toMatchObject({ room_id: dm.room_id });
  await expectRefusal(await openDm(stranger), "rate_limited");
});
