import type { RoomId, UserId } from "../../../src/protocol/ids.ts";
import { asId } from "../../as-id.ts";
import "fake-indexeddb/auto";
import { deleteDB, openDB } from "idb";
import { afterEach, describe, expect, test } from "vitest";
import { InboxStore } from "../../../src/client/inbox/inbox-store.ts";
import { cachedPeople, cachePeople } from "../../../src/client/people.ts";
import { RoomStore } from "../../../src/client/room/room-store.ts";
import { IndexedDbStorage } from "../../../src/client/storage/indexed-db-storage.ts";
import { MemoryStorage } from "../../../src/client/storage/memory-storage.ts";
import { ResilientStorage } from "../../../src/client/storage/resilient-storage.ts";
import type { Storage } from "../../../src/client/storage/storage.ts";
import { UserStorage } from "../../../src/client/storage/user-storage.ts";
import { CACHE_PEOPLE_MAX, CACHE_ROOM_UNITS_MAX, CACHE_ROOMS_MAX } from "../../../src/protocol/limits.ts";
import type { User } from "../../../src/protocol/user.ts";
import { change, ME, message, OTHER, outgoing, position, ROOM, user } from "../fixtures.ts";
import { VirtualClock } from "../virtual-clock.ts";

afterEach(() => deleteDB("parlor"));

const kinds: [string, () => Storage][] = [
  ["IndexedDB", () => new IndexedDbStorage()],
  ["memory", () => new MemoryStorage()],
  ["a resilient storage", () => new ResilientStorage(new MemoryStorage(), new VirtualClock())],
];

describe.each(kinds)("%s", (_, make) => {
  test("keeps, replaces and deletes values, each area apart", async () => {
    const storage = make();
    await storage.put("outbox", "a", { text: "\u0001 ünï" });
    await storage.put("reads", "a", 1);
    await storage.put("reads", "a", 2);
    expect([await storage.get("outbox", "a"), await storage.get("reads", "a")]).toEqual([
      { text: "\u0001 ünï" },
      2,
    ]);
    await storage.delete("reads", "a");
    expect([await storage.get("reads", "a"), await storage.get("cache", "a")]).toEqual([
      undefined,
      undefined,
    ]);
  });

  test("lists and clears by prefix, in the order of keys", async () => {
    const storage = make();
    for (const key of ["a/2", "b/1", "a/1", "a"]) await storage.put("cache", key, key);
    expect(await storage.list("cache", "a/")).toEqual(["a/1", "a/2"]);
    await storage.clear("cache", "a/");
    expect(await storage.list("cache", "")).toEqual(["a", "b/1"]);
  });
});

describe("the cache's version", () => {
  test("when it changes, drops the cache and nothing else", async () => {
    const before = new IndexedDbStorage();
    await before.put("cache", "room", 1);
    await before.put("outbox", "send", 2);
    const database = await openDB("parlor");
    await database.put("session", "0", "cache version");
    database.close();
    const after = new IndexedDbStorage();
    expect([await after.get("cache", "room"), await after.get("outbox", "send")]).toEqual([undefined, 2]);
    await after.put("cache", "room", 3);
    expect(await new IndexedDbStorage().get("cache", "room")).toBe(3);
  });
});

test("a database that is deleted under a page is made anew", async () => {
  const storage = new IndexedDbStorage();
  await storage.put("outbox", "send", 1);
  await deleteDB("parlor");
  await storage.put("outbox", "send", 2);
  expect(await storage.get("outbox", "send")).toBe(2);
});

