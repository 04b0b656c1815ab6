import { describe, expect, test } from "vitest";
import { Receipts } from "../../../src/client/room/receipts.ts";
import { Typing } from "../../../src/client/room/typing.ts";
import type { UserId } from "../../../src/protocol/ids.ts";
import { EPHEMERAL_INTERVAL_MS, TYPING_EXPIRES_MS, TYPING_REPEAT_MS } from "../../../src/protocol/limits.ts";
import { asId } from "../../as-id.ts";
import { ME, OTHER } from "../fixtures.ts";

const NOW = 1_000;
const THIRD = asId<UserId>(`u_${"p".repeat(20)}`);

describe("TYPING1: typing", () => {
  test("TYPING2: shows the others, until they are not heard again or say something", () => {
    const typing = new Typing(ME);
    typing.received([{ user_id: ME }, { user_id: OTHER, thread: 3 }, { user_id: THIRD }], NOW);
    expect(typing.users).toEqual([{ user_id: OTHER, thread: 3 }, { user_id: THIRD }]);
    typing.stopped(THIRD);
    expect(typing.users).toEqual([{ user_id: OTHER, thread: 3 }]);
    expect(typing.expiresAt).toBe(NOW + TYPING_EXPIRES_MS);
    typing.expire(NOW + TYPING_EXPIRES_MS - 1);
    expect(typing.users).toHaveLength(1);
    typing.expire(NOW + TYPING_EXPIRES_MS);
    expect([typing.users, typing.expiresAt]).toEqual([[], undefined]);
  });

  test("TYPING2: is told at the first key, again only while it goes on, and once when it ends", () => {
    const typing = new Typing(ME);
    const on = [{ type: "typing", on: true }];
    expect(typing.type(true, undefined, NOW)).toEqual(on);
    expect(typing.type(true, undefined, NOW + TYPING_REPEAT_MS - 1)).toEqual([]);
    expect(typing.type(true, undefined, NOW + TYPING_REPEAT_MS)).toEqual(on);
    expect(typing.type(false, undefined, NOW + 5_000)).toEqual([{ type: "typing", on: false }]);
    expect(typing.type(false, undefined, NOW + 5_000)).toEqual([]);
  });

  test("starts anew after one's own message, on another connection, and in another thread", () => {
    const typing = new Typing(ME);
    const begins = (thread?: number) => typing.type(true, thread, NOW).length === 1;
    expect([begins(), begins()]).toEqual([true, false]);
    typing.stopped(ME);
    expect([begins(), begins()]).toEqual([true, false]);
    typing.disconnected();
    expect([begins(), begins(7), begins(7)]).toEqual([true, true, false]);
  });
});

describe("TYPING1: typing while nobody can be told", () => {
  test("is told once they can be, unless it has stopped or is long ago", () => {
    const typing = new Typing(ME);
    const on = [{ type: "typing", on: true, thread: 7 }];
    typing.note(true, 7, NOW);
    expect(typing.resume(NOW + TYPING_EXPIRES_MS)).toEqual([]);
    expect(typing.resume(NOW + TYPING_EXPIRES_MS - 1)).toEqual(on);
    expect(typing.type(true, 7, NOW + TYPING_EXPIRES_MS)).toEqual([]); // known already
    typing.disconnected();
    expect(typing.resume(NOW + TYPING_EXPIRES_MS + 1)).toEqual(on);
    typing.disconnected();
    typing.note(false, 7, NOW + TYPING_EXPIRES_MS);
    expect(typing.resume(NOW + TYPING_EXPIRES_MS)).toEqual([]);
  });
});

describe("RECEIPT1: receipts", () => {
  test("that were kept are shown, and go where the room no longer knows their people", () => {
    const receipts = new Receipts(ME);
    receipts.received([{ user_id: OTHER, delivered: 5, read: 1 }]);
    receipts.remember([
      { user_id: OTHER, delivered: 4, read: 4 },
      { user_id: THIRD, delivered: 2, read: 2 },
    ]);
    expect(receipts.all.get(OTHER)).toEqual({ user_id: OTHER, delivered: 5, read: 4 });
    receipts.begin(false);
    receipts.received([{ user_id: OTHER, delivered: 5, read: 5 }]);
    expect(receipts.all.get(THIRD)?.read).toBe(2);
    receipts.complete();
    expect([...receipts.all.values()]).toEqual([{ user_id: OTHER, delivered: 5, read: 5 }]);
    receipts.begin(true);
    expect(receipts.all.size).toBe(0);
  });

  test("of others only grow", () => {
    const receipts = new Receipts(ME);
    receipts.received([{ user_id: OTHER, delivered: 5, read: 3 }]);
    const before = receipts.all;
    receipts.received([{ user_id: OTHER, delivered: 4, read: 4 }]);
    expect(receipts.all.get(OTHER)).toEqual({ user_id: OTHER, delivered: 5, read: 4 });
    expect(before.get(OTHER)?.read).toBe(3);
    receipts.departed(OTHER);
    expect(receipts.all.size).toBe(0);
  });

  test("are told at once after quiet, then gathered", () => {
    const receipts = new Receipts(ME);
    receipts.delivered(1);
    expect(receipts.take(NOW, true)).toEqual([{ type: "receipt", delivered: 1 }]);
    receipts.delivered(2);
    receipts.read(2);
    const next = NOW + EPHEMERAL_INTERVAL_MS;
    expect([receipts.take(next - 1, true), receipts.dueAt(true)]).toEqual([[], next]);
    expect(receipts.take(next, true)).toEqual([{ type: "receipt", delivered: 2, read: 2 }]);
    expect(receipts.dueAt(true)).toBeUndefined();
  });

  test("RECEIPT2: do not say what was read where the user does not want it", () => {
    const receipts = new Receipts(ME);
    receipts.delivered(2);
    receipts.read(2);
    expect(receipts.take(NOW, false)).toEqual([{ type: "receipt", delivered: 2 }]);
    expect(receipts.dueAt(false)).toBeUndefined();
    expect(receipts.dueAt(true)).toBe(NOW + EPHEMERAL_INTERVAL_MS);
  });

  test("are told again on a new connection, unless the room shows them", () => {
    const receipts = new Receipts(ME);
    receipts.delivered(2);
    receipts.take(NOW, true);
    receipts.disconnected();
    expect(receipts.take(2 * NOW, true)).toHaveLength(1);
    receipts.disconnected();
    receipts.received([{ user_id: ME, delivered: 2, read: 0 }]);
    expect(receipts.take(4 * NOW, true)).toEqual([]);
  });
});
