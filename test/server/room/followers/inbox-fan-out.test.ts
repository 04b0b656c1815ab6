import { describe, expect, it } from "vitest";
import type { RoomId } from "../../../../src/protocol/ids.ts";
import { INBOX_FANOUT_MAX } from "../../../../src/protocol/limits.ts";
import { invite, leave } from "../../../../src/server/room/membership.ts";
import { asId } from "../../../as-id.ts";
import { ANN, applyAction, BEN, CAT, makeRoom, NOW, say, user } from "../make-room.ts";
import { make } from "./make-fan-out.ts";

describe("INBOX1: fan-out", () => {
  it("tells everyone at once after quiet, then once a second while the room is busy", async () => {
    const { clock, awake, heads } = make();
    const { speak } = awake();
    await clock.advance(5_000);
    heads();
    speak(ANN, "one");
    await clock.advance(0);
    expect(heads()).toEqual(["ann 1/1", "ben 1/0"]);
    for (let count = 0; count < 9; count++) speak(BEN, "more");
    await clock.advance(999);
    expect(heads()).toEqual([]);
    await clock.advance(1);
    expect(heads()).toEqual(["ann 10/0", "ben 10/10"]);
    await clock.advance(60_000);
    expect(heads()).toEqual([]);
    expect(clock.pending).toBe(0);
  });

  it("tells in another round what happened while one was under way", async () => {
    const { clock, awake, told, heads } = make();
    const { speak } = awake();
    await clock.advance(5_000);
    heads();
    const push = told.push.bind(told);
    told.push = (...updates) => {
      told.push = push;
      speak(BEN, "meanwhile");
      return push(...updates);
    };
    speak(ANN, "one");
    await clock.advance(0);
    expect(heads()).toEqual(["ann 1/1", "ben 1/0"]);
    await clock.advance(1_000);
    expect(heads()).toEqual(["ann 2/0", "ben 2/2"]);
  });

  it("shows the start of the last message, whole characters only", async () => {
    const { clock, awake, told } = make();
    const { speak } = awake();
    speak(ANN, "😀".repeat(500));
    await clock.advance(0);
    expect(told.at(-1)?.preview).toMatchObject({ message_id: 1, sender: ANN, text: "😀".repeat(140) });
  });

  it("in a room of more than 64, reports no single messages, but who joined or left", async () => {
    const crowd = Array.from({ length: INBOX_FANOUT_MAX }, (_, index) => user(`p${index}`));
    const { clock, awake, heads, told } = make([ANN, ...crowd]);
    const { room, fanOut, speak } = awake();
    await clock.advance(10_000);
    expect(heads()).toHaveLength(65);
    speak(ANN, "hello all");
    await clock.advance(10_000);
    expect(heads()).toEqual([]);
    room.change((state) => leave(state, user("p7"), clock.now()));
    fanOut.changed();
    await clock.advance(10_000);
    expect(told).toMatchObject([{ user_id: user("p7"), membership: "left", head: 0 }]);
    told.length = 0;
    speak(ANN, "now we are 64");
    await clock.advance(10_000);
    expect(heads()).toHaveLength(64);
  });

  it("MEMBER1: the other side of a DM hears of it with the first message", async () => {
    const { clock, awake, heads } = make([ANN, BEN], asId<RoomId>(`d_${ANN.slice(2)}_${BEN.slice(2)}`));
    const { speak } = awake();
    await clock.advance(2_000);
    expect(heads()).toEqual(["ann 0/0"]);
    speak(ANN, "hi");
    await clock.advance(0);
    expect(heads()).toEqual(["ann 1/1", "ben 1/0"]);
  });
});

describe("INBOX2: after a sleep", () => {
  it("nobody is told again what they have been told, at no cost in rows", async () => {
    const { clock, awake, heads, notes, sql } = make();
    awake().speak(ANN, "good night");
    await clock.advance(5_000);
    heads();
    notes.push({ message_id: 0, change_id: 0 });
    const before = sql.rowsWritten();
    const { fanOut } = awake();
    fanOut.changed();
    await clock.advance(5_000);
    expect(heads()).toEqual([]);
    expect(sql.rowsWritten()).toBe(before);
    expect(clock.pending).toBe(0);
  });

  it("messages since the last round are reported, whatever is remembered of older ones", async () => {
    const { clock, awake, heads, wake } = make();
    awake().speak(ANN, "told");
    await clock.advance(5_000);
    heads();
    wake().commit([say(BEN, "not told")], clock.now());
    awake();
    await clock.advance(0);
    expect(heads()).toEqual(["ann 2/0", "ben 2/2"]);
  });

  it("a note that is ahead of the log is not believed", async () => {
    const { clock, awake, heads, notes, wake } = make();
    awake();
    await clock.advance(5_000);
    heads();
    wake().commit([say(ANN, "one")], clock.now());
    notes.push({ message_id: 900, change_id: 0 });
    awake();
    await clock.advance(0);
    expect(heads()).toEqual(["ann 1/1", "ben 1/0"]);
  });
});

