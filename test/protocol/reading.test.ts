import { describe, expect, it } from "vitest";
import { PAGE_MAX_UNITS, RELOAD_PAGE, RESUME_PAGE, TEXT_MAX_CHARACTERS } from "../../src/protocol/limits.ts";
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
});
