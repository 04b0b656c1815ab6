import { describe, expect, it } from "vitest";
import { accept } from "../../../src/protocol/codes.ts";
import type { RoomId, UserId } from "../../../src/protocol/ids.ts";
import type { RoomDown } from "../../../src/protocol/room-frames.ts";
import { RateLimit } from "../../../src/server/object/rate-limit.ts";
import { invite, join, leave } from "../../../src/server/room/membership.ts";
import type { Room } from "../../../src/server/room/room.ts";
import { asId } from "../../as-id.ts";
import { BEFORE_THE_FIRST, chainAfter } from "../object/proof.ts";
import {
  ANN,
  applyAction,
  BEN,
  CAT,
  channel,
  clientId,
  makeRoom,
  NOW,
  say,
  sayAll,
  texts,
  user,
} from "./make-room.ts";

const unlimited = new RateLimit({ burst: 1_000, per_second: 1_000 });

const joins = (room: Room, user_id: UserId) =>
  room.change((state) => {
    const joined = join(state, user_id, NOW);
    return joined.ok ? accept(joined.value.changes) : joined;
  });
const invites = (room: Room, by: UserId, user_ids: UserId[]) =>
  room.change((state) => invite(state, by, user_ids, NOW));
const leaves = (room: Room, user_id: UserId) => room.change((state) => leave(state, user_id, NOW));

const DAY = 24 * 60 * 60 * 1000;

describe("sending", () => {
  it("SEND4: numbers messages 1, 2, 3 over batches and wakings, and time never falls", () => {
    const { room, wake } = makeRoom();
    room.commit([say(ANN, "one"), say(BEN, "two")], NOW);
    const { messages } = wake().commit([say(ANN, "three")], NOW - 5_000);
    expect(messages).toMatchObject([{ message_id: 3, time: NOW, sender: ANN, text: "three" }]);
    const log = room.reader.history(BEN, { limit: 10 }, NOW);
    expect(log.ok && log.value.messages.map((message) => message.message_id)).toEqual([1, 2]);
    expect(wake().reader.head()).toEqual({ epoch: "epoch", message_id: 3, change_id: 2 });
  });

  it("SEND2: a client_id sent again gets the same message, in the same batch and after waking", () => {
    const { room, wake } = makeRoom();
    const submission = say(ANN, "once");
    const { messages, outcomes } = room.commit([submission, submission], NOW);
    expect(messages).toHaveLength(1);
    expect(outcomes).toMatchObject([
      { ok: true, repeated: false, value: { message_id: 1 } },
      { ok: true, repeated: true, value: { message_id: 1 } },
    ]);
    const again = wake().commit([submission], NOW + 20 * DAY);
    expect(again).toMatchObject({
      messages: [],
      outcomes: [{ ok: true, repeated: true, value: messages[0] }],
    });
  });

  it("SEND2: another user's client_id is refused and tells them nothing", () => {
    const { room } = makeRoom();
    const client_id = clientId();
    room.commit([say(ANN, "mine", {}, client_id)], NOW);
    expect(room.commit([say(BEN, "yours", {}, client_id)], NOW).outcomes).toEqual([
      { ok: false, code: "client_id_taken" },
    ]);
  });

  it("SEND7: a reply needs a message to reply to; one of the same batch will do", () => {
    const { room } = makeRoom();
    const { outcomes } = room.commit(
      [say(ANN, "early", { reply_to: 1 }), say(ANN, "first"), say(BEN, "re", { reply_to: 1 })],
      NOW,
    );
    expect(outcomes).toMatchObject([
      { code: "reply_unknown" },
      { value: { message_id: 1 } },
      { value: { message_id: 2, reply_to: 1 } },
    ]);
  });

  it("SEND9: a user who is not a member is refused, and takes no number", () => {
    const { room } = makeRoom();
    const { outcomes } = room.commit([say(CAT, "let me in"), say(ANN, "hi")], NOW);
    expect(outcomes).toMatchObject([{ code: "not_a_member" }, { value: { message_id: 1 } }]);
  });

  it.each([
    ["text_empty", " \n\t "],
    ["text_too_long", "x".repeat(8_001)],
    ["text_too_long", "😀".repeat(8_001)],
    ["text_empty", "\u2800"],
    ["text_empty", "```\n\u3164\n```"],
    ["text_malformed", "half \ud83d"],
    ["text_malformed", "nul \0"],
  ] as const)("SEND5: refuses with %s", (code, text) => {
    expect(makeRoom().room.screen(say(ANN, text), unlimited, NOW)).toMatchObject({ ok: false, code });
  });

  it.each([
    "x".repeat(8_000),
    "😀".repeat(8_000),
    "\u202eright to left",
    "'; DROP TABLE message; --",
    '{"a":[1]}',
    "é ≠ é",
    " \u0001x\u001f\u007f ",
  ])("SEND5: gives back exactly what was sent", (text) => {
    const { room, wake } = makeRoom();
    expect(room.screen(say(ANN, text), unlimited, NOW)).toBeUndefined();
    room.commit([say(ANN, text)], NOW);
    const log = wake().reader.history(BEN, { limit: 1 }, NOW);
    expect(log.ok && log.value.messages[0]?.text).toBe(text);
  });

  it.each(["\u2800", "\u200b", " \u3164"])(
    "SEND5: refuses a poll with an option that cannot be seen",
    (blank) => {
      const poll = { options: ["yes", blank], multiple: false };
      expect(makeRoom().room.screen(say(ANN, "hi", { poll }), unlimited, NOW)).toMatchObject({
        code: "bad_request",
        field: "poll.options.1",
      });
    },
  );

  it("SEND6: refuses a client_id of 31 days ago or of the day after tomorrow", () => {
    const { room } = makeRoom();
    const screened = (at: number) => room.screen(say(ANN, "hi", {}, clientId(at)), unlimited, NOW);
    expect(screened(NOW - 31 * DAY)).toMatchObject({ code: "client_id_expired" });
    expect(screened(NOW + 2 * DAY)).toMatchObject({ code: "client_id_expired" });
    expect(screened(NOW - 29 * DAY)).toBeUndefined();
    expect(screened(NOW + DAY / 2)).toBeUndefined();
  });

  it("keeps nothing of a batch that fails half-way", () => {
    const { sql, wake } = makeRoom();
    sql.exec(
      "CREATE TRIGGER fail BEFORE INSERT ON message WHEN new.text = 'bang' BEGIN SELECT raise(ABORT, 'bang'); END",
    );
    expect(() => wake().commit([say(ANN, "fine"), say(ANN, "bang")], NOW)).toThrow();
    const log = wake().reader.history(ANN, { limit: 10 }, NOW);
    expect(log.ok && log.value.messages).toEqual([]);
    expect(sql.exec("SELECT * FROM sent")).toEqual([]);
  });
});

