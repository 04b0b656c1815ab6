import { runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, test, vi } from "vitest";
import { type Session, SUBPROTOCOL } from "../../../src/protocol/endpoints.ts";
import type { RoomId } from "../../../src/protocol/ids.ts";
import { ACCESS_TOKEN_SECONDS, SESSION_GUARD_RETRY_MS } from "../../../src/protocol/limits.ts";
import { InboxObject, RoomObject } from "../../../src/server/worker.ts";
import { expectRefusal, PASSWORD, Person, send, soon } from "../test-api.ts";

const { DB } = env;

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  env.DB = DB;
});

/** Lets time pass: only the clock is replaced. */
const pass = (ms: number): void => void vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + ms });

const LIFE = ACCESS_TOKEN_SECONDS * 1000;
const trade = ({ refresh_token }: Person) => send("POST", "/api/auth/refresh", { body: { refresh_token } });

/** No query is answered. */
const noDatabase = new Proxy(DB, {
  get: () => () => {
    throw new Error("D1_ERROR: the database is down");
  },
});

/** Opens a socket by the whole Worker; resolves, when it closes, to the reason. */
async function open(person: Person, path: string) {
  const headers = { ...person.bearer, Upgrade: "websocket", "Sec-WebSocket-Protocol": SUBPROTOCOL };
  const { webSocket } = await send("GET", path, { headers });
  if (!webSocket) throw new Error("not upgraded");
  webSocket.accept();
  const closed = new Promise<string>((resolve) => {
    webSocket.addEventListener("close", ({ reason }) => resolve(reason));
  });
  let isOpen = true;
  void closed.then(() => (isOpen = false));
  return { closed, isOpen: () => isOpen };
}

/** Somebody in a room of which their inbox never hears, with a second device. */
async function inUnlistedRoom() {
  const roomChanged = vi
    .spyOn(InboxObject.prototype, "roomChanged")
    .mockImplementation(() => Promise.reject(new Error("not now")) as never);
  const phone = await Person.register();
  const body = { handle: phone.user.handle, password: PASSWORD };
  const laptop = new Person(await (await send("POST", "/api/auth/sign-in", { body })).json<Session>());
  const { room_id } = await phone.call("createRoom", "/api/rooms", { kind: "group", name: "Room" });
  return { phone, laptop, room_id, room: env.ROOM.getByName(room_id), roomChanged };
}

const pathOf = (room_id: RoomId) => `/api/rooms/${room_id}/socket`;

test("CONNECT6: a room the inbox does not list closes the sockets of a session that ended when its token expires", async () => {
  const { phone, laptop, room_id, room } = await inUnlistedRoom();
  const [mine, other] = [await open(phone, pathOf(room_id)), await open(laptop, pathOf(room_id))];
  await phone.call("signOut", "/api/auth/sign-out", {});
  await soon(async () => expect((await trade(phone)).status).toBe(401));
  expect(mine.isOpen()).toBe(true);
  pass(LIFE);
  await runDurableObjectAlarm(room);
  expect(await mine.closed).toBe("session_ended");
  expect(other.isOpen()).toBe(true);
  // Those that stand are looked up again after as long.
  await new Person(await (await trade(laptop)).json<Session>()).call("signOut", "/api/auth/sign-out", {});
  pass(LIFE);
  await runDurableObjectAlarm(room);
  expect(await other.closed).toBe("session_ended");
});

test("CONNECT6: a changed password closes them too, and the one who changed it stays", async () => {
  const { phone, laptop, room_id, room } = await inUnlistedRoom();
  const [mine, other] = [await open(phone, pathOf(room_id)), await open(laptop, pathOf(room_id))];
  await phone.call("changePassword", "/api/me/password", {
    password: PASSWORD,
    new_password: "another long sentence",
  });
  pass(LIFE);
  await runDurableObjectAlarm(room);
  expect(await other.closed).toBe("session_ended");
  expect(mine.isOpen()).toBe(true);
});

