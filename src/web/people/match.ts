import { fold } from "../language/fold.ts";

/** Whether a word of a name starts as typed. */
export const startsWord = (name: string, typed: string): boolean =>
  ` ${fold(name).trim()}`.includes(` ${fold(typed).trim()}`);

/**
 * How well a name goes with what was typed, 0 for not at all: it begins with it, a word of it does,
 * it is in there, or its letters are, in this order ("gdn" for gardening).
 */
export function closeness(name: string, typed: string): number {
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
