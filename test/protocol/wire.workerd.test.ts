import { v7 as uuidv7 } from "uuid";
import { afterEach, beforeAll, describe, expect, it, test, vi } from "vitest";
import { codes, type ErrorBody } from "../../src/protocol/codes.ts";
import {
  BEARER_SUBPROTOCOL,
  INBOX_SOCKET_PATH,
  roomSocketPath,
  SUBPROTOCOL,
} from "../../src/protocol/endpoints.ts";
import type { RoomId, UserId } from "../../src/protocol/ids.ts";
import {
  OFFLINE_AFTER_MS,
  PROTOCOL_VERSION,
  SEND_BURST,
  SOCKETS_PER_USER_MAX,
  TYPING_EXPIRES_MS,
} from "../../src/protocol/limits.ts";
import {
  cookieHeader,
  expectRefusal,
  ORIGIN,
  Person,
  registerByCookie,
  send,
  soon,
} from "../server/test-api.ts";
import { type Down, TestSocket } from "../server/test-socket.ts";
import vectors from "../vectors/frames.json" with { type: "json" };

/** What a client may rely on at the edges of the protocol: how sockets open, what is refused and how it is told. */

let ann: Person;
let ben: Person;
let room_id: RoomId;
const makeRoom = async () => {
  const room = { kind: "group", name: "Room", members: [ben.id] };
  return (await ann.call("createRoom", "/api/rooms", room)).room_id;
};
beforeAll(async () => {
  [ann, ben] = [await Person.register("Ann"), await Person.register("Ben")];
  room_id = await makeRoom();
});
afterEach(() => void vi.useRealTimers());

const upgrade = (path: string, headers: Record<string, string>) =>
  send("GET", path, { headers: { Upgrade: "websocket", "Sec-WebSocket-Protocol": SUBPROTOCOL, ...headers } });
async function open(person: Person, path: string): Promise<TestSocket> {
  const { webSocket } = await upgrade(path, person.bearer);
  if (!webSocket) throw new Error("not upgraded");
  return new TestSocket(webSocket);
}
const live = async (person: Person, path = roomSocketPath(room_id)): Promise<TestSocket> => {
  const socket = await open(person, path);
  await socket.hello();
  return socket;
};
/** Everything a socket has been sent so far: its answer to a last question comes after it. */
async function settled(socket: TestSocket): Promise<Down[]> {
  socket.send('{"type": "ping"}');
  await socket.frame("pong");
  return socket.frames.splice(0).filter(({ type }) => type !== "pong");
}
const say = (text: string, more: object = {}) => ({ type: "send", client_id: uuidv7(), text, ...more });

