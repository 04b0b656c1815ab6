import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { Action } from "../../../src/protocol/actions.ts";
import { Action as ActionSchema } from "../../../src/protocol/actions.ts";
import type { RoomId, UserId } from "../../../src/protocol/ids.ts";
import type { RoomDown } from "../../../src/protocol/room-frames.ts";
import type { Room } from "../../../src/server/room/room.ts";
import { asId } from "../../as-id.ts";
import {
  ANN,
  applyAction,
  BEN,
  CAT,
  group,
  makeRoom,
  NOW,
  patched,
  read,
  say,
  sayAll,
  texts,
} from "./make-room.ts";

const HOUR = 60 * 60 * 1000;

/** What a reader who was at a position gets. */
function missed(
  room: Room,
  reader: UserId,
  change_id: number,
  message_id = room.reader.head().message_id,
): RoomDown[] {
  const frames = room.reader.resume(reader, { epoch: "epoch", message_id, change_id }, NOW);
  if (!frames.ok) throw new Error(frames.code);
  return frames.value;
}
const changesOf = (frames: RoomDown[]) =>
  frames.flatMap((frame) => (frame.type === "events" ? frame.changes : []));

describe("DELETE1: deleting", () => {
  const everything = (sql: ReturnType<typeof makeRoom>["sql"]) =>
    sql
      .exec<{ name: string }>("SELECT name FROM sqlite_master WHERE type = 'table'")
      .map(({ name }) => JSON.stringify(sql.exec(`SELECT * FROM ${name}`)))
      .join();

  it("leaves number, sender and place, and of the text nothing anywhere", () => {
    const { room, wake, sql } = makeRoom();
    room.commit([say(ANN, "first"), say(BEN, "s3cret", { reply_to: 1, mentions: [ANN] })], NOW);
    applyAction(room, BEN, { type: "edit", message_id: 2, text: "s3cret again" });
    applyAction(room, ANN, { type: "react", message_id: 2, emoji: "👍", on: true });
    applyAction(room, ANN, { type: "pin", message_id: 2, on: true });
    expect(everything(sql)).toContain("s3cret");
    expect(patched(room, BEN, { type: "delete", message_id: 2 }, NOW + 7)).toMatchObject({
      text: "",
      deleted_at: NOW + 7,
      reactions: [],
      pinned: false,
    });
    const [, gone] = read(wake(), ANN);
    expect(gone).toEqual({
      message_id: 2,
      sender: BEN,
      client_id: gone?.client_id,
      time: NOW,
      text: "",
      reply_to: 1,
      deleted_at: NOW + 7,
      digest: expect.any(String),
    });
    expect(everything(sql)).not.toContain("s3cret");
    expect(wake().reader.pins(ANN, NOW)).toEqual({ ok: true, value: [] });
  });

  it("is for the sender at any time, and for admins", () => {
    const { room } = makeRoom([ANN, BEN, CAT]);
    sayAll(room, BEN, ["one", "two"]);
    expect(patched(room, CAT, { type: "delete", message_id: 1 })).toBe("not_allowed");
    expect(patched(room, BEN, { type: "delete", message_id: 1 }, NOW + 1_000 * HOUR)).toMatchObject({
      message_id: 1,
    });
    expect(patched(room, ANN, { type: "delete", message_id: 2 })).toMatchObject({ message_id: 2 });
    expect(applyAction(room, ANN, { type: "delete", message_id: 2 })).toEqual([]);
  });

  it("in a DM one cannot delete what the other said", () => {
    const { room } = makeRoom([ANN, BEN], asId<RoomId>(`d_${ANN.slice(2)}_${BEN.slice(2)}`));
    sayAll(room, BEN, ["one"]);
    expect(patched(room, ANN, { type: "delete", message_id: 1 })).toBe("not_allowed");
  });

  it("makes every other action on the message unknown", () => {
    const { room } = makeRoom();
    sayAll(room, ANN, ["one"]);
    applyAction(room, ANN, { type: "delete", message_id: 1 });
    for (const what of [
      { type: "edit", message_id: 1, text: "back" },
      { type: "react", message_id: 1, emoji: "👍", on: true },
      { type: "pin", message_id: 1, on: true },
      { type: "vote", message_id: 1, options: [] },
      { type: "report", message_id: 1, reason: "" },
    ] satisfies Action[])
      expect(applyAction(room, ANN, what)).toBe("message_unknown");
  });

  it("EDIT2, PROOF1: the chain can be checked over edited and deleted messages", () => {
    const { room, wake } = makeRoom();
    room.commit(
      [
        say(ANN, "one"),
        say(ANN, "two", { mentions: [BEN] }),
        say(BEN, "which?", { thread: 2, poll: { options: ["a", "b"], multiple: false } }),
      ],
      NOW,
    );
    for (const text of ["edited", "and once more"])
      applyAction(room, ANN, { type: "edit", message_id: 1, text });
    applyAction(room, ANN, { type: "edit", message_id: 2, text: "also edited" });
    applyAction(room, ANN, { type: "delete", message_id: 2 });
    const log = wake().reader.history(BEN, { limit: 10 }, NOW);
    if (!log.ok) throw new Error(log.code);
    const sha = (value: unknown) => createHash("sha256").update(JSON.stringify(value)).digest("hex");
    const chain = log.value.messages.reduce((before, message) => {
      const { message_id, sender, client_id, time, text, reply_to, mentions, thread, mention_room, poll } =
        message;
      const rare =
        (thread ?? mention_room ?? poll)
          ? [thread ?? null, mention_room ?? null, poll ? [poll.options, poll.multiple] : null, null]
          : [];
      const digest = message.digest ?? sha([text, reply_to ?? null, mentions ?? [], ...rare]);
      return sha([before, message_id, sender, client_id, time, digest]);
    }, log.value.chain_before);
    expect(chain).toBe(log.value.chain_after);
  });
});

