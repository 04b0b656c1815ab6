import { expect, it, vi } from "vitest";
import { brokenActionRules } from "./broken-act-rules.ts";
import { brokenInboxRules } from "./broken-inbox-rules.ts";
import { brokenLogRules } from "./broken-log-rules.ts";
import { Violation } from "./witness.ts";
import { simulate } from "./world.ts";

vi.mock("cloudflare:workers", () => import("./workers-module.ts"));

/** Seeds tried before a broken rule counts as not caught. */
const SEEDS = 60;

const broken = Object.entries({ ...brokenLogRules, ...brokenActionRules, ...brokenInboxRules });

it.each(broken)(
  "is caught when broken: %s",
  async (_, { breaks, seenAs }) => {
    const restore = breaks();
    const seen = new Set<string>();
    try {
      for (let seed = 1; seed <= SEEDS && !seenAs.some((rule) => seen.has(rule)); seed++)
        seen.add(await violatedRule(seed));
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