describe("INBOX2: after a crash", () => {
  it("the round that may not have happened is repeated, once", async () => {
    const { clock, awake, heads, notes } = make();
    const crashed = awake();
    crashed.speak(ANN, "lost?");
    crashed.fanOut.stop();
    awake();
    await clock.advance(0);
    expect(heads()).toEqual(["ann 1/1", "ben 1/0"]);
    await clock.advance(5_000);
    notes.length = 0;
    awake();
    await clock.advance(5_000);
    expect(heads()).toEqual([]);
  });

  it("is covered by the round of the message that woke the room", async () => {
    const { clock, awake, heads, wake } = make();
    wake().commit([say(ANN, "before")], NOW);
    awake().speak(BEN, "after");
    await clock.advance(500);
    expect(heads()).toEqual(["ann 2/1", "ben 2/2"]);
  });

  it("a member who left or joined is told, however late", async () => {
    const { clock, awake, told } = make();
    const { room } = awake();
    room.change((state) => invite(state, ANN, [CAT], NOW));
    room.change((state) => leave(state, BEN, NOW));
    told.length = 0;
    awake();
    await clock.advance(0);
    expect(told).toMatchObject([
      { user_id: ANN, membership: "owner" },
      { user_id: BEN, membership: "left" },
      { user_id: CAT, membership: "member" },
    ]);
  });
});

describe("an inbox that is down", () => {
  it("is told when it is back, and its user's own messages count as read", async () => {
    const { clock, awake, heads, down, retries, sql } = make();
    const { speak } = awake();
    await clock.advance(2_000);
    heads();
    down.add(BEN);
    speak(BEN, "mine");
    await clock.advance(2_000);
    expect(heads()).toEqual(["ann 1/0"]);
    speak(ANN, "two");
    await clock.advance(2_000);
    expect(heads()).toEqual(["ann 2/2"]);
    expect(retries).toEqual([1_000, 2_000, 4_000]);
    down.clear();
    await clock.advance(3_000);
    expect(heads()).toEqual(["ben 2/1"]);
    expect(sql.exec("SELECT * FROM outbox")).toEqual([]);
  });
});

it("INBOX3: a user who gets a new role just after sending is told that they have read their own message", async () => {
  const { clock, awake, heads } = make([ANN, BEN]);
  const { room, fanOut, speak } = awake();
  await clock.advance(5_000);
  heads();
  speak(BEN, "mine");
  applyAction(room, ANN, { type: "set_role", user_id: BEN, role: "admin" }, clock.now());
  fanOut.changed();
  await clock.advance(5_000);
  expect(heads()).toContain("ben 1/1");
});

it("INBOX1: what is enqueued while a round is under way does not hide what that round could not tell", () => {
  const { inboxes } = makeRoom([ANN, BEN]).room.state.tables;
  for (const entry of inboxes.pending()) inboxes.acknowledge(entry);
  inboxes.enqueue(BEN, { message_id: 5, change_id: 11 });
  inboxes.postpone(BEN, { message_id: 2, change_id: 9 });
  expect(inboxes.pending()).toMatchObject([{ target: BEN, body: { message_id: 2, change_id: 9 } }]);
  inboxes.enqueue(BEN, { message_id: 6, change_id: 13 });
  expect(inboxes.pending()).toMatchObject([{ target: BEN, body: { message_id: 2, change_id: 9 } }]);
});

it("INBOX8: a user who gets a new role just after being mentioned, and cannot be told, learns both later", async () => {
  const { clock, awake, told, down } = make();
  const { room, fanOut } = awake();
  await clock.advance(5_000);
  room.commit([say(ANN, "psst", { mentions: [BEN] })], clock.now());
  applyAction(room, ANN, { type: "set_role", user_id: BEN, role: "admin" });
  down.add(BEN);
  fanOut.changed();
  await clock.advance(5_000);
  down.clear();
  told.length = 0;
  await clock.advance(5_000);
  expect(told).toMatchObject([{ user_id: BEN, membership: "admin", mentions: [{ message_id: 1 }] }]);
});

