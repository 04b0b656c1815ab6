import { describe, expect, it } from "vitest";
import type { UserId } from "../../../src/protocol/ids.ts";
import type { Content, Message } from "../../../src/protocol/message.ts";
import type { Room } from "../../../src/server/room/room.ts";
import { applyAction, clientId, say, wakeRoom } from "../room/make-room.ts";
import { dump, expected, idOf, type Room as RoomName } from "./left-behind.ts";
import { BEFORE_THE_FIRST, chainAfter } from "./proof.ts";
import { inTodaysWords, todaysName } from "./todays-words.ts";

const { now } = expected;
const LATER = now + 60_000;
const names: readonly RoomName[] = ["room-group", "room-channel", "room-dm"];

const open = (name: RoomName | "room-deleted") => wakeRoom(dump(name));

const answer = (result: { readonly ok: boolean; readonly value?: unknown; readonly code?: string }) =>
  result.ok ? result.value : { refused: result.code };

const whole = (room: Room, reader: UserId) => {
  const history = room.reader.history(reader, { limit: 200 }, LATER);
  if (!history.ok) throw new Error(history.code);
  return history.value;
};

/** Frames without what names the version of the protocol. */
const framesOf = (frames: unknown): unknown =>
  (frames as readonly Record<string, unknown>[]).map(
    // The chain at both ends is said only since then.
    ({ protocol: _, min_protocol: __, chain: ___, ...frame }) => frame,
  );

/** Says something that is taken, and returns its number. */
function speak(room: Room, sender: UserId, text: string, more: Partial<Content> = {}, at = LATER): number {
  const { outcomes } = room.commit([say(sender, text, more, clientId(at))], at);
  const [outcome] = outcomes;
  if (!outcome?.ok) throw new Error(outcome?.code);
  return outcome.value.message_id;
}

describe.each(names)("%s of version 0.1.0", (name) => {
  const fixture = expected.rooms[name];
  const owner = idOf(fixture.owner);

  it.each(Object.keys(fixture.readers))("reads for %s as it did", (reader) => {
    const { room } = open(name);
    const then = fixture.readers[reader];
    const me = idOf(reader);
    expect(answer(room.reader.describe(me, now))).toEqual(inTodaysWords(then?.describe));
    expect(answer(room.reader.history(me, { limit: 200 }, now))).toEqual(inTodaysWords(then?.history));
    expect(answer(room.reader.pins(me, now))).toEqual(inTodaysWords(then?.pins));
    const reload = answer(room.reader.resume(me, undefined, now));
    expect(framesOf(reload)).toEqual(framesOf(inTodaysWords(then?.reload)));
    const resume = answer(room.reader.resume(me, then?.resume.from, now));
    expect(framesOf(resume)).toEqual(framesOf(inTodaysWords(then?.resume.frames)));
  });

  it("has the members, bans, requests, links, reports and books it had", () => {
    const { reader } = open(name).room;
    const { members, bans, requests, reports, audit, links, refused } = fixture;
    const slice = fixture.slice.history;
    const answers = {
      slice: answer(reader.history(owner, { around: 8, limit: 5 }, now)),
      members: answer(reader.members(owner, undefined, now)),
      bans: answer(reader.bans(owner, now)),
      requests: answer(reader.requests(owner, now)),
      reports: answer(reader.reports(owner, now)),
      audit: answer(reader.audit(owner, undefined, now)),
      links: answer(reader.links(owner, now)),
    };
    expect(answers).toEqual(inTodaysWords({ slice, members, bans, requests, reports, audit, links }));
    for (const [who, code] of Object.entries(refused))
      expect([who, answer(reader.describe(idOf(who), now))]).toEqual([who, { refused: todaysName(code) }]);
  });

  it("has the reactions, threads and earlier versions of its messages", () => {
    const { reader } = open(name).room;
    for (const [id, kinds] of Object.entries(fixture.reactors))
      for (const [emoji, people] of Object.entries(kinds))
        expect(answer(reader.reactors(owner, Number(id), emoji, undefined, now))).toEqual(people);
    for (const [root, thread] of Object.entries(fixture.threads))
      expect(answer(reader.thread(owner, Number(root), 0, 100, now))).toEqual(inTodaysWords(thread));
    for (const [id, versions] of Object.entries(fixture.revisions))
      expect(answer(reader.revisions(owner, Number(id), 0, now))).toEqual(inTodaysWords(versions));
  });

  it("PROOF1, PROOF2: the chain holds from the first message on, also when talk goes on", () => {
    const { room, wake } = open(name);
    const before = whole(room, owner);
    expect(before.chain_before).toBe(BEFORE_THE_FIRST);
    expect(before.messages.map(({ message_id }) => message_id)).toEqual(
      Array.from({ length: before.head }, (_, index) => index + 1),
    );
    expect(chainAfter(BEFORE_THE_FIRST, before.messages)).toBe(before.chain_after);
    for (let count = 0; count < 5; count++) speak(room, owner, `still here ${count}`, { reply_to: 2 });
    const after = whole(wake(), owner);
    expect(after.messages.slice(0, before.head)).toEqual(before.messages);
    expect(after.messages).toHaveLength(before.head + 5);
    expect(chainAfter(before.chain_after, after.messages.slice(before.head))).toBe(after.chain_after);
  });
});

