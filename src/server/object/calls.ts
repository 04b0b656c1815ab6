import { CALLS_AT_ONCE } from "../../protocol/limits.ts";
import type { Clock } from "./clock.ts";
import { callTogether } from "./deadline.ts";

/**
 * Calls many objects, a limited number at once and each with a deadline. Returns the answers by id;
 * those that failed or were late are not among them.
 */
export async function callEach<Id, Answer>(
  ids: readonly Id[],
  call: (id: Id, signal: AbortSignal) => Promise<Answer>,
  clock?: Pick<Clock, "after">,
): Promise<Map<Id, Answer>> {
  const answers = new Map<Id, Answer>();
  for (let start = 0; start < ids.length; start += CALLS_AT_ONCE) {
    const some = ids.slice(start, start + CALLS_AT_ONCE);
    const calls = some.map((id) => (signal: AbortSignal) => call(id, signal));
    const results = await callTogether(calls, clock);
    for (const [index, id] of some.entries()) {
      const result = results[index];
      if (result?.status === "fulfilled") answers.set(id, result.value);
    }
  }
  return answers;
}
