import { evictDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { v7 as uuidv7 } from "uuid";
import { describe, expect, it } from "vitest";
import { codes } from "../../../src/protocol/codes.ts";
import { roomSocketPath, SUBPROTOCOL } from "../../../src/protocol/endpoints.ts";
import type { RoomId } from "../../../src/protocol/ids.ts";
import {
  BACKLOG_HELLO_UNITS,
  HELLO_BURST,
  PAGE_MAX_UNITS,
  READ_BURST,
  READ_POINT_UNITS,
  SEND_BURST,
  TEXT_MAX_CHARACTERS,
} from "../../../src/protocol/limits.ts";
import { expectRefusal, Person, send } from "../test-api.ts";
import { TestSocket } from "../test-socket.ts";

/** One user does the worst they may to make others wait and the runtime grow. What it costs is counted. */

const HELLO = { type: "hello", protocol: 1 };

/** A group of some people, in which one says so many long texts. */
async function heavyRoom(people: readonly [Person, ...Person[]], messages: number): Promise<RoomId> {
  const [owner, ...members] = people;
  const { room_id } = await owner.call("createRoom", "/api/rooms", {
    kind: "group",
    name: "Heavy",
    members: members.map(({ id }) => id),
  });
  const room = env.ROOM.getByName(room_id);
  const text = "x".repeat(TEXT_MAX_CHARACTERS);
  for (let count = 0; count < messages; count++) {
    // As many authors as it takes: nobody may talk that fast.
    const author = people[count % people.length] ?? owner;
    const sent = await room.post(author.id, { client_id: uuidv7() as never, text });
    if (!sent.ok) throw new Error(sent.code);
  }
  return room_id;
}

async function connect(person: Person, room_id: RoomId): Promise<TestSocket> {
  const headers = { Upgrade: "websocket", "Sec-WebSocket-Protocol": SUBPROTOCOL, ...person.bearer };
  const { webSocket } = await send("GET", roomSocketPath(room_id), { headers });
  if (!webSocket) throw new Error("not upgraded");
  return new TestSocket(webSocket);
}

const unitsOf = ({ frames }: TestSocket): number =>
  frames.reduce((sum, frame) => sum + JSON.stringify(frame).length, 0);

describe("a client that reads nothing", () => {
  it("CONNECT12: and repeats hello is sent one or two answers, and closed; then it resumes", async () => {
    const [ann, eve] = [await Person.register(), await Person.register()];
    const room_id = await heavyRoom([ann, eve], 20);
    const deaf = await connect(eve, room_id);
    deaf.acknowledges = false;
    for (let count = 0; count < 200; count++) deaf.send(HELLO);
    expect(await deaf.closed).toEqual({ code: codes.slow_reader.close, reason: "slow_reader" });
    expect(unitsOf(deaf)).toBeGreaterThan(BACKLOG_HELLO_UNITS);
    expect(unitsOf(deaf)).toBeLessThan(BACKLOG_HELLO_UNITS + PAGE_MAX_UNITS);
    const again = await connect(eve, room_id);
    expect((await again.hello()).at(-1)).toMatchObject({ type: "current", position: { message_id: 20 } });
  });

  it("CONNECT12: is not forgotten by a room that sleeps", async () => {
    const [ann, eve] = [await Person.register(), await Person.register()];
    const room_id = await heavyRoom([ann, eve], 20);
    const deaf = await connect(eve, room_id);
    deaf.acknowledges = false;
    const answers = () => deaf.frames.filter(({ type }) => type === "current").length;
    let isClosed = false;
    void deaf.closed.then(() => (isClosed = true));
    for (let rounds = 0; !isClosed; rounds++) {
      expect(rounds).toBeLessThan(20);
      deaf.send(HELLO);
      await Promise.race([deaf.closed, deaf.until(() => answers() > rounds)]);
      await evictDurableObject(env.ROOM.getByName(room_id));
    }
    expect(await deaf.closed).toMatchObject({ reason: "slow_reader" });
    expect(unitsOf(deaf)).toBeLessThan(BACKLOG_HELLO_UNITS + PAGE_MAX_UNITS);
  });
});

describe("CONNECT13: a client that reads as fast as it can", () => {
  it("gets no more of a room by hello, on however many sockets", async () => {
    const [ann, eve] = [await Person.register(), await Person.register()];
    const room_id = await heavyRoom([ann, eve], 20);
    let units = 0;
    let refusals = 0;
    for (let sockets = 0; sockets < 10; sockets++) {
      const socket = await connect(eve, room_id);
      for (let count = 0; count < 10; count++) {
        socket.send(HELLO);
        const isClosed = await Promise.race([
          socket.closed.then(({ reason }) => reason),
          socket.until((frames) => frames.some(({ type }) => type === "current")).then(() => undefined),
        ]);
        units += unitsOf(socket);
        socket.frames.length = 0;
        if (isClosed === undefined) continue;
        expect(isClosed).toBe("rate_limited");
        refusals++;
        break;
      }
    }
    expect(refusals).toBeGreaterThan(5);
    expect(units / READ_POINT_UNITS).toBeGreaterThan(HELLO_BURST / 2);
    // The last answer may exceed what is left, and some time passes.
    expect(units / READ_POINT_UNITS).toBeLessThan(2 * HELLO_BURST);
    // Ann is not meant.
    expect((await (await connect(ann, room_id)).hello()).at(-1)).toMatchObject({ type: "current" });
  });

  it("gets no more pages of history, over all rooms together", async () => {
    const [ann, eve] = [await Person.register(), await Person.register()];
    const rooms = [await heavyRoom([ann, eve], 20), await heavyRoom([ann, eve], 20)];
    const page = (index: number) =>
      eve.send("GET", `/api/rooms/${rooms[index % rooms.length]}/messages?limit=200`);
    let units = 0;
    let refused: Response | undefined;
    for (let count = 0; !refused; count++) {
      const response = await page(count);
      if (response.status === 200) units += (await response.text()).length;
      else refused = response;
    }
    expect((await expectRefusal(refused, "rate_limited")).retry_after_ms).toBeGreaterThan(0);
    expect(units / READ_POINT_UNITS).toBeGreaterThan(READ_BURST / 2);
    expect(units / READ_POINT_UNITS).toBeLessThan(1.5 * READ_BURST);
    // Neither by another way, nor by a new connection.
    await expectRefusal(await eve.send("GET", "/api/people?q=a"), "rate_limited");
    expect(await (await connect(eve, rooms[0] as RoomId)).closed).toMatchObject({ reason: "rate_limited" });
    expect((await ann.send("GET", `/api/rooms/${rooms[0]}/messages`)).status).toBe(200);
  });
});

it("CONNECT13: others talk as quickly as before while one user says hello as often as they may, on many sockets", async () => {
  const [ann, ben, eve] = [await Person.register(), await Person.register(), await Person.register()];
  const room_id = await heavyRoom([ann, ben, eve], 50);
  const room = env.ROOM.getByName(room_id);
  /** Milliseconds until a message has been stored, for each of some, the shortest first. */
  const talk = async (): Promise<number[]> => {
    const took: number[] = [];
    for (const talker of [await Person.register(), await Person.register()]) {
      await room.invite(ann.id, [talker.id]);
      for (let count = 0; count < SEND_BURST; count++) {
        const began = performance.now();
        const sent = await room.post(talker.id, { client_id: uuidv7() as never, text: "hello" });
        if (!sent.ok) throw new Error(sent.code);
        took.push(performance.now() - began);
      }
    }
    return took.sort((a, b) => a - b);
  };
  const quiet = await talk();
  const sockets = await Promise.all(Array.from({ length: 6 }, () => TestSocket.to(room, eve.id)));
  for (const socket of sockets) for (let count = 0; count < 200; count++) socket.send(HELLO);
  const attacked = await talk();
  for (const { reason } of await Promise.all(sockets.map((socket) => socket.closed)))
    expect(reason).toBe("rate_limited");
  const units = sockets.reduce((sum, socket) => sum + unitsOf(socket), 0);
  expect(units / READ_POINT_UNITS).toBeLessThan(2 * HELLO_BURST);
  // All but the few that met the burst itself.
  const at = (took: readonly number[], part: number) => took[Math.floor(part * took.length)] ?? 0;
  expect(at(attacked, 0.9)).toBeLessThanOrEqual(2 * Math.max(at(quiet, 0.99), 5));
});
