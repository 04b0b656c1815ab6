import { CALL_DEADLINE_MS } from "../../protocol/limits.ts";
import { type Clock, systemClock } from "./clock.ts";

/**
 * Deadlines of calls to other objects and services. Since compatibility date 2026-10-01 an object that
 * waits for an answer stays in memory, and is billed, for as long as it waits. At its deadline a call is
 * cancelled by its signal and counts as failed, so the caller must be able to make the same call again.
 */

/** Makes a call that ends when its signal is aborted. */
export type Call<Answer> = (signal: AbortSignal) => Promise<Answer>;

/** The answer of a call, or a rejection if it is late. */
export async function withDeadline<Answer>(
  call: Call<Answer>,
  clock: Pick<Clock, "after"> = systemClock,
): Promise<Answer> {
  const [result] = await callTogether([call], clock);
  if (result?.status === "fulfilled") return result.value;
  throw result?.reason;
}

/** The results of several calls, in their order. They share one deadline and one timer. */
export async function callTogether<Answer>(
  calls: readonly Call<Answer>[],
  clock: Pick<Clock, "after"> = systemClock,
): Promise<PromiseSettledResult<Answer>[]> {
  const late = { status: "rejected", reason: new DeadlineError() } as const;
  const results: PromiseSettledResult<Answer>[] = calls.map(() => late);
  const end = new AbortController();
  const all = calls.map(async (call, index) => {
    // A call that throws right away has failed too.
    const [result] = await Promise.allSettled([(async () => call(end.signal))()]);
    if (!end.signal.aborted) results[index] = result;
  });
  let callOff = () => {};
  const deadline = new Promise<void>((passed) => {
    callOff = clock.after(CALL_DEADLINE_MS, passed);
  });
  const isLate = await Promise.race([Promise.all(all).then(() => false), deadline.then(() => true)]);
  callOff();
  if (isLate) end.abort(late.reason);
  return results;
}

class DeadlineError extends Error {
  override readonly name = "DeadlineError";

  constructor() {
    super("no answer in time");
  }
}
