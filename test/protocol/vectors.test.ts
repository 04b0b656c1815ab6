import { describe, expect, it, test } from "vitest";
import { Timeline } from "../../src/client/room/timeline.ts";
import { roomActions } from "../../src/protocol/actions.ts";
import {
  ClientId,
  clientIdTime,
  dmMembers,
  dmRoomId,
  kindOf,
  RoomId,
  UserId,
} from "../../src/protocol/ids.ts";
import { InboxUp } from "../../src/protocol/inbox-frames.ts";
import { type Message, refuseText } from "../../src/protocol/message.ts";
import type { Position } from "../../src/protocol/room.ts";
import { RoomSettings } from "../../src/protocol/room.ts";
import { Ping, RoomUp } from "../../src/protocol/room-frames.ts";
import { DisplayName, Handle } from "../../src/protocol/user.ts";
import { chainAfter, digestOf } from "../../src/server/room/chain.ts";
import { asId } from "../as-id.ts";
import { change, ME, message, messages } from "../client/fixtures.ts";
import {
  ANN,
  applyAction,
  BEN,
  makeRoom,
  NOW,
  sayAll,
  texts as textsFrom,
} from "../server/room/make-room.ts";
import chains from "../vectors/chains.json" with { type: "json" };
import frames from "../vectors/frames.json" with { type: "json" };
import ids from "../vectors/ids.json" with { type: "json" };
import positions from "../vectors/positions.json" with { type: "json" };
import texts from "../vectors/texts.json" with { type: "json" };
import words from "../vectors/words.json" with { type: "json" };

/** The published vectors, and what this implementation makes of them. */

describe("ids.json", () => {
  const takes = (schema: typeof UserId | typeof RoomId | typeof ClientId, id: string) =>
    schema.safeParse(id).success;

  it.each(ids.user_ids.valid)("%j is a user", (id) => expect(takes(UserId, id)).toBe(true));
  it.each(ids.user_ids.invalid)("%j is no user", (id) => expect(takes(UserId, id)).toBe(false));
  it.each(ids.room_ids.valid)("$room_id is a $kind", ({ room_id, kind }) =>
    expect([takes(RoomId, room_id), kindOf(asId(room_id))]).toEqual([true, kind]),
  );
  it.each(ids.room_ids.invalid)("%j is no room", (id) => expect(takes(RoomId, id)).toBe(false));

  it.each(ids.dms)("MEMBER1: $room_id is the DM of its two people: $about", ({ users, room_id }) => {
    const [one, other] = users.map((id) => asId<UserId>(id)) as [UserId, UserId];
    expect(dmRoomId(one, other)).toBe(room_id);
    expect(dmMembers(asId(room_id)).toSorted()).toEqual(users.toSorted());
  });

  it.each(ids.client_ids.valid)("SEND6: $client_id was made at $time", ({ client_id, time }) =>
    expect([takes(ClientId, client_id), clientIdTime(asId(client_id))]).toEqual([true, time]),
  );
  it.each(ids.client_ids.invalid)("SEND1: %j is no client_id", (id) =>
    expect(takes(ClientId, id)).toBe(false),
  );
});

test.each(texts.texts)("texts.json, SEND5: %j", ({ text, units, piece = "", times = 0, code }) => {
  const whole = text ?? (units ? String.fromCharCode(...units) : piece.repeat(times));
  expect(refuseText(whole)?.code ?? null).toBe(code);
});

describe("words.json", () => {
  const takesEmoji = (emoji: string) =>
    roomActions.react.schema.safeParse({ type: "react", message_id: 1, emoji, on: true }).success;

  it.each(words.emoji.valid)("REACT2: %j is an emoji", (text) => expect(takesEmoji(text)).toBe(true));
  it.each(words.emoji.invalid)("REACT2: %j is no emoji", (text) => expect(takesEmoji(text)).toBe(false));

  it.each(words.handles.handles)("AUTH9: $typed is the handle $handle", ({ typed, handle }) =>
    expect(Handle.safeParse(typed).data ?? null).toBe(handle),
  );

  const takesName = (name: string) =>
    [DisplayName, RoomSettings.shape.name].map((schema) => schema.safeParse(name).success);
  it.each(words.names.valid)("INPUT5: %j is a name", (name) => expect(takesName(name)).toEqual([true, true]));
  it.each(words.names.invalid)("INPUT5: %j is no name", (name) =>
    expect(takesName(name)).toEqual([false, false]),
  );
});

describe("frames.json", () => {
  const room = (frame: unknown) => RoomUp.safeParse(frame).success || Ping.safeParse(frame).success;
  const inbox = (frame: unknown) => InboxUp.safeParse(frame).success || Ping.safeParse(frame).success;

  it.each(frames.room.filter((vector) => "frame" in vector))("INPUT1: to a room: %j", ({ frame, error }) =>
    expect(room(frame)).toBe(error === undefined),
  );
  it.each(frames.inbox)("INPUT1: to an inbox: %j", ({ frame, error }) =>
    expect(inbox(frame)).toBe(error === undefined),
  );
});

describe("chains.json", () => {
  const first = chains.messages.map(({ message }) => message as unknown as Message);

  it("PROOF1: the digest of each message, and the chain value after it", () => {
    let before = chains.chain_before;
    for (const [index, { digest, after }] of chains.messages.entries()) {
      const message = first[index] as Message;
      expect(digestOf(message)).toBe(digest);
      expect(chainAfter(before, message, digest)).toBe(after);
      before = after;
    }
  });

  it.each(chains.pages)("PROOF2: $about", ({ messages, chain_before, chain_after, valid }) => {
    const end = (messages as unknown as Message[]).reduce(
      (before, message) => chainAfter(before, message, message.digest ?? digestOf(message)),
      chain_before,
    );
    expect(end === chain_after).toBe(valid);
  });
});

describe("positions.json", () => {
  const { head } = positions.server;
  const { room } = makeRoom();
  sayAll(room, ANN, textsFrom(head.message_id));
  // Two people have joined: two changes. The others are a reaction that comes and goes.
  for (let change_id = 3; change_id <= head.change_id; change_id++)
    applyAction(room, BEN, { type: "react", message_id: 1, emoji: "👍", on: change_id % 2 === 1 });

  it.each(positions.server.cases)("RESUME1, RESUME2: a position $about", ({ position, mode }) => {
    const { epoch } = room.reader.head();
    expect(room.reader.head()).toEqual({ ...head, epoch });
    const at = position && { ...position, epoch: position.epoch === head.epoch ? epoch : position.epoch };
    const answer = room.reader.resume(BEN, at ?? undefined, NOW);
    expect(answer.ok && answer.value[0]).toMatchObject({ type: "welcome", mode });
  });

  it.each(positions.client.cases)("RESUME3, RESUME7: $about", ({ during, position, frame, after }) => {
    const timeline = new Timeline(ME);
    timeline.restore({ position, messages: messages(1, position.message_id), changes: [] });
    if (during === "resume") timeline.beginResume();
    const taken = timeline.take(
      frame.messages.map((id) => message(id)),
      frame.changes.map((id) => change(id)),
    );
    expect(taken === "taken" ? timeline.position : null).toEqual(after as Position | null);
  });
});
