import { describe, expect, it } from "vitest";
import {
  HELLO_BURST,
  HELLO_PER_SECOND,
  HELLO_POINTS,
  READ_LEASE_POINTS,
  READ_POINT_UNITS,
} from "../../../src/protocol/limits.ts";
import { HelloMeter } from "../../../src/server/room/hello-meter.ts";
import { ANN, BEN } from "./make-room.ts";

/** A meter whose users' inboxes answer that they must wait so long. */
function make(answer: () => Promise<number> = async () => 0) {
  const charged: number[] = [];
  const meter = new HelloMeter({
    pace: 1,
    charge(_, points) {
      charged.push(points);
      return answer();
    },
  });
  /** How many hellos are answered at once, by so many units each. */
  const hellos = (units: number, now: number): number => {
    for (let count = 0; ; count++) {
      if (meter.isHeld(ANN, now)) return count;
      meter.answered(ANN, units, now);
    }
  };
  return { meter, hellos, charged };
}

describe("CONNECT13: hello in one room", () => {
  it("may be repeated so often by a user, and others are not counted", () => {
    const { meter, hellos } = make();
    expect(hellos(100, 0)).toBe(HELLO_BURST / HELLO_POINTS);
    expect(meter.isHeld(BEN, 0)).toBe(false);
    expect(hellos(100, 10_000)).toBe((10 * HELLO_PER_SECOND) / HELLO_POINTS);
  });

  it("costs what its answer holds", () => {
    expect(make().hellos(20 * READ_POINT_UNITS, 0)).toBe(HELLO_BURST / (HELLO_POINTS + 20));
  });

  it("is paid from the allowance of all rooms, several points at a time and each point once", () => {
    const { meter, charged } = make();
    for (let count = 0; count < 50; count++) meter.answered(ANN, 0, 0);
    expect(charged.length).toBe(Math.floor((50 * HELLO_POINTS) / READ_LEASE_POINTS));
    expect(charged.every((points) => points === READ_LEASE_POINTS)).toBe(true);
  });

  it("is held while nothing is left there, and answered if that cannot be known", async () => {
    const spent = make(async () => 5_000);
    spent.meter.answered(ANN, READ_LEASE_POINTS * READ_POINT_UNITS, 0);
    await Promise.resolve();
    await Promise.resolve();
    expect([4_999, 5_000].map((now) => spent.meter.isHeld(ANN, now))).toEqual([true, false]);
    const down = make(() => Promise.reject(new Error("down")));
    down.meter.answered(ANN, READ_LEASE_POINTS * READ_POINT_UNITS, 0);
    await Promise.resolve();
    await Promise.resolve();
    expect(down.meter.isHeld(ANN, 0)).toBe(false);
  });
});
