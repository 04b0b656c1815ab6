import { describe, expect, it } from "vitest";
import { PINS_MAX } from "../../../../src/protocol/limits.ts";
import { Room } from "../../../../src/server/room/room.ts";
import { RoomTables } from "../../../../src/server/room/tables/room-tables.ts";
import { ANN, applyAction, BEN, CAT, makeRoom, NOW, say, sayAll, texts } from "../make-room.ts";

/** Everything that can hang on a message is asked for: the log, reactions, pins, threads and polls. */
const QUERIES_PER_PAGE = 5;

/** A room in which everything that can happen to a message has happened to the first `count` of them. */
function busyRoom(count: number) {
  const { room, sql } = makeRoom([ANN, BEN, CAT]);
  const poll = { options: ["yes", "no"], multiple: false };
  room.commit(
    texts(count).map((text) => say(ANN, text, { poll, mentions: [BEN] })),
    NOW,
  );
  for (let message_id = 1; message_id <= count; message_id++) {
    applyAction(room, BEN, { type: "react", message_id, emoji: "👍", on: true });
    applyAction(room, ANN, { type: "vote", message_id, options: [1] });
    applyAction(room, ANN, { type: "pin", message_id, on: true }, NOW + message_id);
    room.commit([say(CAT, "re", { thread: message_id })], NOW);
  }
  // Between the pinned messages and the end of the log, so that lists of ids have holes.
  sayAll(room, ANN, texts(3));
  applyAction(room, ANN, { type: "pin", message_id: 2, on: false });
  const counted = { queries: 0 };
  const tables = new RoomTables({
    ...sql,
    exec: (query, ...values) => {
      counted.queries++;
      return sql.exec(query, ...values);
    },
  });
  const woken = Room.wake(tables);
  if (!woken) throw new Error("no room");
  const { reader } = woken;
  reader.describe(BEN, NOW); // From here on the member is known.
  const queriesOf = <T>(read: () => T): { readonly queries: number; readonly read: T } => {
    counted.queries = 0;
    return { read: read(), queries: counted.queries };
  };
  return { reader, queriesOf, head: woken.state.log.tail };
}

describe("reading many messages costs as many queries as reading one", () => {
  const [few, many] = [busyRoom(3), busyRoom(PINS_MAX)];

  it("PIN1: the pinned messages", () => {
    const [some, all] = [few, many].map(({ reader, queriesOf }) => queriesOf(() => reader.pins(BEN, NOW)));
    expect(all?.read.ok && all.read.value).toHaveLength(PINS_MAX - 1);
    expect(all?.read.ok && all.read.value[0]).toMatchObject({
      message_id: PINS_MAX,
      pinned: true,
      reactions: [{ emoji: "👍", count: 1, me: true }],
      votes: [{ count: 0 }, { count: 1, me: false }],
      replies: { count: 1, users: [CAT] },
    });
    expect([some?.queries, all?.queries]).toEqual([QUERIES_PER_PAGE + 1, QUERIES_PER_PAGE + 1]);
  });

  it("RESUME5: a page of history", () => {
    const pages = [few, many].map(({ reader, queriesOf }) =>
      queriesOf(() => reader.history(BEN, { limit: 200 }, NOW)),
    );
    // Beside the page itself, the chain values at both of its ends.
    expect(pages.map(({ queries }) => queries)).toEqual([QUERIES_PER_PAGE + 2, QUERIES_PER_PAGE + 2]);
  });

  it("THREAD1: a thread", () => {
    const threads = [few, many].map(({ reader, queriesOf }) =>
      queriesOf(() => reader.thread(BEN, 1, 0, 100, NOW)),
    );
    // Beside the messages: which they are, and whether the reader follows.
    expect(threads.map(({ queries }) => queries)).toEqual([QUERIES_PER_PAGE + 2, QUERIES_PER_PAGE + 2]);
  });

  it("RESUME7: the messages that have changed", () => {
    const resumes = [few, many].map(({ reader, queriesOf, head }) => {
      const position = { epoch: "epoch", message_id: head.message_id, change_id: head.change_id - 300 };
      return queriesOf(() =>
        reader.resume(BEN, { ...position, change_id: Math.max(3, position.change_id) }, NOW),
      );
    });
    const patched = resumes.map(({ read }) =>
      read.ok ? read.value.flatMap((frame) => (frame.type === "events" ? frame.changes : [])).length : 0,
    );
    expect(patched[1]).toBeGreaterThan(70);
    // Beside the messages: the changes, and the receipts.
    expect(resumes.map(({ queries }) => queries)).toEqual([QUERIES_PER_PAGE + 2, QUERIES_PER_PAGE + 2]);
  });
});

it("a list of messages is read like each of them alone, in the order in which it is given", () => {
  const { room } = makeRoom([ANN, BEN, CAT]);
  sayAll(room, ANN, texts(6));
  room.commit([say(BEN, "re", { thread: 5 })], NOW);
  applyAction(room, BEN, { type: "react", message_id: 2, emoji: "👍", on: true });
  const { messages } = room.state.tables;
  const ids = [5, 99, 2, 6];
  expect(messages.among(ids, ANN)).toEqual(ids.flatMap((id) => messages.get(id, ANN) ?? []));
  expect(messages.among(ids, ANN).map(({ message_id }) => message_id)).toEqual([5, 2, 6]);
});
