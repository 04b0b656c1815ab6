import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { UserId } from "../../../src/protocol/ids.ts";
import { SEARCH_BLOCK, SEARCH_WAITING } from "../../../src/protocol/limits.ts";
import type { Message } from "../../../src/protocol/message.ts";
import { isHit } from "../../../src/protocol/search/match.ts";
import { readQuery } from "../../../src/protocol/search/query.ts";
import { resolveQuery, type SearchQuery } from "../../../src/protocol/search/search-query.ts";
import { SearchIndexer } from "../../../src/server/room/followers/search-indexer.ts";
import type { Room } from "../../../src/server/room/room.ts";
import type { RoomSearch } from "../../../src/server/room/search.ts";
import { VirtualClock } from "../../virtual-clock.ts";
import { ANN, applyAction, BEN, CAT, makeRoom, NOW, read, say, sayAll, user } from "./make-room.ts";

const DAN = user("dan");
const people = new Map<string, UserId>([
  ["ann", ANN],
  ["ben", BEN],
  ["cat", CAT],
]);

function queryOf(typed: string): SearchQuery {
  const names = { self: ANN, userOf: (handle: string) => people.get(handle), roomsOf: () => [] };
  const query = resolveQuery(readQuery(typed), names);
  if (!query.ok) throw new Error(query.detail);
  return query.value;
}

function page(room: Room, typed: string, more: Partial<RoomSearch> = {}) {
  const search: RoomSearch = {
    query: queryOf(typed),
    order: "newest",
    limit: 20,
    hidden: [],
    saved: [],
    ...more,
  };
  const result = room.reader.search(ANN, search, NOW);
  if (!result.ok) throw new Error(result.code);
  return result.value;
}

const find = (room: Room, typed: string, more: Partial<RoomSearch> = {}): number[] =>
  page(room, typed, more).messages.map(({ message_id }) => message_id);

/** All hits, page by page. */
function findAll(room: Room, typed: string, more: Partial<RoomSearch> = {}, between = () => {}): number[] {
  const found: number[] = [];
  for (let cursor: string | undefined, pages = 0; pages === 0 || cursor !== undefined; pages++) {
    const { messages, next } = page(room, typed, { ...more, cursor });
    found.push(...messages.map(({ message_id }) => message_id));
    cursor = next;
    between();
    if (pages > 1_000) throw new Error("no end");
  }
  return found;
}

const index = (room: Room): void => {
  const { messages } = room.state.tables;
  messages.indexUpTo(Math.floor(room.state.log.tail.message_id / SEARCH_BLOCK));
};

/** A room with many messages, of which the newest wait for the index. */
function talkative(count = 400): Room {
  const { room } = makeRoom([ANN, BEN, CAT]);
  for (let id = 1; id <= count; id++)
    room.commit(
      [say(id % 2 ? ANN : BEN, id % 50 === 0 ? `rare number ${id}` : `usual words ${id}`)],
      NOW + id,
    );
  index(room);
  sayAll(room, CAT, ["a rare word of Cat", "nothing"]);
  return room;
}

