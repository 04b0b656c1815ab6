import { setTimeout as sleep } from "node:timers/promises";
import { actionFor, type Code, type Result } from "../../protocol/codes.ts";

const TRIES_MAX = 10;

/** Asks again where a server says "not now": after the time it names, else after a little longer each time. */
export async function patiently<T>(
  attempt: () => Promise<Result<T>>,
  onWait: (ms: number, code: Code) => void = () => {},
): Promise<Result<T>> {
  for (let tries = 1; ; tries++) {
    const result = await attempt();
    if (result.ok || actionFor(result.code) !== "retry" || tries === TRIES_MAX) return result;
    const ms = result.retry_after_ms ?? 1_000 * tries;
    onWait(ms, result.code);
    await sleep(ms);
  }
}
