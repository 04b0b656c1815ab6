import { setTimeout as sleep } from "node:timers/promises";
import { type Code, type Result, recoveryFor } from "../../protocol/codes.ts";

const TRIES_MAX = 10;

/** Repeats what the server refuses for now: after the time it names, else after a longer wait each time. */
export async function patiently<T>(
  attempt: () => Promise<Result<T>>,
  onWait: (ms: number, code: Code) => void = () => {},
): Promise<Result<T>> {
  for (let tries = 1; ; tries++) {
    const result = await attempt();
    if (result.ok || recoveryFor(result.code) !== "retry" || tries === TRIES_MAX) return result;
    const ms = result.retry_after_ms ?? 1_000 * tries;
    onWait(ms, result.code);
    await sleep(ms);
  }
}