describe("a storage that fails", () => {
  /** Works until told otherwise; what hangs is done when it is told to work again. */
  function fickle() {
    const memory = new MemoryStorage();
    let mode: "works" | "fails" | "hangs" = "works";
    const release: (() => void)[] = [];
    const become = (next: typeof mode) => {
      mode = next;
      for (const go of release.splice(0)) go();
    };
    const through =
      <A extends unknown[], T>(method: (...args: A) => Promise<T>) =>
      async (...args: A): Promise<T> => {
        if (mode === "fails") throw new DOMException("full", "QuotaExceededError");
        if (mode === "hangs") await new Promise<void>((resolve) => release.push(resolve));
        return method.apply(memory, args);
      };
    const { get, put, delete: remove, list, clear } = memory;
    const storage = {
      get: through(get),
      put: through(put),
      delete: through(remove),
      list: through(list),
      clear: through(clear),
    };
    return { become, storage: storage as Storage, memory };
  }

  test("with errors: what it does not keep is held in memory, and more is tried", async () => {
    const { become, storage } = fickle();
    const resilient = new ResilientStorage(storage, new VirtualClock());
    await resilient.put("outbox", "a", 1);
    become("fails");
    await resilient.put("outbox", "b", 2);
    expect([await resilient.get("outbox", "b"), await resilient.list("outbox", "")]).toEqual([2, [2]]);
    become("works");
    await resilient.put("outbox", "c", 3);
    expect(await resilient.list("outbox", "")).toEqual([1, 3, 2]);
  });

  test("by hanging: is waited for once, then no more, until it answers", async () => {
    const { become, storage, memory } = fickle();
    const clock = new VirtualClock();
    const resilient = new ResilientStorage(storage, clock);
    become("hangs");
    const first = resilient.put("outbox", "a", 1);
    await clock.advance(2_000);
    await first;
    await resilient.put("outbox", "b", 2);
    expect(await resilient.list("outbox", "")).toEqual([1, 2]);
    become("works");
    await clock.advance(0);
    expect(await memory.list("outbox", "")).toEqual([1, 2]);
    expect(await resilient.list("outbox", "")).toEqual([1, 2]);
  });
});

/** Everything that is stored of one user, in the places that own it. */
function storeOf(storage: Storage, user_id: UserId) {
  const all = new UserStorage(storage, user_id);
  const [rooms, inbox] = [new RoomStore(all), new InboxStore(all)];
  const people = { all: () => cachedPeople(all), put: (users: User[]) => cachePeople(all, users) };
  return { all, rooms, inbox, people };
}

