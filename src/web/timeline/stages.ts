import { sameList } from "../state/same-list.ts";

/** What the list is given to draw, and how that relates to what it drew before. */
export interface Stage {
  readonly keys: readonly string[];
  /**
   * Whether items came or went above: then the list keeps its position from the end, else from the beginning.
   */
  readonly shift: boolean;
  /** Incremented whenever nothing of the previous items is left, which creates a new list. */
  readonly generation: number;
}

export const NOTHING_YET: Stage = { keys: [], shift: false, generation: 0 };

/**
 * The next step from what is shown to what should be shown. The list handles changes at only one end at a
 * time, so if items come or go at both ends there are two steps: above, then below. A list that has not
 * measured itself yet has no position to keep and must not be asked to keep it.
 */
export function nextStage(shown: Stage, wanted: readonly string[], isMeasured = true): Stage {
  const isWanted = new Set(wanted);
  // The start of the room always comes first, so it says nothing about positions.
  const from = shown.keys.findIndex((key) => key !== "start" && isWanted.has(key));
  if (from < 0) return { keys: wanted, shift: false, generation: shown.generation + 1 };
  const to = wanted.indexOf(shown.keys[from] ?? "");
  if (from === to || !isMeasured) return { keys: wanted, shift: false, generation: shown.generation };
  const above = [...wanted.slice(0, to), ...shown.keys.slice(from)];
  return { keys: sameList(above, wanted) ? wanted : above, shift: true, generation: shown.generation };
}
