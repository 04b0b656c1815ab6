import { describe, expect, it } from "vitest";
import { deleteRoom } from "../../../../src/server/room/membership.ts";
import { ANN, BEN, CAT } from "../make-room.ts";
import { make } from "./make-fan-out.ts";

describe("a disk that is full for a while", () => {
  it("a failed round and an inbox that is down: whichever is due first rings the alarm", async () => {
    const { clock, awake, down, sql } = make();
    const { speak, fanOut } = awake();
    await clock.advance(2_000);
    down.add(BEN);
    speak(ANN, "one");
    await clock.advance(0);
    const inboxDue = fanOut.due() ?? 0;
    await clock.advance(500);
    sql.exec("CREATE TRIGGER full BEFORE INSERT ON outbox BEGIN SELECT RAISE(ABORT, 'disk full'); END");
    down.add(ANN);
    speak(ANN, "two");
    await clock.advance(0);
    expect(inboxDue).toBeGreaterThan(clock.now());
    expect(fanOut.due()).toBe(inboxDue);
    sql.exec("DROP TRIGGER full");
  });

  it("rounds that fail again after one that did not begin with a short wait", async () => {
    const { clock, awake, down, retries, sql } = make();
    const { speak } = awake();
    await clock.advance(2_000);
    down.add(BEN);
    const fail = async (rounds: number) => {
      sql.exec("CREATE TRIGGER full BEFORE INSERT ON outbox BEGIN SELECT RAISE(ABORT, 'disk full'); END");
      speak(ANN, "again");
      await clock.advance(0);
      const waits = () => retries.filter((wait) => wait > 0);
      while (waits().length < rounds) await clock.advance(1_000);
      sql.exec("DROP TRIGGER full");
      return waits();
    };
    expect(await fail(3)).toEqual([1_000, 2_000, 4_000]);
    down.clear();
    await clock.advance(10_000);
    down.add(BEN);
    retries.length = 0;
    expect(await fail(2)).toEqual([1_000, 2_000]);
  });
});

describe("MEMBER12: a room that is deleted", () => {
  it("is not idle before every inbox that was a member's has been told, however long one is down", async () => {
    const { clock, awake, told, down } = make([ANN, BEN, CAT]);
    const { room, fanOut } = awake();
    await clock.advance(5_000);
    told.length = 0;
    down.add(CAT);
    room.change((state) => deleteRoom(state, ANN, clock.now()));
    fanOut.changed();
    await clock.advance(2_000);
    expect(told.map(({ user_id, membership }) => [user_id, membership])).toEqual([
      [ANN, "left"],
      [BEN, "left"],
    ]);
    expect(fanOut.isIdle()).toBe(false);
    down.clear();
    await clock.advance(600_000);
    expect(told.at(-1)).toMatchObject({ user_id: CAT, membership: "left" });
    expect(fanOut.isIdle()).toBe(true);
  });
});