describe("REACT1: reactions", () => {
  it("are on or off, counted, and one's own are known", () => {
    const { room, wake } = makeRoom([ANN, BEN, CAT]);
    sayAll(room, ANN, ["hm"]);
    let now = NOW;
    const react = (by: UserId, emoji: string, on = true) =>
      patched(room, by, { type: "react", message_id: 1, emoji, on }, now++);
    react(BEN, "👍");
    react(CAT, "🎉");
    expect(react(CAT, "👍")).toEqual({
      message_id: 1,
      reactions: [
        { emoji: "👍", count: 2, users: [BEN, CAT] },
        { emoji: "🎉", count: 1, users: [CAT] },
      ],
      actor_state: { emoji: "👍", on: true },
    });
    expect(react(CAT, "👍")).toBeUndefined();
    expect(read(wake(), BEN)[0]?.reactions).toMatchObject([
      { emoji: "👍", count: 2, me: true },
      { emoji: "🎉", me: false },
    ]);
    react(CAT, "🎉", false);
    expect(react(CAT, "🎉", false)).toBeUndefined();
    expect(read(wake(), CAT)[0]?.reactions).toMatchObject([{ emoji: "👍", count: 2, me: true }]);
  });

  it("name ten people at most, and everyone on request", () => {
    const people = Array.from({ length: 30 }, (_, index) =>
      asId<UserId>(`u_${String(index).padStart(20, "0")}`),
    );
    const { room } = makeRoom([ANN, ...people]);
    sayAll(room, ANN, ["vote"]);
    for (const by of people) applyAction(room, by, { type: "react", message_id: 1, emoji: "👍", on: true });
    const [reaction] = read(room, ANN)[0]?.reactions ?? [];
    expect(reaction).toMatchObject({ count: 30, me: false });
    expect(reaction?.users).toHaveLength(10);
    expect(room.reader.reactors(ANN, 1, "👍", undefined, NOW)).toMatchObject({ value: people });
  });

  it("come in 20 kinds at most", () => {
    const { room } = makeRoom();
    sayAll(room, ANN, ["zoo"]);
    const emoji = Array.from({ length: 21 }, (_, index) => String.fromCodePoint(0x1f400 + index));
    const done = emoji.map((each) =>
      applyAction(room, BEN, { type: "react", message_id: 1, emoji: each, on: true }),
    );
    expect(done.filter((each) => each === "too_many")).toHaveLength(1);
    expect(
      applyAction(room, ANN, { type: "react", message_id: 1, emoji: emoji[0] as string, on: true }),
    ).toHaveLength(1);
  });

  it.each(["👍", "👍🏽", "👨‍👩‍👧‍👦", "🏳️‍🌈", "🇳🇴", "❤️", "1️⃣", "🏴󠁧󠁢󠁳󠁣󠁴󠁿"])("take %s", (emoji) => {
    expect(ActionSchema.safeParse({ type: "react", message_id: 1, emoji, on: true }).success).toBe(true);
  });
  it.each(["", "a", "1", "👍👍", "<b>", " ", "👍 ", "\u200d"])("do not take %o", (emoji) => {
    expect(ActionSchema.safeParse({ type: "react", message_id: 1, emoji, on: true }).success).toBe(false);
  });
});