describe("resuming", () => {
  const resume = (
    frames: ReturnType<ReturnType<typeof makeRoom>["room"]["reader"]["resume"]>,
  ): RoomDown[] => {
    if (!frames.ok) throw new Error(frames.code);
    return frames.value;
  };
  const idsOf = (frames: RoomDown[]) =>
    frames.flatMap((frame) =>
      frame.type === "events" ? frame.messages.map((message) => message.message_id) : [],
    );

  it("RESUME1: sends in pages exactly what is missing, and ends with current", () => {
    const { room } = makeRoom();
    sayAll(room, ANN, texts(300));
    const frames = resume(room.reader.resume(BEN, { epoch: "epoch", message_id: 50, change_id: 1 }, NOW));
    expect(frames[0]).toMatchObject({ type: "welcome", mode: "resume", role: "member" });
    expect(idsOf(frames)).toEqual(Array.from({ length: 250 }, (_, index) => 51 + index));
    expect(frames.flatMap((frame) => (frame.type === "events" ? frame.changes : []))).toMatchObject([
      { change_id: 2 },
    ]);
    expect(frames.at(-1)).toMatchObject({ type: "current", position: room.reader.head() });
    for (const frame of frames)
      if (frame.type === "events") expect(frame.messages.length).toBeLessThanOrEqual(100);
  });

  it.each([
    ["no position", undefined],
    ["another epoch", { epoch: "other", message_id: 600, change_id: 2 }],
    ["a position ahead of the room", { epoch: "epoch", message_id: 602, change_id: 2 }],
    ["changes ahead of the room", { epoch: "epoch", message_id: 600, change_id: 3 }],
    ["more than 500 behind", { epoch: "epoch", message_id: 100, change_id: 2 }],
  ])("RESUME2: reloads with the latest page for %s", (_, position) => {
    const { room } = makeRoom();
    sayAll(room, ANN, texts(601));
    const frames = resume(room.reader.resume(BEN, position, NOW));
    expect(frames[0]).toMatchObject({ type: "welcome", mode: "reload" });
    expect(idsOf(frames)).toEqual(Array.from({ length: 50 }, (_, index) => 552 + index));
  });

  it.each([
    ["resume", 4],
    ["resume", 12],
    ["reload", undefined],
  ] as const)("PROOF3: ends a %s with the chain values at both ends of what it brought", (mode, after) => {
    const { room } = makeRoom();
    sayAll(room, ANN, texts(12));
    const position = after === undefined ? undefined : { epoch: "epoch", message_id: after, change_id: 2 };
    const frames = resume(room.reader.resume(BEN, position, NOW));
    expect(frames[0]).toMatchObject({ mode });
    const whole = room.reader.history(BEN, { after: 0, limit: 20 }, NOW);
    const all = whole.ok ? whole.value.messages : [];
    expect(frames.at(-1)).toMatchObject({
      chain: {
        chain_before: chainAfter(BEFORE_THE_FIRST, all.slice(0, after ?? 0)),
        chain_after: chainAfter(BEFORE_THE_FIRST, all),
      },
    });
  });

  it("RESUME1: has nothing to send to a client that is up to date", () => {
    const { room } = makeRoom();
    sayAll(room, ANN, texts(3));
    expect(resume(room.reader.resume(BEN, room.reader.head(), NOW)).map((frame) => frame.type)).toEqual([
      "welcome",
      "current",
    ]);
  });

  it("MEMBER6: a stranger gets the same refusal for everything", () => {
    const { room } = makeRoom();
    for (const answer of [
      room.reader.resume(CAT, undefined, NOW),
      room.reader.history(CAT, { limit: 1 }, NOW),
      room.reader.describe(CAT, NOW),
      room.reader.members(CAT, undefined, NOW),
    ])
      expect(answer).toEqual({ ok: false, code: "not_a_member" });
  });
});

