import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { ID_BYTES, newRoomId, type RoomId } from "../../../src/protocol/ids.ts";
import {
  READ_BURST,
  READ_LEASE_POINTS,
  SEARCH_POINTS,
  SEARCH_ROOM_HITS,
  SEARCH_ROOMS_AT_ONCE,
  SEARCH_ROOMS_PER_POINT,
} from "../../../src/protocol/limits.ts";
import type { Room } from "../../../src/protocol/room.ts";
import { clientId } from "../room/make-room.ts";
import { expectRefusal, Person, send, soon } from "../test-api.ts";

let ann: Person;
let ben: Person;

beforeAll(async () => {
  ann = await Person.register("Ann", "search.ann");
  ben = await Person.register("Ben", "search.ben");
});

const post = (person: Person, room_id: RoomId, text: string) =>
  person.call("post", `/api/rooms/${room_id}/messages`, { client_id: clientId(Date.now()), text });

async function groupOf(name: string, members: readonly Person[] = []): Promise<Room> {
  const room = await ann.call("createRoom", "/api/rooms", { kind: "group", name, members: [] });
  const stub = env.ROOM.getByName(room.room_id);
  // As if they knew each other.
  await stub.invite(
    ann.id,
    members.map(({ id }) => id),
  );
  return room;
}

/** More rooms than a user may make at once. */
async function roomsOf({ id }: Person, count: number): Promise<RoomId[]> {
  const rooms = Array.from({ length: count }, () =>
    newRoomId("group", crypto.getRandomValues(new Uint8Array(ID_BYTES))),
  );
  for (const room_id of rooms)
    await env.ROOM.getByName(room_id).create({ room_id, name: "Tea", topic: "", owner: id, members: [] });
  return rooms;
}

const inRoom = (person: Person, room_id: RoomId, q: string) =>
  person.call("searchRoom", `/api/rooms/${room_id}/search?q=${encodeURIComponent(q)}`);
const everywhere = (person: Person, q: string, more = "") =>
  person.call("search", `/api/search?q=${encodeURIComponent(q)}${more}`);

describe("a search in a room", () => {
  it("SEARCH1, SEARCH5: finds what its members may read, and nothing for others", async () => {
    const room = await groupOf("One");
    await post(ann, room.room_id, "a word about tea");
    expect((await inRoom(ann, room.room_id, "TEA")).messages).toMatchObject([{ text: "a word about tea" }]);
    await expectRefusal(await ben.send("GET", `/api/rooms/${room.room_id}/search?q=tea`), "not_a_member");
    await expectRefusal(await send("GET", `/api/rooms/${room.room_id}/search?q=tea`), "unauthenticated");
  });

  it("SEARCH5: leaves out people who are blocked, unless they are asked for", async () => {
    const room = await groupOf("Two", [ben]);
    await post(ben, room.room_id, "tea of Ben");
    await ann.call("applyInboxAction", "/api/inbox/actions", {
      action: { type: "block", user_id: ben.id, on: true },
    });
    expect((await inRoom(ann, room.room_id, "tea")).messages).toEqual([]);
    expect((await inRoom(ann, room.room_id, "tea from:search.ben")).messages).toHaveLength(1);
    await ann.call("applyInboxAction", "/api/inbox/actions", {
      action: { type: "block", user_id: ben.id, on: false },
    });
    expect((await inRoom(ann, room.room_id, "tea")).messages).toHaveLength(1);
  });

  it("SEARCH3: knows what the user has saved, and says what it does not understand", async () => {
    const room = await groupOf("Three");
    await post(ann, room.room_id, "tea");
    const { message_id } = await post(ann, room.room_id, "tea again");
    await ann.call("applyInboxAction", "/api/inbox/actions", {
      action: { type: "save", room_id: room.room_id, message_id, on: true },
    });
    expect((await inRoom(ann, room.room_id, "tea is:saved")).messages).toMatchObject([{ message_id }]);
    const path = `/api/rooms/${room.room_id}/search`;
    for (const [q, code] of [
      ["from:nobody.at.all", "not_found"],
      ["has:everything", "bad_request"],
      ["on:someday", "bad_request"],
      ["-tea", "bad_request"],
      [".", "bad_request"],
    ] as const) {
      const refusal = await expectRefusal(await ann.send("GET", `${path}?q=${encodeURIComponent(q)}`), code);
      expect(refusal.field).toBe("q");
    }
    expect((await expectRefusal(await ann.send("GET", path), "bad_request")).field).toBe("q");
    const long = "x".repeat(501);
    expect((await expectRefusal(await ann.send("GET", `${path}?q=${long}`), "bad_request")).field).toBe("q");
  });
});

