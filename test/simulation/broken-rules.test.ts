import { expect, it, vi } from "vitest";
import { brokenActionRules } from "./broken-act-rules.ts";
import { brokenInboxRules } from "./broken-inbox-rules.ts";
import { brokenLogRules } from "./broken-log-rules.ts";
import { Violation } from "./witness.ts";
import { simulate } from "./world.ts";

vi.mock("cloudflare:workers", () => import("./workers-module.ts"));

/** Seeds tried before a broken rule counts as not caught. */
const SEEDS = 200;
/** What the search begins with. Where that is given, the seeds kept with the rules are left out. */
const FIRST = Number(process.env.PARLOR_SEED_BASE ?? 1);
const searched = Array.from({ length: SEEDS }, (_, index) => FIRST + index);

const broken = Object.entries({ ...brokenLogRules, ...brokenActionRules, ...brokenInboxRules });

it.each(broken)(
  "is caught when broken: %s",
  async (name, { breaks, seenAs, seed: kept }) => {
    const restore = breaks();
    const seen = new Set<string>();
    const seeds = process.env.PARLOR_SEED_BASE === undefined ? [kept, ...searched] : searched;
    try {
      for (const seed of seeds) {
        seen.add(await violatedRule(seed));
        if (!seenAs.some((rule) => seen.has(rule))) continue;
        if (seed !== seeds[0]) console.info(`${name}: seed ${seeds[0]} shows nothing, ${seed} does`);
        break;
      }
    } finally {
      restore();
    }
    expect([...seen].filter((rule) => seenAs.includes(rule))).not.toEqual([]);
  },
  300_000,
);

/** The rule that does not hold in the run of a seed; empty where all do. */
async function violatedRule(seed: number): Promise<string> {
  try {
    await simulate(seed);
    return "";
  } catch (error) {
    if (error instanceof Violation) return error.rule;
    throw error;
  }
}