describe("a user's part of the device", () => {
  test("keeps sends in the order of typing, apart from other users' and rooms'", async () => {
    const storage = new IndexedDbStorage();
    const store = storeOf(storage, ME);
    const list = [outgoing("one"), outgoing("two"), outgoing("three")];
    for (const each of list.toReversed()) await store.rooms.putMessage(each);
    await storeOf(storage, OTHER).rooms.putMessage(outgoing("not mine"));
    expect(await store.rooms.messages(ROOM)).toEqual(list);
    expect(await store.rooms.messages()).toEqual(list);
    expect(await store.rooms.messages(asId<RoomId>(`g_${"z".repeat(20)}`))).toEqual([]);
  });

  test("leaves alone what it does not understand", async () => {
    const storage = new MemoryStorage();
    const store = storeOf(storage, ME);
    await storage.put("outbox", `${ME}/${ROOM}/x`, { from: "a version of tomorrow" });
    await store.rooms.putMessage(outgoing("one"));
    expect(await store.rooms.messages()).toHaveLength(1);
    expect(await storage.list("outbox", "")).toHaveLength(2);
  });

  describe("bounds what is kept of rooms", () => {
    const savedRoom = (texts: readonly string[]) => ({
      room: undefined,
      role: undefined,
      timeline: {
        position: position(texts.length, 2),
        messages: texts.map((text, index) => message(index + 1, { text })),
        changes: [change(1, 0), change(2, texts.length)] as never,
      },
    });
    const roomOf = (number: number) => asId<RoomId>(`g_${String(number).padStart(20, "0")}`);

    test("those not opened for longest go first, also where another tab has opened them", async () => {
      const storage = new IndexedDbStorage();
      const tabs = [storeOf(storage, ME), storeOf(storage, ME)] as const;
      const open = async (number: number, at: number) => {
        const tab = tabs[number % 2] as ReturnType<typeof storeOf>;
        await tab.rooms.openRoom(roomOf(number), at);
        await tab.rooms.putRoom(roomOf(number), savedRoom(["a"]));
      };
      for (let number = 0; number < CACHE_ROOMS_MAX; number++) await open(number, number);
      await open(0, 1_000); // opened again
      await open(500, 1_001);
      const kept = async (number: number) => (await tabs[0].rooms.room(roomOf(number))) !== undefined;
      expect(await Promise.all([0, 1, 2, 500].map(kept))).toEqual([true, false, true, true]);
      expect(await storage.list("cache", `${ME}/room/`)).toHaveLength(CACHE_ROOMS_MAX);
      expect(await storage.list("cache", `${ME}/opened/`)).toHaveLength(CACHE_ROOMS_MAX);
    });

    test("of long messages, only the newest that fit", async () => {
      const store = storeOf(new MemoryStorage(), ME);
      const long = "x".repeat(CACHE_ROOM_UNITS_MAX / 4);
      const { timeline: whole, ...room } = savedRoom([long, long, long, long, "the newest"]);
      // After the first message, which is not kept, comes a notice that stands before the second.
      const changes = [change(1, 0), change(2, 1), change(3, 5)] as never;
      await store.rooms.putRoom(ROOM, { ...room, timeline: { ...whole, changes } });
      const timeline = (await store.rooms.room(ROOM))?.timeline;
      expect(timeline?.messages.map(({ message_id }) => message_id)).toEqual([2, 3, 4, 5]);
      expect(timeline?.changes.map(({ change_id }) => change_id)).toEqual([2, 3]);
      expect(timeline?.position).toEqual(position(5, 2));
    });

    test("another place in the room where that fits too", async () => {
      const store = storeOf(new MemoryStorage(), ME);
      const keep = async (units: number) => {
        const { timeline, ...saved } = savedRoom(["the newest"]);
        const apart = [message(1, { text: "x".repeat(units) })];
        await store.rooms.putRoom(ROOM, { ...saved, timeline: { ...timeline, apart } });
        return (await store.rooms.room(ROOM))?.timeline.apart?.length;
      };
      expect([await keep(1_000), await keep(CACHE_ROOM_UNITS_MAX)]).toEqual([1, undefined]);
    });

    test("people: beyond the bound they are learned anew", async () => {
      const storage = new MemoryStorage();
      const store = storeOf(storage, ME);
      const id = (number: number) => asId<UserId>(`u_${String(number).padStart(20, "0")}`);
      await store.people.put(Array.from({ length: CACHE_PEOPLE_MAX + 1 }, (_, index) => user(id(index))));
      expect(await store.people.all()).toHaveLength(CACHE_PEOPLE_MAX + 1);
      expect(await store.people.all()).toHaveLength(0);
    });

    test("the cache can be dropped, and what is on its way stays", async () => {
      const store = storeOf(new IndexedDbStorage(), ME);
      await store.rooms.putRoom(ROOM, savedRoom(["a"]));
      await store.rooms.putMessage(outgoing());
      await store.inbox.putRead({ room_id: ROOM, message_id: 3 });
      await store.all.clearCache();
      expect(await store.rooms.room(ROOM)).toBeUndefined();
      expect([(await store.rooms.messages()).length, (await store.inbox.reads()).length]).toEqual([1, 1]);
    });
  });

  test("clears everything of its user and nothing of others", async () => {
    const storage = new IndexedDbStorage();
    const [mine, other] = [storeOf(storage, ME), storeOf(storage, OTHER)];
    for (const store of [mine, other]) {
      await store.rooms.putMessage(outgoing());
      await store.inbox.putRead({ room_id: ROOM, message_id: 3 });
      await store.rooms.putRoom(ROOM, {
        room: undefined,
        role: undefined,
        timeline: { position: position(0), messages: [], changes: [] },
      });
      await store.people.put([user(ME)]);
    }
    await mine.all.clear();
    // What was on its way to the device does not come back after that.
    await mine.rooms.putMessage(outgoing());
    await mine.people.put([user(ME)]);
    expect([
      await mine.rooms.messages(),
      await mine.inbox.reads(),
      await mine.rooms.room(ROOM),
      await mine.people.all(),
    ]).toEqual([[], [], undefined, []]);
    expect([
      (await other.rooms.messages()).length,
      (await other.inbox.reads()).length,
      (await other.people.all()).length,
    ]).toEqual([1, 1, 1]);
  });
});
