import { execFileSync } from "node:child_process";
import { afterAll, describe, expect, it } from "vitest";
import { knownSeeds } from "./known-seeds.ts";
import { OPERATION_NAMES } from "./operations.ts";
import { simulate } from "./world.ts";

/** Seeds of both files together: `PARLOR_SEEDS=2000 npm test -- simulation` runs more. */
export const SEEDS = Number(process.env.PARLOR_SEEDS ?? 80);
/** The seed they begin with. Each commit has seeds of its own, so that all are tried in the course of time. */
export const FIRST = Number(process.env.PARLOR_SEED_BASE ?? seedOfCommit());
const SEEDS_PER_TEST = 20;
/** How often each operation must have been done, on average over so many seeds. */
const SEEDS_PER_OPERATION = 8;
/** Of fewer seeds, chance leaves something rare out. */
const SEEDS_TO_COUNT = 200;

/** The same for the same commit; 1 where there is none. */
function seedOfCommit(): number {
  try {
    const hash = execFileSync("git", ["rev-parse", "HEAD"], { encoding: "utf8", stdio: "pipe" });
    return Number.parseInt(hash.slice(0, 6), 16);
  } catch {
    return 1;
  }
}

/** With a seed given, only that one is run, by the first file. */
export const onlySeed = process.env.PARLOR_SEED === undefined ? undefined : Number(process.env.PARLOR_SEED);

/** How often people did what, in all runs of this file. */
const done = new Map(OPERATION_NAMES.map((name) => [name, 0]));
let seedsRun = 0;

/** Runs one seed; a failure says how to see it again. */
export async function run(seed: number): Promise<void> {
  try {
    const summary = await simulate(seed);
    seedsRun++;
    for (const [operation, count] of summary.done) done.set(operation, (done.get(operation) ?? 0) + count);
  } catch (error) {
    const message = error instanceof Error ? `${error.name} ${error.message}` : String(error);
    throw new Error(`${message}\nAgain: PARLOR_SEED=${seed} npm test -- simulation`, { cause: error });
  }
}

/** Runs one of two halves of all seeds: each has a file of its own, and so a processor. */
export function runHalf(half: 0 | 1): void {
  const size = Math.ceil(SEEDS / 2);
  const begin = FIRST + half * size;
  const firsts = Array.from(
    { length: Math.ceil(size / SEEDS_PER_TEST) },
    (_, index) => begin + index * SEEDS_PER_TEST,
  );
  describe("nothing acknowledged is lost or doubled, all see the same, who left hears nothing, what is deleted is gone", () => {
    if (half === 0) it.each(knownSeeds)("seed $seed, which once showed: $showed", ({ seed }) => run(seed));
    it.each(firsts)(
      `SEND2, SEND3, SEND4, EDIT1, EDIT2, DELETE1, REACT1, PIN1, POLL1, THREAD1, THREAD2, RESUME1, RESUME3, RESUME4, RESUME7, ACTION1, MEMBER3, MEMBER4, MEMBER7, MEMBER8, INBOX1, INBOX3, INBOX5, INBOX6, INBOX8, INBOX10, INBOX11, INBOX12, TYPING1, RECEIPT1, PRESENCE2, PRESENCE6, PROOF1: ${SEEDS_PER_TEST} seeds from %i`,
      async (first) => {
        for (let seed = first; seed < Math.min(first + SEEDS_PER_TEST, begin + size); seed++) await run(seed);
      },
      300_000,
    );
    afterAll(() => {
      const counts = [...done].sort(([, a], [, b]) => a - b);
      console.info(
        `${seedsRun} seeds: ${counts.map(([operation, count]) => `${operation} ${count}`).join(", ")}`,
      );
    });
    if (size < SEEDS_TO_COUNT) return;
    it("everything that people can do was done often enough", () => {
      const average = seedsRun / SEEDS_PER_OPERATION;
      const least = Math.floor(average - 3 * Math.sqrt(average));
      expect([...done].filter(([, count]) => count < Math.max(1, least))).toEqual([]);
    });
  });
}
