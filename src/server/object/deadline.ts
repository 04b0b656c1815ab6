import { CALL_DEADLINE_MS } from "../../protocol/limits.ts";
import { type Clock, systemClock } from "./clock.ts";

/**
 * Deadlines of calls to other objects and services. Since compatibility date 2026-10-01 an object that
 * waits for an answer stays in memory, and is billed, for as long as it waits. An answer that comes too
 * late is ignored, so the caller must be able to make the same call again.
 */

/** The answer of a call, or a rejection once it is late. */
export async function withDeadline<Answer>(
  call: Promise<Answer>,
  ms = CALL_DEADLINE_MS,
  clock: Pick<Clock, "after"> = systemClock,
): Promise<Answer> {
  let callOff = () => {};
  const late = new Promise<never>((_, reject) => {
    callOff = clock.after(ms, () => reject(new DeadlineError()));
  });
  try {
    return await Promise.race([call, late]);
  } finally {
    callOff();
  }
}

/** What became of each of many calls, in their order. They share one deadline, and one timer. */
export async function settleAll<Answer>(
  calls: readonly Promise<Answer>[],
  ms = CALL_DEADLINE_MS,
  clock: Pick<Clock, "after"> = systemClock,
): Promise<PromiseSettledResult<Answer>[]> {
  const late = { status: "rejected", reason: new DeadlineError() } as const;
  const results: PromiseSettledResult<Answer>[] = calls.map(() => late);
  const all = calls.map(async (call, index) => {
    const [result] = await Promise.allSettled([call]);
    results[index] = result;
  });
  await withDeadline(Promise.all(all), ms, clock).catch(() => undefined);
  return [...results];
}

class DeadlineError extends Error {
  override readonly name = "DeadlineError";

  constructor() {
    super("no answer in time");
  }
}