describe("a room that is read again after a failure", () => {
  it("INBOX2: is no longer reported by the fan-out it had before", async () => {
    const { clock, awake, told, down, sql } = make();
    const old = awake();
    await clock.advance(5_000);
    old.speak(ANN, "busy");
    old.speak(ANN, "so the next round is due in a second");
    await clock.advance(10);
    old.fanOut.stop();
    const { room, fanOut } = awake();
    down.add(BEN);
    room.change((state) => leave(state, BEN, clock.now()));
    fanOut.changed();
    await clock.advance(10);
    down.clear();
    // The old one still takes BEN for a member, and would acknowledge the entry with that.
    await clock.advance(5_000);
    fanOut.changed();
    await clock.advance(5_000);
    expect(told.filter((update) => update.user_id === BEN).at(-1)).toMatchObject({ membership: "left" });
    expect(sql.exec("SELECT * FROM outbox")).toEqual([]);
  });

  it("a round whose outcome cannot be stored is repeated later", async () => {
    const { clock, awake, heads, down, retries, sql } = make();
    const { speak } = awake();
    await clock.advance(2_000);
    heads();
    down.add(BEN);
    sql.exec("CREATE TRIGGER full BEFORE INSERT ON outbox BEGIN SELECT RAISE(ABORT, 'disk full'); END");
    speak(ANN, "one");
    await clock.advance(0);
    expect(retries).toEqual([1_000]);
    sql.exec("DROP TRIGGER full");
    down.clear();
    heads();
    await clock.advance(2_000);
    expect(heads()).toEqual(["ann 1/1", "ben 1/0"]);
  });
});

it("the row budget: the cursor costs a row each 16 messages, whether quiet or busy", async () => {
  const { clock, awake, sql } = make();
  const { speak } = awake();
  await clock.advance(5_000);
  const before = sql.rowsWritten();
  for (let count = 0; count < 160; count++) {
    speak(ANN, "a quiet one");
    await clock.advance(5_000);
  }
  expect((sql.rowsWritten() - before) / 160).toBeLessThanOrEqual(2.1);
});

it("MENTION1: `here` mentions those who have the room open, nobody else", async () => {
  const { clock, awake, told, present } = make([ANN, BEN, CAT]);
  const { room, fanOut } = awake();
  await clock.advance(5_000);
  told.length = 0;
  present.push(ANN, BEN);
  room.commit([say(ANN, "who is here?", { mention_room: "here" })], clock.now());
  fanOut.changed();
  await clock.advance(0);
  expect(told.map((update) => [update.user_id, update.mentions.length])).toEqual([
    [ANN, 0],
    [BEN, 1],
    [CAT, 0],
  ]);
});

it("EDIT1: people whom an edit mentions, or no longer mentions, are told", async () => {
  const { clock, awake, told } = make([ANN, BEN, CAT]);
  const { room, fanOut } = awake();
  room.commit([say(ANN, "ben?", { mentions: [BEN] })], clock.now());
  await clock.advance(5_000);
  told.length = 0;
  applyAction(room, ANN, { type: "edit", message_id: 1, text: "cat?", mentions: [CAT] }, clock.now());
  fanOut.changed();
  await clock.advance(5_000);
  expect(told.map((update) => [update.user_id, update.mentions.length])).toEqual([
    [BEN, 0],
    [ANN, 0],
    [CAT, 1],
  ]);
  expect(told[0]?.rewritten).toEqual([{ message_id: 1, text: "cat?", no_mention: true }]);
});

it("EDIT1: an edit of the mentions alone reaches those it mentions", async () => {
  const { clock, awake, told } = make([ANN, BEN, CAT]);
  const { room, fanOut } = awake();
  room.commit([say(ANN, "you", { mentions: [BEN] })], clock.now());
  await clock.advance(5_000);
  told.length = 0;
  applyAction(room, ANN, { type: "edit", message_id: 1, text: "you", mentions: [CAT] }, clock.now());
  fanOut.changed();
  await clock.advance(5_000);
  expect(told.filter((update) => update.mentions.length > 0).map((update) => update.user_id)).toEqual([CAT]);
});

it("THREAD2: followers are told of replies, and of their own as read", async () => {
  const { clock, awake, told } = make([ANN, BEN, CAT]);
  const { room, fanOut } = awake();
  room.commit([say(ANN, "topic")], clock.now());
  await clock.advance(5_000);
  told.length = 0;
  room.commit([say(BEN, "re", { thread: 1 })], clock.now());
  fanOut.changed();
  await clock.advance(5_000);
  const threads = () =>
    told
      .splice(0)
      .map((update) => [
        update.user_id,
        update.threads.map((thread) => [thread.last.message_id, thread.read]),
      ]);
  expect(threads()).toEqual([
    [ANN, [[2, 0]]],
    [BEN, [[2, 2]]],
    [CAT, []],
  ]);
  applyAction(room, ANN, { type: "follow", message_id: 1, on: false }, clock.now());
  applyAction(room, CAT, { type: "follow", message_id: 1, on: true }, clock.now());
  room.commit([say(BEN, "re re", { thread: 1 })], clock.now());
  fanOut.changed();
  await clock.advance(5_000);
  expect(threads()).toEqual([
    [ANN, []],
    [BEN, [[3, 3]]],
    [CAT, [[3, 0]]],
  ]);
});