describe("opening a socket", () => {
  it("CONNECT1, INPUT4: what lacks is named before it opens", async () => {
    const without = await expectRefusal(
      await upgrade(INBOX_SOCKET_PATH, { ...ann.bearer, "Sec-WebSocket-Protocol": "parlor.2" }),
      "bad_request",
    );
    expect(without.field).toBe("Sec-WebSocket-Protocol");
    await expectRefusal(await ann.send("GET", INBOX_SOCKET_PATH), "upgrade_required");
  });

  it("MEMBER6, CONNECT3: what cannot be a room is closed like a room that does not exist", async () => {
    for (const room_id of ["x", "g_1", `u_${"0".repeat(20)}`, "g_UPPER000000000000000", "%E2%82%AC"]) {
      const { webSocket } = await upgrade(`/api/rooms/${room_id}/socket`, ann.bearer);
      const { closed } = new TestSocket(webSocket as WebSocket);
      expect([room_id, await closed]).toEqual([room_id, { code: 4404, reason: "not_a_member" }]);
      const read = await expectRefusal(await ann.send("GET", `/api/rooms/${room_id}`), "bad_request");
      expect(read.field).toBe("room_id");
    }
    const { webSocket } = await upgrade("/api/rooms/x/socket", {});
    expect((await new TestSocket(webSocket as WebSocket).closed).reason).toBe("unauthenticated");
  });

  it("CONNECT2: a header counts before a subprotocol, and that before a cookie, good or bad", async () => {
    const Cookie = cookieHeader(await registerByCookie());
    const protocol = (token: string) => ({
      "Sec-WebSocket-Protocol": `${SUBPROTOCOL}, ${BEARER_SUBPROTOCOL}${token}`,
    });
    const who = async (headers: Record<string, string>) => {
      const { webSocket } = await upgrade(roomSocketPath(room_id), { Cookie, Origin: ORIGIN, ...headers });
      const socket = new TestSocket(webSocket as WebSocket);
      const welcomed = socket.hello().then(([welcome]) => (welcome as { user_id?: UserId }).user_id);
      return Promise.race([welcomed, socket.closed.then(({ reason }) => reason)]);
    };
    expect(await who({ ...ann.bearer, ...protocol(ben.access_token) })).toBe(ann.id);
    expect(await who(protocol(ben.access_token))).toBe(ben.id);
    expect(await who({ Authorization: "Bearer nonsense", ...protocol(ben.access_token) })).toBe(
      "unauthenticated",
    );
    expect(await who(protocol("nonsense"))).toBe("unauthenticated");
    expect(await who({})).toBe("not_a_member");
  });

  it("CONNECT8: a newer client is welcomed with the server's version", async () => {
    for (const path of [roomSocketPath(room_id), INBOX_SOCKET_PATH]) {
      const socket = await open(ann, path);
      socket.send({ type: "hello", protocol: PROTOCOL_VERSION + 1 });
      expect(await socket.frame("welcome")).toMatchObject({ protocol: PROTOCOL_VERSION });
      await socket.frame("current");
    }
  });

  it.each([roomSocketPath, () => INBOX_SOCKET_PATH])(
    "CONNECT9: one socket too many is closed, and the others stay open",
    async (pathOf) => {
      const person = await Person.register();
      const mine = await person.call("createRoom", "/api/rooms", { kind: "group", name: "Mine" });
      const path = pathOf(mine.room_id);
      const sockets = await Promise.all(
        Array.from({ length: SOCKETS_PER_USER_MAX }, () => live(person, path)),
      );
      const { close } = codes.too_many_sockets;
      const extra = await open(person, path);
      expect(await extra.closed).toEqual({ code: close, reason: "too_many_sockets" });
      for (const socket of sockets) expect(await settled(socket)).toEqual([]);
      sockets[0]?.close();
      await sockets[0]?.closed;
      expect((await (await live(person, path)).hello())[0]).toMatchObject({ type: "welcome" });
    },
  );
});

describe("CONNECT5: a ping", () => {
  it.each(['{"type":"ping"}', '{ "type" : "ping" }', '{"type":"ping","at":1}\n'])(
    "is answered however it is spelled, also before hello: %j",
    async (ping) => {
      for (const path of [roomSocketPath(room_id), INBOX_SOCKET_PATH]) {
        const socket = await open(ann, path);
        socket.send(ping);
        expect(await socket.frame("pong")).toEqual({ type: "pong" });
        await socket.hello();
        socket.send(ping);
        expect(await socket.frame("pong")).toEqual({ type: "pong" });
      }
    },
  );

  it("PRESENCE1: spelled in another way, keeps its user online too", async () => {
    const now = Date.now();
    vi.useFakeTimers({ toFake: ["Date"], now });
    const [person, watcher] = [await Person.register(), await Person.register()];
    const socket = await live(person, INBOX_SOCKET_PATH);
    const isOnline = async () => (await watcher.call("presence", `/api/people/${person.id}/presence`)).online;
    vi.setSystemTime(now + OFFLINE_AFTER_MS - 1_000);
    await settled(socket);
    vi.setSystemTime(now + OFFLINE_AFTER_MS + 1_000);
    expect(await isOnline()).toBe(true);
    vi.setSystemTime(now + 2 * OFFLINE_AFTER_MS);
    expect(await isOnline()).toBe(false);
  });
});

describe("INPUT1: a bad frame is answered by what is wrong with it", () => {
  const wrong = (list: readonly object[]) =>
    list.flatMap((vector) =>
      "error" in vector ? [vector as { frame?: unknown; text?: string; error: object }] : [],
    );

  it.each([
    ["a room", wrong(vectors.room)],
    ["an inbox", wrong(vectors.inbox)],
  ])("in %s, for all frames of the vectors", async (where, bad) => {
    expect(bad.length).toBeGreaterThan(4);
    const socket = await live(ann, where === "a room" ? roomSocketPath(room_id) : INBOX_SOCKET_PATH);
    for (const { frame, text, error } of bad) {
      socket.send(text ?? JSON.stringify(frame));
      const { message, ...answer } = { message: "", ...(await socket.frame("error")) };
      expect([frame, answer]).toEqual([frame, { type: "error", ...error }]);
      expect(message).toBe(codes.bad_frame.text);
      socket.frames.length = 0;
    }
  });

  it("INPUT4: and a bad body by the field at fault", async () => {
    const post = (body: object) => ann.send("POST", `/api/rooms/${room_id}/messages`, { body });
    const fieldOf = async (response: Promise<Response>) =>
      (await (await response).json<ErrorBody>()).error.field;
    expect(await fieldOf(post({ client_id: "1", text: "hi" }))).toBe("client_id");
    expect(await fieldOf(post({ client_id: uuidv7(), text: "hi", mentions: [ben.id, "ben"] }))).toBe(
      "mentions.1",
    );
    expect(await fieldOf(post({ client_id: uuidv7(), text: "hi", thread: 9 }))).toBe("thread");
    expect(await fieldOf(ann.send("GET", `/api/rooms/${room_id}/messages?limit=0`))).toBe("limit");
  });
});