describe("in a group of version 0.1.0", () => {
  const [mira, tomas, noor, lena, priya] = ["mira", "tomas", "noor", "lena", "priya"].map(idOf) as [
    UserId,
    UserId,
    UserId,
    UserId,
    UserId,
  ];

  it("SEND2: what 0.1.0 took is not taken again", () => {
    const { room } = open("room-group");
    const last = whole(room, mira).messages.at(-1) as Message;
    const again = say(last.sender, last.text, {}, last.client_id);
    expect(room.commit([again], LATER)).toMatchObject({
      messages: [],
      outcomes: [{ ok: true, repeated: true, value: { message_id: last.message_id } }],
    });
    expect(room.commit([{ ...again, sender: mira }], LATER).outcomes).toMatchObject([
      { ok: false, code: "client_id_taken" },
    ]);
  });

  it("old messages are answered, edited, deleted, reacted to, voted on and pinned", () => {
    const { room, wake } = open("room-group");
    const { head } = whole(room, mira);
    const reply = speak(room, lena, "On the mill: which?", { thread: 6, reply_to: 22, mentions: [noor] });
    expect(reply).toBe(head + 1);
    const done = [
      applyAction(room, priya, { type: "edit", message_id: 23, text: "The gate is open." }, LATER),
      applyAction(room, noor, { type: "delete", message_id: 22 }, LATER),
      applyAction(room, lena, { type: "react", message_id: 6, emoji: "👍", on: true }, LATER),
      applyAction(room, tomas, { type: "react", message_id: 6, emoji: "👍", on: false }, LATER),
      applyAction(room, mira, { type: "vote", message_id: 10, options: [2] }, LATER),
      applyAction(room, mira, { type: "pin", message_id: 2, on: false }, LATER),
      applyAction(room, mira, { type: "pin", message_id: 25, on: true }, LATER),
    ];
    for (const changes of done) expect(changes).toHaveLength(1);
    const after = whole(wake(), mira);
    expect(chainAfter(BEFORE_THE_FIRST, after.messages)).toBe(after.chain_after);
    expect(after.messages[5]).toMatchObject({
      reactions: expect.arrayContaining([expect.objectContaining({ emoji: "👍", count: 3, me: true })]),
      replies: { count: 5, last_message_id: reply },
    });
    expect(after.messages[9]?.votes?.map(({ count, me }) => [count, me])).toEqual([
      [1, false],
      [2, false],
      [1, true],
    ]);
    expect(after.messages[21]).toMatchObject({ text: "", deleted_at: LATER });
    const { reader } = wake();
    expect(answer(reader.revisions(mira, 23, 0, LATER))).toMatchObject([
      { text: "@mira can you open the gate?" },
      { text: "@mira can you open the *lower* gate?" },
    ]);
    expect((answer(reader.pins(mira, LATER)) as Message[]).map(({ message_id }) => message_id)).toEqual([
      25, 6,
    ]);
  });

  it("RESUME1: a device that 0.1.0 left behind gets just what is new", () => {
    const { room, wake } = open("room-group");
    const position = room.reader.head();
    const newest = speak(room, lena, "new");
    applyAction(room, mira, { type: "react", message_id: 1, emoji: "👋", on: true }, LATER);
    const frames = answer(wake().reader.resume(mira, position, LATER)) as { readonly type: string }[];
    expect(frames.filter(({ type }) => type === "events")).toMatchObject([
      { messages: [{ message_id: newest, text: "new" }] },
      { changes: [{ change_id: position.change_id + 1, patch: { message_id: 1 } }] },
    ]);
  });

  it("MEMBER7: who was muted still is", () => {
    const { room } = open("room-group");
    expect(room.commit([say(idOf("oda"), "?")], LATER).outcomes).toMatchObject([
      { ok: false, code: "muted" },
    ]);
  });
});

it("MEMBER10: a request to join a channel of version 0.1.0 can be admitted", () => {
  const { room, wake } = open("room-channel");
  const admitted = applyAction(
    room,
    idOf("lena"),
    { type: "answer_request", user_id: idOf("gwen"), admit: true },
    LATER,
  );
  expect(admitted).toMatchObject([{ type: "member_joined", user_id: idOf("gwen") }]);
  expect(answer(wake().reader.requests(idOf("lena"), LATER))).toEqual([]);
  const paces = [LATER, LATER].map(
    (at) => wake().commit([say(idOf("gwen"), "hello", {}, clientId(at))], at).outcomes[0],
  );
  expect(paces).toMatchObject([{ ok: true }, { ok: false, code: "slow_mode" }]);
});

it("MEMBER11: who was blocked in a DM of version 0.1.0 still is", () => {
  const { room } = open("room-dm");
  expect(room.commit([say(idOf("vik"), "hey")], LATER).outcomes).toMatchObject([
    { ok: false, code: "blocked" },
  ]);
  expect(speak(room, idOf("mira"), "bye")).toBe(32);
});

it("MEMBER6: a room that was being deleted answers like one that never was", () => {
  const { room } = open("room-deleted");
  for (const who of ["mira", "kenji", "lena"])
    expect(answer(room.reader.describe(idOf(who), now))).toEqual({ refused: "not_a_member" });
});