test("CONNECT6: as soon as such a room reports, it is told", async () => {
  const { phone, room_id, room, roomChanged } = await inUnlistedRoom();
  const socket = await open(phone, pathOf(room_id));
  await phone.call("signOut", "/api/auth/sign-out", {});
  expect(socket.isOpen()).toBe(true);
  roomChanged.mockRestore();
  pass(60_000);
  await runDurableObjectAlarm(room);
  expect(await socket.closed).toBe("session_ended");
});

test("CONNECT6: a room that cannot be told at once is told later", async () => {
  const person = await Person.register();
  const { room_id } = await person.call("createRoom", "/api/rooms", { kind: "group", name: "Room" });
  await soon(async () => expect((await person.call("myRooms", "/api/rooms")).conversations).toHaveLength(1));
  const socket = await open(person, pathOf(room_id));
  const closeSessions = vi.spyOn(RoomObject.prototype, "closeSessions").mockImplementation(() => {
    throw new Error("not now");
  });
  await person.call("signOut", "/api/auth/sign-out", {});
  await soon(() => expect(closeSessions).toHaveBeenCalled());
  closeSessions.mockRestore();
  await soon(async () => {
    await runDurableObjectAlarm(env.INBOX.getByName(person.id));
    expect(socket.isOpen()).toBe(false);
  });
});

test("CONNECT6: an upgrade that was on its way when the session ended is refused", async () => {
  const person = await Person.register();
  const { room_id } = await person.call("createRoom", "/api/rooms", { kind: "group", name: "Room" });
  const { sid } = JSON.parse(atob(person.access_token.split(".")[1] ?? "")) as { sid: string };
  await env.ROOM.getByName(room_id).closeSessions([sid as never]);
  expect(await (await open(person, pathOf(room_id))).closed).toBe("session_ended");
});

test("AUTH5: with D1 down, signing out holds for this device at once, and for good when D1 is back", async () => {
  const person = await Person.register();
  const socket = await open(person, "/api/inbox/socket");
  env.DB = noDatabase;
  const out = await person.send("POST", "/api/auth/sign-out", { vars: { DB: noDatabase } });
  expect(out.status).toBe(200);
  expect(await socket.closed).toBe("session_ended");
  await expectRefusal(await person.send("GET", "/api/me"), "session_ended");
  // D1 is back, and does not know yet.
  env.DB = DB;
  const stored = () =>
    DB.prepare("SELECT count(*) AS n FROM sessions WHERE user_id = ?").bind(person.id).first<number>("n");
  await expectRefusal(await trade(person), "session_ended");
  await soon(async () => {
    await runDurableObjectAlarm(env.INBOX.getByName(person.id));
    expect(await stored()).toBe(0);
  });
});

test("CONNECT6: with D1 down, sockets whose session the inbox takes to stand stay, and are looked up again sooner", async () => {
  const person = await Person.register();
  const { room_id } = await person.call("createRoom", "/api/rooms", { kind: "group", name: "Room" });
  const room = env.ROOM.getByName(room_id);
  const socket = await open(person, pathOf(room_id));
  env.DB = noDatabase;
  pass(LIFE);
  await runDurableObjectAlarm(room);
  expect(socket.isOpen()).toBe(true);
  const hasEnded = vi.spyOn(InboxObject.prototype, "hasEnded").mockReturnValue(true);
  pass(SESSION_GUARD_RETRY_MS);
  await runDurableObjectAlarm(room);
  expect(await socket.closed).toBe("session_ended");
  expect(hasEnded).toHaveBeenCalledOnce();
});

test("AUTH6: if the inbox cannot be reached, what D1 says counts when the token expires", async () => {
  const person = await Person.register();
  const { room_id } = await person.call("createRoom", "/api/rooms", { kind: "group", name: "Room" });
  const socket = await open(person, pathOf(room_id));
  const closeSessions = vi.spyOn(InboxObject.prototype, "closeSessions").mockImplementation(() => {
    throw new Error("not now");
  });
  expect((await person.send("POST", "/api/auth/sign-out", {})).status).toBe(200);
  expect(closeSessions).toHaveBeenCalledTimes(3);
  await expectRefusal(await trade(person), "session_ended");
  pass(LIFE);
  await runDurableObjectAlarm(env.ROOM.getByName(room_id));
  expect(await socket.closed).toBe("session_ended");
});
