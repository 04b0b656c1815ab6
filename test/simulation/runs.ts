import { describe, it } from "vitest";
import { simulate } from "./world.ts";

/** Runs of all files together. */
const RUNS = Number(process.env.PARLOR_RUNS ?? 2_000);
const RUNS_PER_TEST = 100;

/** With a seed given, only that one is run, by the first file. */
export const onlySeed = process.env.PARLOR_SEED === undefined ? undefined : Number(process.env.PARLOR_SEED);

/** Runs one seed; a failure says how to see it again. */
export async function run(seed: number): Promise<void> {
  try {
    await simulate(seed);
  } catch (error) {
    const message = error instanceof Error ? `${error.name} ${error.message}` : String(error);
    throw new Error(`${message}\nAgain: PARLOR_SEED=${seed} npm test -- simulation`, { cause: error });
  }
}

/** Runs one of two halves of all seeds: each has a file of its own, and so a processor. */
export function runHalf(half: 0 | 1): void {
  const size = Math.ceil(RUNS / 2);
  const begin = 1 + half * size;
  const firsts = Array.from(
    { length: Math.ceil(size / RUNS_PER_TEST) },
    (_, index) => begin + index * RUNS_PER_TEST,
  );
  describe("nothing acknowledged is lost, nothing doubled, all see the same, unread is right, who left hears nothing", () => {
    it.each(firsts)(
      `SEND2, SEND3, SEND4, RESUME1, RESUME3, RESUME4, MEMBER3, MEMBER4, INBOX1, INBOX3, PROOF1: ${RUNS_PER_TEST} seeds from %i`,
      async (first) => {
        for (let seed = first; seed < Math.min(first + RUNS_PER_TEST, begin + size); seed++) await run(seed);
      },
      120_000,
    );
  });
}
