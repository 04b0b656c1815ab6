import fc from "fast-check";
import { expect, it } from "vitest";
import { RateLimit } from "../../../src/server/object/rate-limit.ts";

it("SEND8: allows the burst, then says exactly when the next one is free", () => {
  const limit = new RateLimit({ burst: 3, per_second: 2 });
  expect([0, 0, 0, 0].map(() => limit.take("a", 1_000))).toEqual([0, 0, 0, 500]);
  expect(limit.take("a", 1_499)).toBe(1);
  expect(limit.take("a", 1_500)).toBe(0);
  expect(limit.take("b", 1_500)).toBe(0);
});

it("SEND8: nothing overtakes what was refused before its time has come", () => {
  const limit = new RateLimit({ burst: 1, per_second: 1 });
  expect([0, 100, 999].map((now) => limit.take("a", now))).toEqual([0, 900, 1]);
  expect(limit.take("a", 1_000)).toBe(0);
});

it("never lets more through than burst + rate × time, and always what it promised", () => {
  const gaps = fc.array(fc.nat(2_000), { maxLength: 200 });
  fc.assert(
    fc.property(
      gaps,
      fc.integer({ min: 1, max: 20 }),
      fc.integer({ min: 1, max: 50 }),
      (steps, burst, per_second) => {
        const limit = new RateLimit({ burst, per_second });
        let now = 0;
        let taken = 0;
        for (const step of steps) {
          now += step;
          const wait = limit.take("key", now);
          if (wait === 0) taken++;
          else {
            now += wait;
            expect(limit.take("key", now)).toBe(0);
            taken++;
          }
          expect(taken).toBeLessThanOrEqual(burst + (now * per_second) / 1000 + 1e-6);
        }
      },
    ),
  );
});
