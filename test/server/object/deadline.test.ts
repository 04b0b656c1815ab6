import { describe, expect, it } from "vitest";
import { settleAll, withDeadline } from "../../../src/server/object/deadline.ts";
import { VirtualClock } from "../../virtual-clock.ts";

const never = () => new Promise<string>(() => {});

describe("a call with a deadline", () => {
  it("answers, or fails, as the call does, and leaves no timer", async () => {
    const clock = new VirtualClock(0);
    expect(await withDeadline(Promise.resolve("yes"), 100, clock)).toBe("yes");
    await expect(withDeadline(Promise.reject(new Error("down")), 100, clock)).rejects.toThrow("down");
    expect(clock.pending).toBe(0);
  });

  it("fails if there is no answer in time", async () => {
    const clock = new VirtualClock(0);
    const late = expect(withDeadline(never(), 100, clock)).rejects.toThrow("no answer in time");
    await clock.advance(100);
    await late;
  });

  it("many share one timer; those that answered in time are known", async () => {
    const clock = new VirtualClock(0);
    const all = settleAll([Promise.resolve("yes"), never(), Promise.reject(new Error("down"))], 100, clock);
    expect(clock.pending).toBe(1);
    await clock.advance(100);
    expect(await all).toMatchObject([
      { status: "fulfilled", value: "yes" },
      { status: "rejected", reason: { name: "DeadlineError" } },
      { status: "rejected", reason: { message: "down" } },
    ]);
  });

  it("many that all answer wait for nothing", async () => {
    const clock = new VirtualClock(0);
    expect(await settleAll([Promise.resolve(1), Promise.resolve(2)], 100, clock)).toMatchObject([
      { value: 1 },
      { value: 2 },
    ]);
    expect(clock.pending).toBe(0);
  });
});
