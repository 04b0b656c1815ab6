import { withoutTurning } from "../../protocol/user.ts";

/** Scripts written from right to left, and the marks of that direction. */
const RIGHT_TO_LEFT =
  /[\u0590-\u08ff\u061c\u200f\ufb1d-\ufdff\ufe70-\ufefe\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/** A text that somebody chose, such as a name, so that it does not turn the sentence it is put into. */
export function isolated(text: string): string {
  const plain = withoutTurning(text);
  return RIGHT_TO_LEFT.test(plain) ? `\u2068${plain}\u2069` : plain;
}

/** The same words, in which whatever is put into a sentence is isolated from it. */
export function isolating<T>(words: T): T {
  if (typeof words === "function")
    return ((...given: unknown[]) =>
      words(...given.map((each) => (typeof each === "string" ? isolated(each) : each)))) as T;
  if (typeof words !== "object" || words === null || Array.isArray(words)) return words;
  return Object.fromEntries(Object.entries(words).map(([key, each]) => [key, isolating(each)])) as T;
}
