import { describe, expect, it } from "vitest";
import {
  BACKLOG_MAX_UNITS,
  PAGE_MAX_UNITS,
  RELOAD_PAGE,
  RESUME_MAX,
  RESUME_MAX_UNITS,
  RESUME_PAGE,
  TEXT_MAX_CHARACTERS,
} from "../../src/protocol/limits.ts";
import type { History, HistoryQuery } from "../../src/protocol/room.ts";
import type { RoomDown } from "../../src/protocol/room-frames.ts";
import {
  ANN,
  applyAction,
  BEN,
  CAT,
  type MadeRoom,
  makeRoom,
  NOW,
  say,
  sayAll,
  texts,
} from "../server/room/make-room.ts";

type Events = Extract<RoomDown, { type: "events" }>;

function pageOf({ room }: MadeRoom, query: HistoryQuery): History {
  const page = room.reader.history(BEN, query, NOW);
  if (!page.ok) throw new Error(page.code);
  return page.value;
}

function framesOf({ room }: MadeRoom, position?: Parameters<typeof room.reader.resume>[1]): RoomDown[] {
  const frames = room.reader.resume(BEN, position, NOW);
  if (!frames.ok) throw new Error(frames.code);
  return frames.value;
}

const eventsIn = (frames: readonly RoomDown[]): Events[] => frames.filter((frame) => frame.type === "events");
const idsOf = ({ messages }: Pick<History, "messages">) => messages.map(({ message_id }) => message_id);

describe("RESUME9: a page", () => {
  const made = makeRoom();
  sayAll(made.room, ANN, texts(30));
  const { chain_after: end } = pageOf(made, { limit: 30 });

  it.each([
    [{ limit: 3, after: 30 }],
    [{ limit: 3, after: 31 }],
    [{ limit: 3, after: 1e9 }],
    [{ limit: 3, around: 32 }],
    [{ limit: 3, around: 1e9 }],
  ])("past the end of the log is empty, with the chain value of the end at both of its own: %j", (query) => {
    expect(pageOf(made, query)).toMatchObject({
      messages: [],
      head: 30,
      chain_before: end,
      chain_after: end,
    });
  });

  it("before its beginning is empty, with the chain value of the beginning", () => {
    const beginning = "0".repeat(64);
    expect(pageOf(made, { limit: 3, before: 1 })).toMatchObject({
      messages: [],
      chain_before: beginning,
      chain_after: beginning,
    });
  });

  it("of an empty room is empty", () => {
    for (const query of [{}, { before: 5 }, { after: 0 }, { after: 5 }, { around: 5 }])
      expect(pageOf(makeRoom(), { limit: 3, ...query })).toMatchObject({ messages: [], head: 0 });
  });

  it("near the end is short, and says by head that this is the end", () => {
    expect(idsOf(pageOf(made, { limit: 10, around: 30 }))).toEqual([25, 26, 27, 28, 29, 30]);
  });

  it("that is short for its weight is not the end", () => {
    const heavy = makeRoom();
    sayAll(
      heavy.room,
      ANN,
      Array.from({ length: 70 }, () => "x".repeat(TEXT_MAX_CHARACTERS)),
    );
    const { messages, head } = pageOf(heavy, { limit: 70, after: 0 });
    expect(messages.length).toBe(Math.floor(PAGE_MAX_UNITS / TEXT_MAX_CHARACTERS));
    expect([messages[0]?.message_id, head]).toEqual([1, 70]);
  });
});

describe("RESUME10: a reload", () => {
  it("brings the latest messages as they are, the notices among them, and a position that covers the rest", () => {
    const made = makeRoom([ANN, BEN, CAT]);
    sayAll(made.room, ANN, texts(10));
    applyAction(made.room, ANN, { type: "set_role", user_id: CAT, role: "admin" });
    sayAll(made.room, ANN, texts(60, 11));
    applyAction(made.room, BEN, { type: "react", message_id: 70, emoji: "👍", on: true });
    applyAction(made.room, ANN, { type: "update_room", settings: { topic: "new" } });
    const frames = framesOf(made);
    const messages = eventsIn(frames).flatMap((frame) => frame.messages);
    const changes = eventsIn(frames).flatMap((frame) => frame.changes);
    expect(messages.map(({ message_id }) => message_id)).toEqual(
      Array.from({ length: RELOAD_PAGE }, (_, index) => 21 + index),
    );
    expect(messages.at(-1)?.reactions).toMatchObject([{ emoji: "👍", count: 1, me: true }]);
    // 1 to 3 and 4 happened before the page, 5 is the reaction.
    expect(changes).toMatchObject([{ type: "room_changed", change_id: 6, after_message_id: 70 }]);
    expect(frames.at(-1)).toMatchObject({ type: "current", position: { message_id: 70, change_id: 6 } });
  });

  it("looks for notices among the last hundred changes", () => {
    const made = makeRoom();
    sayAll(made.room, ANN, ["one"]);
    for (let count = 0; count < RESUME_PAGE - 2; count++)
      applyAction(made.room, ANN, { type: "update_room", settings: { topic: `${count}` } });
    const first = () => eventsIn(framesOf(made)).flatMap(({ changes }) => changes)[0]?.change_id;
    expect(first()).toBe(1);
    applyAction(made.room, ANN, { type: "update_room", settings: { topic: "another" } });
    expect(first()).toBe(2);
  });
});

