import { expect, it, vi } from "vitest";
import { INBOX_FANOUT_MAX, RESUME_MAX } from "../../src/protocol/limits.ts";
import { FIRST, onlySeed, run, SEEDS } from "./runs.ts";

/**
 * The same with bounds so small that all of them are exceeded all the time: whatever is read in parts must
 * be read to its end, and no position may pass what was read.
 */

vi.mock("cloudflare:workers", () => import("./workers-module.ts"));
vi.mock("../../src/protocol/limits.ts", async (original) => ({
  ...(await original<typeof import("../../src/protocol/limits.ts")>()),
  RESUME_MAX: 12,
  RESUME_PAGE: 4,
  RELOAD_PAGE: 6,
  PAGE_MAX_UNITS: 300,
  RESUME_MAX_UNITS: 3_000,
  INBOX_PAGE: 3,
  INBOX_FANOUT_MAX: 3,
  RECEIPTS_MEMBERS_MAX: 5,
  FANOUT_CURSOR_LAG: 3,
  MEMBERS_PAGE: 3,
  CALLS_AT_ONCE: 2,
}));

/** A quarter of what runs with the bounds of the product. */
const COUNT = Math.ceil(SEEDS / 4);

if (onlySeed !== undefined) it(`seed ${onlySeed}, with small bounds`, () => run(onlySeed as number));
else {
  it.each([
    {
      seed: 2,
      showed: "one lost call left an inbox without the state of a large room while its device was on",
    },
    { seed: 22, showed: "a report that came first was taken for all that a large room had to say" },
    { seed: 37, showed: "the same, with a channel" },
    { seed: 176, showed: "an edited text that mentioned the whole of a large room stayed with who was away" },
    { seed: 40, showed: "who was in a room as it became small enough was shown no receipts" },
  ])("seed $seed, which once showed: $showed", ({ seed }) => run(seed));

  it(`RESUME1, RESUME2, RESUME11, INBOX1, INBOX4, INBOX8, INBOX10, INBOX14, DELETE1, RECEIPT1: ${COUNT} seeds`, async () => {
    expect([INBOX_FANOUT_MAX, RESUME_MAX]).toEqual([3, 12]);
    for (let seed = FIRST; seed < FIRST + COUNT; seed++) await run(seed);
  }, 300_000);
}
