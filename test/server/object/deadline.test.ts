import { describe, expect, it } from "vitest";
import { CALL_DEADLINE_MS } from "../../../src/protocol/limits.ts";
import { callTogether, withDeadline } from "../../../src/server/object/deadline.ts";
import { VirtualClock } from "../../virtual-clock.ts";

const never = () => new Promise<string>(() => {});
const yes = async () => "yes";
const down = () => Promise.reject(new Error("down"));

describe("a call with a deadline", () => {
  it("answers, or fails, as the call does, and leaves no timer", async () => {
    const clock = new VirtualClock(0);
    expect(await withDeadline(yes, clock)).toBe("yes");
    await expect(withDeadline(down, clock)).rejects.toThrow("down");
    const broken = () => {
      throw new Error("not even made");
    };
    await expect(withDeadline(broken, clock)).rejects.toThrow("not even made");
    expect(clock.pending).toBe(0);
  });

  it("fails if there is no answer in time, and is called off by its signal", async () => {
    const clock = new VirtualClock(0);
    const signals: AbortSignal[] = [];
    const call = (signal: AbortSignal) => {
      signals.push(signal);
      return never();
    };
    const late = expect(withDeadline(call, clock)).rejects.toThrow("no answer in time");
    await clock.advance(CALL_DEADLINE_MS - 1);
    expect(signals[0]?.aborted).toBe(false);
    await clock.advance(1);
    expect(signals[0]?.aborted).toBe(true);
    await late;
  });

  it("many share one timer; those that answered in time are known", async () => {
    const clock = new VirtualClock(0);
    const all = callTogether([yes, never, down], clock);
    expect(clock.pending).toBe(1);
    await clock.advance(CALL_DEADLINE_MS);
    expect(await all).toMatchObject([
      { status: "fulfilled", value: "yes" },
      { status: "rejected", reason: { name: "DeadlineError" } },
      { status: "rejected", reason: { message: "down" } },
    ]);
  });

  it("many that all answer wait for nothing", async () => {
    const clock = new VirtualClock(0);
    expect(await callTogether([yes, yes], clock)).toMatchObject([{ value: "yes" }, { value: "yes" }]);
    expect(clock.pending).toBe(0);
  });
});