describe("pins, polls, threads", () => {
  it("PIN1: are listed, the last pinned first", () => {
    const { room, wake } = makeRoom();
    sayAll(room, ANN, texts(3));
    applyAction(room, BEN, { type: "pin", message_id: 1, on: true }, NOW);
    applyAction(room, BEN, { type: "pin", message_id: 3, on: true }, NOW + 1);
    expect(applyAction(room, BEN, { type: "pin", message_id: 3, on: true }, NOW + 2)).toEqual([]);
    const pins = wake().reader.pins(ANN, NOW);
    expect(pins.ok && pins.value.map((message) => message.message_id)).toEqual([3, 1]);
    expect(patched(room, BEN, { type: "pin", message_id: 3, on: false })).toEqual({
      message_id: 3,
      pinned: false,
    });
    expect(read(wake(), ANN).map((message) => message.pinned)).toEqual([true, undefined, undefined]);
  });

  it("POLL1: each has one vote, which they may change or take back", () => {
    const { room, wake } = makeRoom([ANN, BEN, CAT]);
    room.commit([say(ANN, "lunch?", { poll: { options: ["soup", "bread"], multiple: false } })], NOW);
    const vote = (by: UserId, ...options: number[]) =>
      patched(room, by, { type: "vote", message_id: 1, options });
    expect(read(room, ANN)[0]?.votes).toEqual([
      { count: 0, me: false },
      { count: 0, me: false },
    ]);
    vote(BEN, 0);
    expect(vote(CAT, 1)).toEqual({
      message_id: 1,
      votes: [{ count: 1 }, { count: 1 }],
      actor_state: { votes: [1] },
    });
    vote(BEN, 1);
    expect(read(wake(), BEN)[0]?.votes).toEqual([
      { count: 0, me: false },
      { count: 2, me: true },
    ]);
    vote(BEN);
    expect(read(wake(), BEN)[0]?.votes).toEqual([
      { count: 0, me: false },
      { count: 1, me: false },
    ]);
    expect(vote(BEN, 0, 1)).toBe("not_a_poll");
    expect(vote(BEN, 2)).toBe("not_a_poll");
    sayAll(room, ANN, ["no poll"]);
    expect(patched(room, BEN, { type: "vote", message_id: 2, options: [0] })).toBe("not_a_poll");
  });

  it("THREAD1: replies are in the log, and the first message sums them up", () => {
    const { room, wake } = makeRoom([ANN, BEN, CAT]);
    sayAll(room, ANN, ["topic", "other"]);
    const { messages, changes } = room.commit(
      [say(BEN, "re", { thread: 1 }), say(CAT, "re re", { thread: 1 })],
      NOW,
    );
    expect(messages.map((message) => message.message_id)).toEqual([3, 4]);
    expect(changes).toMatchObject([
      {
        type: "message_changed",
        patch: { message_id: 1, replies: { count: 2, last_message_id: 4, users: [BEN, CAT] } },
      },
    ]);
    expect(read(wake(), ANN)[0]).toMatchObject({ replies: { count: 2, last_message_id: 4 } });
    const thread = wake().reader.thread(ANN, 1, 3, 50, NOW);
    expect(thread.ok && thread.value.messages.map((message) => message.message_id)).toEqual([1, 4]);
    expect(room.commit([say(BEN, "re", { thread: 9 })], NOW).outcomes).toMatchObject([
      { code: "reply_unknown" },
    ]);
  });
});

describe("THREAD2: following", () => {
  it("is known to who reads the thread: writers and its beginner do, unless they have said otherwise", () => {
    const { room } = makeRoom([ANN, BEN, CAT]);
    sayAll(room, ANN, ["topic"]);
    const following = (user_id: UserId) => {
      const thread = room.reader.thread(user_id, 1, 0, 50, NOW);
      return thread.ok && thread.value.following;
    };
    expect([ANN, BEN, CAT].map(following)).toEqual([undefined, undefined, undefined]);
    applyAction(room, CAT, { type: "follow", message_id: 1, on: false });
    room.commit([say(BEN, "re", { thread: 1 }), say(CAT, "re", { thread: 1 })], NOW);
    expect([ANN, BEN, CAT].map(following)).toEqual([true, true, false]);
  });
});

describe("RESUME7: who was away", () => {
  it("gets the final state of each changed message, once", () => {
    const { room, wake } = makeRoom([ANN, BEN, CAT]);
    sayAll(room, ANN, texts(3));
    const { change_id } = room.reader.head();
    for (let count = 0; count < 10; count++)
      applyAction(room, ANN, { type: "edit", message_id: 1, text: `edit ${count}` });
    for (const by of [ANN, BEN, CAT])
      applyAction(room, by, { type: "react", message_id: 1, emoji: "👍", on: true });
    applyAction(room, CAT, { type: "react", message_id: 1, emoji: "👍", on: false });
    applyAction(room, ANN, { type: "pin", message_id: 2, on: true });
    applyAction(room, ANN, { type: "delete", message_id: 3 });
    const changes = changesOf(missed(wake(), BEN, change_id));
    expect(changes).toMatchObject([
      { patch: { message_id: 1, text: "edit 9", reactions: [{ emoji: "👍", count: 2, me: true }] } },
      { patch: { message_id: 2, pinned: true } },
      { patch: { message_id: 3, text: "", deleted_at: NOW } },
    ]);
    expect(changes[0]).not.toHaveProperty("patch.pinned");
    expect(missed(wake(), BEN, change_id).at(-1)).toMatchObject({
      type: "current",
      position: room.reader.head(),
    });
  });

  it("gets messages it had not seen as they are now", () => {
    const { room } = makeRoom();
    sayAll(room, ANN, texts(2));
    applyAction(room, ANN, { type: "edit", message_id: 2, text: "now" });
    const frames = missed(room, BEN, 2, 1);
    expect(frames.flatMap((frame) => (frame.type === "events" ? frame.messages : []))).toMatchObject([
      { message_id: 2, text: "now" },
    ]);
  });
});

it("a room of another id is not touched", () => {
  const { room } = makeRoom([ANN], group("other"));
  expect(applyAction(room, BEN, { type: "react", message_id: 1, emoji: "👍", on: true })).toBe(
    "not_a_member",
  );
});