describe("SEARCH7: a search of all rooms", () => {
  it("asks the latest active first, a few hits of each, and says which are left", async () => {
    const cat = await Person.register("Cat");
    // More than a user may make at once.
    const all = Array.from({ length: SEARCH_ROOMS_AT_ONCE + 2 }, () =>
      newRoomId("group", crypto.getRandomValues(new Uint8Array(ID_BYTES))),
    );
    for (const room_id of all)
      await env.ROOM.getByName(room_id).create({
        room_id,
        name: "Tea",
        topic: "",
        owner: cat.id,
        members: [],
      });
    const [first, second] = all as [RoomId, RoomId];
    await post(cat, first, "green tea");
    for (let count = 0; count <= SEARCH_ROOM_HITS; count++) await post(cat, second, `black tea ${count}`);
    await soon(async () => {
      const { conversations } = await cat.call("myRooms", "/api/rooms");
      expect(conversations).toHaveLength(all.length);
      expect(conversations.slice(0, 2).map((each) => each.room_id)).toEqual([second, first]);
    });
    const found = await everywhere(cat, "tea");
    expect(found.rooms.map((each) => each.room_id)).toEqual([second, first]);
    expect(found.rooms[0]?.messages).toHaveLength(SEARCH_ROOM_HITS);
    const next = await cat.call(
      "searchRoom",
      `/api/rooms/${second}/search?q=tea&cursor=${found.rooms[0]?.next}`,
    );
    expect(next.messages).toMatchObject([{ text: "black tea 0" }]);
    expect(found.rest).toHaveLength(2);
    expect((await everywhere(cat, "tea", `&rooms=${first}`)).rooms.map((each) => each.room_id)).toEqual([
      first,
    ]);
    expect((await everywhere(cat, `tea in:${first}`)).rooms.map((each) => each.room_id)).toEqual([first]);
  });

  it("names rooms that one is not in any more for nobody", async () => {
    const room = await groupOf("Four");
    await post(ann, room.room_id, "tea");
    expect(await everywhere(ben, "tea", `&rooms=${room.room_id}`)).toEqual({
      rooms: [],
      unavailable: [],
      rest: [],
    });
  });

  it("SEARCH7: costs more, the more rooms it asks", async () => {
    const dan = await Person.register("Dan");
    const rooms = await roomsOf(dan, SEARCH_ROOMS_AT_ONCE);
    // Only what is left of the points that were fetched for this.
    await dan.call("me", "/api/me");
    await env.INBOX.getByName(dan.id).charge("read", 3 * READ_BURST);
    const served = async (path: string): Promise<number> => {
      let count = 0;
      while ((await dan.send("GET", path)).status === 200) count++;
      return count;
    };
    // Several times the same one is asked once.
    const [first] = rooms;
    const twice = await dan.call(
      "search",
      `/api/search?q=tea&rooms=${Array(SEARCH_ROOMS_AT_ONCE).fill(first)}`,
    );
    expect(twice.rest).toEqual([]);
    const each = SEARCH_POINTS + Math.floor(SEARCH_ROOMS_AT_ONCE / SEARCH_ROOMS_PER_POINT);
    const left = READ_LEASE_POINTS - SEARCH_POINTS;
    expect(await served(`/api/search?q=tea&rooms=${rooms}`)).toBe(
      1 + Math.floor((left - SEARCH_POINTS) / each),
    );
  });
});
