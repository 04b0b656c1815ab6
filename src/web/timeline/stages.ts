/** What the list is told to draw, and what has become of what it drew before. */
export interface Stage {
  readonly keys: readonly string[];
  /** Whether items came or went above: then the list holds on to its end, else to its beginning. */
  readonly shift: boolean;
  /** Counts the times when nothing of before is left: the list then begins anew. */
  readonly generation: number;
}

export const NOTHING_YET: Stage = { keys: [], shift: false, generation: 0 };

/**
 * The next thing to show on the way from what is shown to what is to be shown. The list can only be
 * told of one end at a time, so where items come or go at both there are two steps: above, then below.
 * A list that has not measured itself holds on to nothing yet, and would lose itself if told to.
 */
export function nextStage(shown: Stage, wanted: readonly string[], isMeasured = true): Stage {
  const isWanted = new Set(wanted);
  // The beginning of the room stands above whatever comes first, so it says nothing of where that is.
  const from = shown.keys.findIndex((key) => key !== "start" && isWanted.has(key));
  if (from < 0) return { keys: wanted, shift: false, generation: shown.generation + 1 };
  const to = wanted.indexOf(shown.keys[from] ?? "");
  if (from === to || !isMeasured) return { keys: wanted, shift: false, generation: shown.generation };
  const above = [...wanted.slice(0, to), ...shown.keys.slice(from)];
  return { keys: isSame(above, wanted) ? wanted : above, shift: true, generation: shown.generation };
}

const isSame = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((key, index) => key === b[index]);