describe("MEMBER5: whoever follows the last owner", () => {
  const enters = (room: Room, user_id: UserId, at: number) =>
    room.change((state) => invite(state, ANN, [user_id], at));

  it("is the member who has been there longest, whatever their ids", () => {
    const { room } = makeRoom([ANN]);
    for (const [index, user_id] of [CAT, user("dan"), BEN].entries()) enters(room, user_id, NOW + index);
    expect(leaves(room, ANN)).toMatchObject({ value: [{}, { type: "role_changed", user_id: CAT }] });
    expect(leaves(room, CAT)).toMatchObject({ value: [{}, { type: "role_changed", user_id: user("dan") }] });
  });

  it("is an admin before any member, and of admins the one who has been there longest", () => {
    const { room } = makeRoom([ANN]);
    for (const [index, user_id] of [BEN, CAT, user("dan"), user("abe")].entries())
      enters(room, user_id, NOW + index);
    for (const user_id of [user("dan"), user("abe")])
      applyAction(room, ANN, { type: "set_role", user_id, role: "admin" });
    expect(leaves(room, ANN)).toMatchObject({
      value: [{}, { type: "role_changed", user_id: user("dan"), role: "owner" }],
    });
    expect(leaves(room, BEN)).toMatchObject({ value: [{ type: "member_left" }] });
  });
});

describe("members", () => {
  it("MEMBER1: a DM has the two people of its id, in the same roles, and stays so", () => {
    const { room } = makeRoom([ANN, BEN], asId<RoomId>(`d_${ANN.slice(2)}_${BEN.slice(2)}`));
    expect(room.reader.members(ANN, undefined, NOW)).toMatchObject({
      value: [
        { user_id: ANN, role: "member" },
        { user_id: BEN, role: "member" },
      ],
    });
    expect(joins(room, CAT)).toMatchObject({ code: "not_a_member" });
    expect(invites(room, ANN, [CAT])).toMatchObject({ code: "not_allowed" });
    expect(leaves(room, ANN)).toMatchObject({ code: "not_allowed" });
  });

  it("MEMBER2: inviting and joining again change nothing, and a full room takes nobody", () => {
    const { room } = makeRoom([ANN, BEN], channel("full"), 3);
    expect(invites(room, ANN, [BEN])).toEqual({ ok: true, value: [] });
    expect(joins(room, CAT)).toMatchObject({ ok: true, value: [{ type: "member_joined", user_id: CAT }] });
    expect(joins(room, CAT)).toEqual({ ok: true, value: [] });
    const late = invites(room, ANN, [asId<UserId>("u_00000000000000000000")]);
    expect(late).toMatchObject({ code: "room_full" });
    expect(room.state.memberCount).toBe(3);
  });

  it("MEMBER2, MEMBER6: a private group is not joined, a stranger invites nobody", () => {
    const { room } = makeRoom();
    expect(joins(room, CAT)).toMatchObject({ code: "not_a_member" });
    expect(invites(room, CAT, [CAT])).toMatchObject({ code: "not_a_member" });
  });

  it("MEMBER3: changes are numbered apart and anchored after the message before them", () => {
    const { room, wake } = makeRoom();
    sayAll(room, ANN, texts(2));
    expect(leaves(room, BEN)).toMatchObject({
      value: [{ type: "member_left", change_id: 3, after_message_id: 2, by: BEN, user_id: BEN }],
    });
    expect(wake().commit([say(BEN, "still here")], NOW).outcomes).toMatchObject([{ code: "not_a_member" }]);
    expect(wake().commit([say(ANN, "gone")], NOW).messages).toMatchObject([{ message_id: 3 }]);
  });

  it("MEMBER5: the longest-standing member follows the last owner; an empty channel belongs to the first who joins", () => {
    const { room } = makeRoom([ANN, BEN, CAT], channel("heirs"));
    expect(leaves(room, ANN)).toMatchObject({
      value: [{ type: "member_left" }, { type: "role_changed", user_id: BEN, role: "owner" }],
    });
    leaves(room, CAT);
    expect(leaves(room, BEN)).toMatchObject({ value: [{ type: "member_left" }] });
    expect(joins(room, CAT)).toMatchObject({ value: [{ type: "member_joined", role: "owner" }] });
  });
});

it("the row budget: a message costs two rows", () => {
  const { room, sql } = makeRoom();
  const before = sql.rowsWritten();
  room.commit(
    texts(100).map((text) => say(ANN, text)),
    NOW,
  );
  expect(sql.rowsWritten() - before).toBe(200);
});
