import { expect, test } from "vitest";
import { ReadCursors } from "../../../src/client/inbox/read-cursors.ts";
import { ROOM } from "../fixtures.ts";

const at = (message_id: number) => [{ room_id: ROOM, message_id }];

test("an older cursor on the device does not replace the one that was moved here since", () => {
  const cursors = new ReadCursors();
  cursors.set(ROOM, 9);
  for (const isOurs of [true, false]) cursors.adopt(at(4), isOurs);
  expect(cursors.of(ROOM)).toBe(9);
  expect(cursors.take(() => 10)).toEqual(at(9));
  cursors.adopt(at(12), true);
  expect(cursors.take(() => 13)).toEqual(at(12));
});

test("another tab's cursor is shown, and sent by that tab alone until it is gone", () => {
  const cursors = new ReadCursors();
  cursors.adopt(at(7), false);
  expect(cursors.of(ROOM)).toBe(7);
  expect(cursors.take(() => 10)).toEqual([]);
  cursors.adopt(at(7), true);
  expect(cursors.take(() => 10)).toEqual(at(7));
  cursors.adopt([], true);
  expect(cursors.of(ROOM)).toBe(0);
});
