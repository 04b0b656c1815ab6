import type { MessageId } from "../../protocol/ids.ts";

/** Messages in a row, from the first to the last. */
export interface Run {
  readonly from: MessageId;
  readonly to: MessageId;
}

/** Runs, which are in order and apart, with more messages among them. If that makes too many, the oldest are forgotten. */
export function withMessages(runs: readonly Run[], ids: readonly MessageId[], most: number): readonly Run[] {
  if (ids.length === 0) return runs;
  const joined: Run[] = [];
  const ones = ids.map((id) => ({ from: id, to: id }));
  for (const run of [...runs, ...ones].sort((a, b) => a.from - b.from)) {
    const before = joined.at(-1);
    if (before && run.from <= before.to + 1)
      joined.splice(-1, 1, { from: before.from, to: Math.max(before.to, run.to) });
    else joined.push(run);
  }
  return joined.slice(-most);
}
