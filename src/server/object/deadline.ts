import { CALL_DEADLINE_MS } from "../../protocol/limits.ts";
import { type Clock, systemClock } from "./clock.ts";

/**
 * Deadlines of calls to other objects and services. Since compatibility date 2026-10-01 an object that
 * waits for an answer stays in memory, and is billed, for as long as it waits. A call that is late is
 * called off by its signal, and the caller must be able to make the same call again.
 */

/** Something that ends, with a rejection, when its signal is aborted. */
export type Call<Answer> = (signal: AbortSignal) => Promise<Answer>;

/** The answer of a call, or a rejection once it is late. */
export async function withDeadline<Answer>(
  call: Call<Answer>,
  ms = CALL_DEADLINE_MS,
  clock: Pick<Clock, "after"> = systemClock,
): Promise<Answer> {
  const controller = new AbortController();
  let stopTimer = () => {};
  const late = new Promise<never>((_, reject) => {
    stopTimer = clock.after(ms, () => {
      reject(new DeadlineError());
      controller.abort();
    });
  });
  try {
    return await Promise.race([call(controller.signal), late]);
  } finally {
    stopTimer();
  }
}

/** What became of each of many calls, in their order. They share one deadline, and one timer. */
export async function settleAll<Answer>(
  calls: readonly Call<Answer>[],
  ms = CALL_DEADLINE_MS,
  clock: Pick<Clock, "after"> = systemClock,
): Promise<PromiseSettledResult<Answer>[]> {
  const late = { status: "rejected", reason: new DeadlineError() } as const;
  const results: PromiseSettledResult<Answer>[] = calls.map(() => late);
  const all: Call<unknown> = (signal) =>
    Promise.all(
      calls.map(async (call, index) => {
        const [result] = await Promise.allSettled([call(signal)]);
        results[index] = result;
      }),
    );
  await withDeadline(all, ms, clock).catch(() => undefined);
  return [...results];
}

class DeadlineError extends Error {
  override readonly name = "DeadlineError";

  constructor() {
    super("no answer in time");
  }
}