test("SEND7: which message is unknown is said by the field", async () => {
  const socket = await live(ann);
  for (const field of ["reply_to", "thread"]) {
    socket.send(say("?", { [field]: 1_000_000 }));
    expect(await socket.frame("reject")).toMatchObject({ code: "reply_unknown", field });
    socket.frames.length = 0;
  }
});

test("SEND11: what comes after a refused message is refused too, until the refused one may come", async () => {
  const now = Date.now();
  vi.useFakeTimers({ toFake: ["Date"], now });
  const person = await Person.register();
  const mine = await person.call("createRoom", "/api/rooms", { kind: "group", name: "Mine" });
  const socket = await live(person, roomSocketPath(mine.room_id));
  for (let count = 1; count <= SEND_BURST; count++) socket.send(say(`${count}`));
  await socket.messages(SEND_BURST);
  socket.frames.length = 0;
  const [refused, behind] = [say("refused"), say("behind")];
  socket.send(refused);
  const { retry_after_ms: wait = 0 } = await socket.frame("reject");
  // Time for a message has passed, but not for the one that has to come first.
  vi.setSystemTime(now + wait - 1);
  socket.send(behind);
  const [, reject] = await settled(socket);
  expect(reject).toMatchObject({ type: "reject", client_id: behind.client_id, retry_after_ms: 1 });
  vi.setSystemTime(now + wait);
  socket.send(refused);
  expect(await socket.messages(1)).toMatchObject([{ text: "refused" }]);
});

describe("reading", () => {
  const path = () => `/api/rooms/${room_id}`;

  it.each([
    ["before=5&after=1", "after"],
    ["around=5&before=1", "around"],
    ["after=0&around=3", "around"],
  ])("RESUME5: two places at once are refused: %s", async (query, field) => {
    const refused = await ann.send("GET", `${path()}/messages?${query}`);
    expect((await expectRefusal(refused, "bad_request")).field).toBe(field);
  });

  it("RESUME6: a poll repeats welcome, and goes on from where the frames before led", async () => {
    const poll = async (query: string) => {
      const { frames } = await ann.call("syncRoom", `${path()}/sync?${query}`);
      const current = frames.find((frame) => frame.type === "current");
      return { types: frames.map(({ type }) => type), position: current?.position };
    };
    const { position: head } = await poll("wait_ms=0");
    // `epoch` alone is the position before everything.
    const all = await poll(`epoch=${head?.epoch}&wait_ms=0`);
    expect([all.types[0], all.types.at(-1), all.position]).toEqual(["welcome", "current", head]);
    expect(all.types).toContain("events");
    const here = `epoch=${head?.epoch}&message_id=${head?.message_id}&change_id=${head?.change_id}`;
    expect((await poll(`${here}&wait_ms=0`)).types).toEqual(["welcome", "current"]);
    await ben.call("post", `${path()}/messages`, { client_id: uuidv7(), text: "news" });
    expect((await poll(here)).types).toEqual(["welcome", "events", "current"]);
  });

  it("RESUME6: a poll waits although receipts come with every answer", async () => {
    const socket = await live(ben);
    socket.send({ type: "receipt", delivered: 1, read: 1 });
    await socket.frame("receipts");
    const frames = async (query: string) => (await ann.call("syncRoom", `${path()}/sync?${query}`)).frames;
    const current = (await frames("wait_ms=0")).find((frame) => frame.type === "current");
    const { epoch, message_id, change_id } = current?.position ?? {};
    const waiting = frames(`epoch=${epoch}&message_id=${message_id}&change_id=${change_id}`);
    await ben.call("post", `${path()}/messages`, { client_id: uuidv7(), text: "more news" });
    expect((await waiting).flatMap((frame) => (frame.type === "events" ? frame.messages : []))).toMatchObject(
      [{ text: "more news" }],
    );
  });

  it.each([
    ["message_id=3", "epoch"],
    ["change_id=3&wait_ms=0", "epoch"],
    [`epoch=${"x".repeat(33)}`, "epoch"],
    ["epoch=", "epoch"],
  ])(
    "RESUME6: counters without an epoch, or with none that can be, are refused: %s",
    async (query, field) => {
      const refused = await ann.send("GET", `${path()}/sync?${query}`);
      expect((await expectRefusal(refused, "bad_request")).field).toBe(field);
    },
  );

  it("RESUME6: so they are of an inbox", async () => {
    const refused = await ann.send("GET", "/api/inbox/sync?version=3");
    expect((await expectRefusal(refused, "bad_request")).field).toBe("epoch");
  });

  it("THREAD3: a thread begins with its first message, and that of no message is empty", async () => {
    const { message_id } = await ann.call("post", `${path()}/messages`, {
      client_id: uuidv7(),
      text: "root",
    });
    const reply = { client_id: uuidv7(), text: "reply", thread: message_id };
    await ben.call("post", `${path()}/messages`, reply);
    const { message_id: next } = await ben.call("post", `${path()}/messages`, {
      ...reply,
      client_id: uuidv7(),
      text: "next",
    });
    const thread = (id: number, query = "") => ann.call("thread", `${path()}/messages/${id}/thread${query}`);
    const texts = async (query?: string) =>
      (await thread(message_id, query)).messages.map(({ text }) => text);
    expect(await texts()).toEqual(["root", "reply", "next"]);
    expect(await texts(`?after=${next - 1}`)).toEqual(["root", "next"]);
    expect(await texts(`?after=${next}`)).toEqual(["root"]);
    expect(await thread(1_000_000)).toEqual({ messages: [] });
  });
});