describe("RESUME11: frames of a resume", () => {
  it("have at most a hundred messages or changes", () => {
    const made = makeRoom();
    const start = made.room.reader.head();
    sayAll(made.room, ANN, texts(205));
    for (let id = 1; id <= 150; id++)
      applyAction(made.room, ANN, { type: "react", message_id: id, emoji: "👍", on: true });
    const sizes = eventsIn(framesOf(made, start)).map(({ messages, changes }) => [
      messages.length,
      changes.length,
    ]);
    expect(sizes).toEqual([
      [100, 0],
      [100, 0],
      [5, 0],
      [0, 100],
      [0, 50],
    ]);
  });

  it("are cut by their length, messages and changes alike, and lose nothing", () => {
    const made = makeRoom();
    const start = made.room.reader.head();
    sayAll(
      made.room,
      ANN,
      Array.from({ length: 150 }, () => "x".repeat(TEXT_MAX_CHARACTERS)),
    );
    const before = made.room.reader.head();
    for (let id = 1; id <= 150; id++)
      applyAction(made.room, ANN, { type: "edit", message_id: id, text: "y".repeat(TEXT_MAX_CHARACTERS) });
    for (const [position, part] of [
      [start, "messages"],
      [before, "changes"],
    ] as const) {
      const frames = framesOf(made, position);
      const pages = eventsIn(frames).filter((frame) => frame[part].length > 0);
      expect(frames[0]).toMatchObject({ mode: "resume" });
      expect(pages.length).toBeGreaterThan(2);
      for (const page of pages)
        expect(JSON.stringify(page[part]).length).toBeLessThan(PAGE_MAX_UNITS + 1_000);
      expect(pages.flatMap((page) => page[part].length).reduce((a, b) => a + b)).toBe(150);
    }
  });

  it("RESUME2: of too much at once are a reload, however the texts are written", () => {
    // As long as a message can be, and as it goes over the wire.
    const wide = "\u0001".repeat(TEXT_MAX_CHARACTERS);
    const made = makeRoom();
    const start = made.room.reader.head();
    const each = JSON.stringify(wide).length;
    sayAll(
      made.room,
      ANN,
      Array.from({ length: Math.ceil(RESUME_MAX_UNITS / each) }, () => wide),
    );
    const { message_id } = made.room.reader.head();
    expect(message_id).toBeLessThan(RESUME_MAX);
    const reload = framesOf(made, start);
    expect(reload[0]).toMatchObject({ mode: "reload" });
    expect(framesOf(made, { ...start, message_id: 2 })[0]).toMatchObject({ mode: "resume" });
    // Whatever it is answered with, a client that has read everything before can take it.
    expect(JSON.stringify(reload).length).toBeLessThan(BACKLOG_MAX_UNITS / 2);
  });
});

it("THREAD3, RESUME9: a thread's page is cut by its length, and its first message tells which reply is the last", () => {
  const made = makeRoom();
  sayAll(made.room, ANN, ["root"]);
  made.room.commit(
    Array.from({ length: 80 }, () => say(ANN, "x".repeat(TEXT_MAX_CHARACTERS), { thread: 1 })),
    NOW,
  );
  const found: number[] = [];
  for (let after = 0, last = 81, pages = 0; after < last; pages++) {
    const page = made.room.reader.thread(BEN, 1, after, 200, NOW);
    if (!page.ok) throw new Error(page.code);
    const { messages } = page.value;
    expect(JSON.stringify(messages).length).toBeLessThan(PAGE_MAX_UNITS + 50_000);
    expect(messages[0]?.replies?.last_message_id).toBe(last);
    found.push(...messages.slice(1).map(({ message_id }) => message_id));
    after = messages.at(-1)?.message_id ?? last;
    expect(pages).toBeLessThan(3);
  }
  expect(found).toEqual(Array.from({ length: 80 }, (_, index) => 2 + index));
});
