import { HANDLE_MAX } from "./limits.ts";

/**
 * How a text mentions somebody: `@` and a handle. One matcher for all who look at texts, so that what is
 * marked as a mention and whom it reaches are the same.
 */

/**
 * Letters of scripts that put no space between words, and Hangul, whose particles follow a word directly. For a
 * character class with the flag `u`.
 */
export const UNSPACED = [
  "Han",
  "Hira",
  "Kana",
  "Bopo",
  "Hang",
  "Yiii",
  "Thai",
  "Laoo",
  "Khmr",
  "Mymr",
  "Tibt",
]
  .map((script) => String.raw`\p{scx=${script}}`)
  .join("");

const LETTER = String.raw`(?:(?![${UNSPACED}])[\p{L}\p{M}\p{N}])`;
/** Neither inside a word, like the name of a mailbox, nor the beginning of a longer word. */
const MENTION = new RegExp(
  `(?<!${LETTER}|[_@])@([a-z0-9](?:[a-z0-9_.-]{0,${HANDLE_MAX - 2}}[a-z0-9])?)(?![_.-]*${LETTER})`,
  "giu",
);

/** A mention in a text: where its `@` is, and the handle in lower case. */
export interface FoundMention {
  readonly at: number;
  readonly handle: string;
}

/** Where a piece of text mentions somebody. Code, quotes and addresses mention nobody: leave them out before. */
export const findMentions = (text: string): FoundMention[] =>
  text.includes("@")
    ? [...text.matchAll(MENTION)].map(({ 1: handle = "", index }) => ({
        at: index,
        handle: handle.toLowerCase(),
      }))
    : [];