test("TYPING2: no frame says that somebody's typing has expired", async () => {
  const now = Date.now();
  vi.useFakeTimers({ toFake: ["Date"], now });
  const path = roomSocketPath(await makeRoom());
  const [writer, reader] = [await live(ann, path), await live(ben, path)];
  writer.send({ type: "typing", on: true });
  expect(await reader.frame("typing")).toEqual({ type: "typing", users: [{ user_id: ann.id }] });
  reader.frames.length = 0;
  vi.setSystemTime(now + TYPING_EXPIRES_MS + 1);
  expect(await settled(reader)).toEqual([]);
  // The next frame names everyone who is typing then.
  reader.send({ type: "typing", on: true });
  expect(await reader.frame("typing")).toEqual({ type: "typing", users: [{ user_id: ben.id }] });
});

test("RECEIPT2: a receipt tells the room and leaves the inbox alone, and read the other way round", async () => {
  const room_id = await makeRoom();
  const { message_id } = await ann.call("post", `/api/rooms/${room_id}/messages`, {
    client_id: uuidv7(),
    text: "read me",
  });
  const [room, inbox] = [await live(ben, roomSocketPath(room_id)), await live(ben, INBOX_SOCKET_PATH)];
  const mine = async () =>
    (await ben.call("myRooms", "/api/rooms")).conversations.find((each) => each.room_id === room_id);
  await soon(async () => expect(await mine()).toMatchObject({ head: message_id, read: 0 }));
  room.send({ type: "receipt", delivered: message_id, read: message_id });
  expect(await room.frame("receipts")).toMatchObject({
    receipts: [{ user_id: ben.id, delivered: message_id, read: message_id }],
  });
  expect(await mine()).toMatchObject({ head: message_id, read: 0 });
  room.frames.length = 0;
  inbox.send({ type: "read", room_id, message_id });
  await inbox.until((frames) =>
    frames.some(({ conversations = [] }) => conversations.some((each) => each.read === message_id)),
  );
  expect(await settled(room)).toEqual([]);
});

test("AUTH9: a handle typed in capitals is the same", async () => {
  const password = "a long and quiet sentence";
  const made = await send("POST", "/api/auth/register", { body: { handle: " MiXeD.1 ", password } });
  expect(await made.json()).toMatchObject({ user: { handle: "mixed.1" } });
  const again = await send("POST", "/api/auth/sign-in", { body: { handle: "MIXED.1", password } });
  expect(again.status).toBe(200);
});