describe("SEARCH1: a search in a room", () => {
  it("finds what was said, the newest first, indexed or not", () => {
    const room = talkative();
    expect(find(room, "rare")).toEqual([401, 400, 350, 300, 250, 200, 150, 100, 50]);
    expect(find(room, "rare number", { limit: 3 })).toEqual([400, 350, 300]);
    expect(find(room, "absent")).toEqual([]);
    expect(page(room, "absent").next).toBeUndefined();
  });

  it("has pages that neither move nor repeat while people go on", () => {
    const room = talkative();
    let count = 0;
    const goOn = () => room.commit([say(ANN, `rare again ${count++}`)], NOW + 1_000);
    for (const order of ["newest", "best"] as const) {
      const before = findAll(room, "rare", { order });
      expect(findAll(room, "rare", { order, limit: 2 }, goOn)).toEqual(before);
    }
  });

  it("orders the best first: more of the words, in fewer", () => {
    const { room } = makeRoom();
    sayAll(room, ANN, [
      "tea",
      `tea ${"and so on ".repeat(30)}`,
      "tea tea tea",
      "nothing",
      "green tea, and tea again",
    ]);
    expect(find(room, "tea", { order: "best" }).slice(0, 2)).toEqual([3, 5]);
    expect(find(room, "tea", { order: "best" }).at(-1)).toBe(2);
  });

  it("knows only what members may read", () => {
    const { room } = makeRoom([ANN]);
    sayAll(room, ANN, ["secret"]);
    const search = { query: queryOf("secret"), order: "newest", limit: 5, hidden: [], saved: [] } as const;
    expect(room.reader.search(BEN, search, NOW)).toMatchObject({ ok: false, code: "not_a_member" });
  });
});

describe("SEARCH3: operators", () => {
  const { room } = makeRoom([ANN, BEN, CAT, DAN]);
  const day = 24 * 60 * 60 * 1_000;
  room.commit([say(ANN, "see https://example.com")], NOW);
  room.commit([say(BEN, "run `npm test`", { mentions: [ANN] })], NOW + day);
  room.commit([say(CAT, "lunch?", { poll: { options: ["pizza", "soup"], multiple: false } })], NOW + 2 * day);
  room.commit([say(BEN, "pizza please", { thread: 3 })], NOW + 2 * day);
  applyAction(room, ANN, { type: "pin", message_id: 2, on: true }, NOW + 3 * day);
  const queries: readonly (readonly [typed: string, ids: readonly number[]])[] = [
    ["from:ben", [4, 2]],
    ["from:@ben pizza", [4]],
    ["from:me", [1]],
    ["from:ann from:cat", [3, 1]],
    ["pizza -from:ben", [3]],
    ["mentions:ann", [2]],
    ["mentions:me", [2]],
    ["has:link", [1]],
    ["has:code", [2]],
    ["has:poll", [3]],
    ["pizza -has:poll", [4]],
    ["is:pinned", [2]],
    ["is:thread", [4]],
    ["is:saved", [3]],
    ["pizza -is:thread", [3]],
    ["on:2026-11-25", [2]],
    ["before:2026-11-25", [1]],
    ["after:2026-11-25", [4, 3]],
    ["after:2026-11-24 before:2026-11-26", [2]],
    ["on:2026-11", [4, 3, 2, 1]],
    ["after:2026", []],
    ["soup", [3]],
  ];
  it.each([false, true])("in messages that are indexed: %s", (isIndexed) => {
    if (isIndexed) {
      sayAll(
        room,
        DAN,
        Array.from({ length: 2 * SEARCH_BLOCK }, () => "."),
      );
      index(room);
    }
    for (const [typed, ids] of queries)
      expect([typed, findAll(room, typed, { saved: [3] }).filter((id) => id <= 4)]).toEqual([typed, ids]);
  });
});

describe("SEARCH4: a text that is gone is found no more, from that turn on", () => {
  it("whether deleted or edited, in the index or not", () => {
    const room = talkative();
    for (const message_id of [100, 401]) {
      const by = message_id === 100 ? BEN : CAT;
      expect(find(room, "rare")).toContain(message_id);
      applyAction(room, by, { type: "edit", message_id, text: "other words altogether" }, NOW + 1_000);
      expect(find(room, "rare")).not.toContain(message_id);
      expect(find(room, "altogether")).toContain(message_id);
      applyAction(room, by, { type: "delete", message_id }, NOW + 1_000);
      expect(find(room, "altogether")).not.toContain(message_id);
      expect(find(room, `from:${by === BEN ? "ben" : "cat"}`, { limit: 50 })).not.toContain(message_id);
    }
  });

  it("SEARCH5: nor anything of people who are hidden", () => {
    const room = talkative();
    expect(find(room, "rare", { hidden: [CAT] })).not.toContain(401);
  });
});

