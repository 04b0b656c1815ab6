import { fold } from "../language/fold.ts";

/** Whether a word of the name starts as typed. */
export const startsWord = (name: string, typed: string): boolean =>
  ` ${fold(name).trim()}`.includes(` ${fold(typed).trim()}`);

/**
 * How well a name matches what was typed; 0 if it does not. From best to worst: the name begins with it, one
 * of its words does, it is contained, or its letters occur in this order ("gdn" for gardening).
 */
export function matchScore(name: string, typed: string): number {
  const [text, wanted] = [fold(name).trim(), fold(typed).trim()];
  if (text.startsWith(wanted)) return 4;
  if (` ${text}`.includes(` ${wanted}`)) return 3;
  if (text.includes(wanted)) return 2;
  return hasInOrder(text, wanted) ? 1 : 0;
}

function hasInOrder(text: string, wanted: string): boolean {
  let at = 0;
  for (const letter of wanted.replace(/\s/g, "")) {
    at = text.indexOf(letter, at) + 1;
    if (at === 0) return false;
  }
  return true;
}
