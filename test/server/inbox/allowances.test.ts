import { describe, expect, it } from "vitest";
import { REACH_BURST, REACH_PER_SECOND, READ_BURST, READ_PER_SECOND } from "../../../src/protocol/limits.ts";
import { Allowances, type Spending } from "../../../src/server/inbox/allowances.ts";

/** Allowances over a table, and how often a row of it was written. */
function make(times = 1) {
  const rows = new Map<string, number>();
  let written = 0;
  const table = {
    allowanceFullAt: (name: string) => rows.get(name) ?? 0,
    putAllowanceFullAt: (name: string, full_at: number) => {
      written++;
      rows.set(name, full_at);
    },
  };
  return { wake: () => new Allowances(table, times), written: () => written };
}

const NOW = 1_000_000;
/** How much may be spent, a point at a time. */
function left(allowances: Allowances, kind: Spending, now: number): number {
  let points = 0;
  while (!allowances.take(kind, 1, now)) points++;
  return points;
}

describe("CONNECT13: what a user may cost", () => {
  it.each([
    ["read", READ_BURST, READ_PER_SECOND],
    ["reach", REACH_BURST, REACH_PER_SECOND],
  ] as const)("of %s, has its burst, and is renewed by time alone", (kind, burst, per_second) => {
    const allowances = make().wake();
    expect(left(allowances, kind, NOW)).toBe(burst);
    expect(left(allowances, kind, NOW + 10_000)).toBe(10 * per_second);
    expect(left(allowances, kind, NOW + 10_000)).toBe(0);
  });

  it("is counted by kind", () => {
    const allowances = make().wake();
    left(allowances, "reach", NOW);
    expect(allowances.take("read", 1, NOW)).toBeUndefined();
  });

  it("may be exceeded by the last thing that was begun, and that is paid off before the next", () => {
    const allowances = make().wake();
    expect(allowances.take("reach", REACH_BURST - 1, NOW)).toBeUndefined();
    expect(allowances.take("reach", 1_000, NOW)).toBeUndefined();
    const refusal = allowances.take("reach", 1, NOW);
    expect(refusal).toMatchObject({ code: "rate_limited" });
    const wait = refusal?.retry_after_ms ?? 0;
    expect(wait).toBe((1_000 / REACH_PER_SECOND) * 1_000);
    expect(allowances.take("reach", 1, NOW + wait - 1_000 / REACH_PER_SECOND - 1)).toBeDefined();
    expect(allowances.take("reach", 1, NOW + wait)).toBeUndefined();
  });

  it("is not renewed by sleep, however often", () => {
    const { wake } = make();
    let spent = 0;
    while (!wake().take("read", 1, NOW)) spent++;
    expect(spent).toBeGreaterThan(0);
    expect(spent).toBeLessThanOrEqual(READ_BURST);
  });

  it("costs a row now and then, not each time", () => {
    const { wake, written } = make();
    left(wake(), "read", NOW);
    expect(written()).toBeLessThanOrEqual(20);
  });

  it("is as much greater as users may send faster", () => {
    expect(left(make(3).wake(), "reach", NOW)).toBe(3 * REACH_BURST);
  });
});