it("SEARCH1: the index never hides what reading every message would find", () => {
  const words = [
    "tea",
    "Tee",
    "東京",
    "京都",
    "C++",
    "c",
    "=>",
    "👍",
    "node:crypto",
    "crypto",
    "Blåbær",
    "fooBar",
    "bar",
  ];
  const text = fc.array(fc.constantFrom(...words, "and", ",", "a.b"), { minLength: 1, maxLength: 4 });
  const typed = fc.constantFrom(
    ...words,
    "te*",
    "-tea c",
    '"tea and"',
    "from:ben",
    "has:code bar",
    "a.b",
    "foo*",
  );
  fc.assert(
    fc.property(
      fc.array(text, { minLength: 1, maxLength: 300 }),
      typed,
      fc.nat(300),
      (texts, query, edited) => {
        const { room } = makeRoom([ANN, BEN]);
        const sends = texts.map((parts, at) => say(at % 3 ? ANN : BEN, parts.join(" ")));
        room.commit(sends, NOW);
        index(room);
        const message_id = 1 + (edited % texts.length);
        applyAction(room, (message_id - 1) % 3 ? ANN : BEN, {
          type: "edit",
          message_id,
          text: "tea 東京都 edited",
        });
        const all = everything(room);
        const hits = all.filter((message) => isHit(queryOf(query), message, () => false));
        expect(findAll(room, query)).toEqual(hits.map((message) => message.message_id).reverse());
      },
    ),
    { numRuns: 60 },
  );
});

function everything(room: Room): Message[] {
  const all: Message[] = [];
  for (;;) {
    const next = room.reader.history(ANN, { after: all.length, limit: 200 }, NOW);
    if (!next.ok || next.value.messages.length === 0) return all;
    all.push(...next.value.messages);
  }
}

it("SEARCH6: a page ends when it has cost enough, and says how far back it has looked", () => {
  const { room } = makeRoom([ANN]);
  const long = `alpha ${"x ".repeat(3_500)}beta`;
  for (let id = 1; id <= 600; id++) room.commit([say(ANN, id === 1 ? "alpha beta" : long)], NOW + id);
  index(room);
  const first = page(room, '"alpha beta"');
  expect(first.messages).toEqual([]);
  expect(first.looked_back_to).toBeGreaterThan(NOW + 100);
  expect(findAll(room, '"alpha beta"')).toEqual([1]);
});

it("the indexer writes when enough waits, in parts, and costs few rows", async () => {
  const { room, sql, wake } = makeRoom([ANN, BEN]);
  let due = 0;
  const clock = new VirtualClock(NOW);
  const indexer = new SearchIndexer(room.state, { clock, dueChanged: () => due++ });
  const chat = (id: number) =>
    say(ANN, `message ${id} about ${["tea", "code", "lunch", "rain"][id % 4]} and ${id * 7919}`);
  for (let id = 1; id < SEARCH_WAITING; id++) room.commit([chat(id)], NOW);
  indexer.changed();
  expect([due, indexer.due()]).toEqual([0, undefined]);
  room.commit([chat(SEARCH_WAITING)], NOW);
  indexer.changed();
  indexer.changed();
  expect([due, indexer.due()]).toEqual([1, 0]);
  const before = sql.rowsWritten();
  const done = indexer.retry();
  await clock.advance(1);
  await done;
  expect(indexer.due()).toBeUndefined();
  expect((sql.rowsWritten() - before) / SEARCH_WAITING).toBeLessThan(0.1);
  expect(room.state.tables.messages.search.last()).toBe(SEARCH_WAITING / SEARCH_BLOCK);
  expect(find(wake(), "lunch", { limit: 1 })).toEqual([1022]);
  expect(read(room, ANN, 1)).toHaveLength(1);
});
