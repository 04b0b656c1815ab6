import { expect, test } from "vitest";
import { ReadCursors } from "../../../src/client/inbox/read-cursors.ts";
import { FOLLOWED_READ_MS } from "../../../src/protocol/limits.ts";
import { ROOM } from "../fixtures.ts";

/** The inbox knows the room up to a message; `isFollowed` whether this device shows the room's end. */
const inbox = (head: number, isFollowed = false) => ({ headOf: () => head, isFollowed: () => isFollowed });
const at = (message_id: number) => [{ room_id: ROOM, message_id }];

test("an older cursor on the device does not replace the one that was moved here since", () => {
  const cursors = new ReadCursors();
  cursors.set(ROOM, 9);
  for (const isOurs of [true, false]) cursors.adopt(at(4), isOurs);
  expect(cursors.of(ROOM)).toBe(9);
  expect(cursors.take(inbox(10), 0)).toEqual(at(9));
  cursors.adopt(at(12), true);
  expect(cursors.take(inbox(13), 0)).toEqual(at(12));
});

test("another tab's cursor is shown, and sent by that tab alone until it is gone", () => {
  const cursors = new ReadCursors();
  cursors.adopt(at(7), false);
  expect(cursors.of(ROOM)).toBe(7);
  expect(cursors.take(inbox(10), 0)).toEqual([]);
  cursors.adopt(at(7), true);
  expect(cursors.take(inbox(10), 0)).toEqual(at(7));
  cursors.adopt([], true);
  expect(cursors.of(ROOM)).toBe(0);
});

test("INBOX17: in a room that is followed a cursor goes every 15 s, and at once if the inbox has heard of the room", () => {
  const cursors = new ReadCursors();
  cursors.set(ROOM, 4);
  expect(cursors.take(inbox(4, true), 0)).toEqual(at(4));
  for (const message_id of [5, 6, 7]) {
    cursors.set(ROOM, message_id);
    expect(cursors.take(inbox(4, true), 1_000)).toEqual([]);
  }
  expect(cursors.dueAt(inbox(4, true))).toBe(FOLLOWED_READ_MS);
  expect(cursors.take(inbox(4, true), FOLLOWED_READ_MS)).toEqual(at(7));
  cursors.set(ROOM, 8);
  expect(cursors.take(inbox(8, true), FOLLOWED_READ_MS)).toEqual(at(8));
  expect(cursors.dueAt(inbox(8, true))).toBeUndefined();
});

test("INBOX17: what was not sent while the room was followed goes as soon as it no longer is, or on the next connection", () => {
  const cursors = new ReadCursors();
  cursors.set(ROOM, 4);
  cursors.take(inbox(4, true), 0);
  cursors.set(ROOM, 5);
  expect(cursors.take(inbox(4), 1_000)).toEqual(at(5));
  expect(cursors.take(inbox(4), 2_000)).toEqual([]);
  cursors.disconnected();
  expect(cursors.take(inbox(4, true), 3_000)).toEqual(at(5));
});
