import type { LogLine } from "./irc-log.ts";

/** Somebody's reaction to a line. */
export interface LogReaction {
  /** The line with the short answer. */
  readonly from: number;
  readonly nick: string;
  /** The line it is about. */
  readonly to: number;
  readonly emoji: string;
}

/** Short answers and the reaction each of them is. */
const ANSWERS: Readonly<Record<string, readonly string[]>> = {
  "👍": [
    "+1",
    "yes",
    "yep",
    "yup",
    "yeah",
    "ok",
    "okay",
    "right",
    "true",
    "exactly",
    "agreed",
    "sure",
    "correct",
  ],
  "🙏": ["thanks", "thank you", "thanks a lot", "thx", "ty", "tnx", "cheers"],
  "😂": ["lol", "rofl", "lmao", "haha", "hehe", "heh", "hah"],
  "🎉": [
    "cool",
    "great",
    "nice",
    "sweet",
    "awesome",
    "excellent",
    "wow",
    "got it",
    "it works",
    "that worked",
  ],
  "👎": ["-1", "no", "nope", "nah"],
};
const emojiOf = new Map(
  Object.entries(ANSWERS).flatMap(([emoji, texts]) => texts.map((text) => [text, emoji])),
);

/**
 * IRC has no reactions: people write that they agree, thank or laugh. So a line that is just one of the
 * answers above, to somebody else, becomes a reaction as well as a message. It is about the line that it
 * answers according to the annotations, else about the last one of the person it addresses (`ann: thanks`).
 * Capitals, punctuation at the end and the names addressed do not count. One person reacts to a line
 * with the same emoji once.
 */
export function reactionsIn(lines: readonly LogLine[]): LogReaction[] {
  const byNumber = new Map(lines.map((line) => [line.line, line]));
  const lastOf = new Map<string, LogLine>();
  const found = new Map<string, LogReaction>();
  for (const { line: from, nick, text, mentions, answers } of lines) {
    const addressed = lastOf.get(mentions[0]?.toLowerCase() ?? "");
    const to = answers === undefined ? addressed : byNumber.get(answers);
    const emoji = emojiOf.get(bare(text, mentions.length));
    if (to && emoji !== undefined && to.nick.toLowerCase() !== nick.toLowerCase()) {
      const key = `${nick.toLowerCase()} ${to.line} ${emoji}`;
      if (!found.has(key)) found.set(key, { from, nick, to: to.line, emoji });
    }
    lastOf.set(nick.toLowerCase(), { line: from, nick, text, mentions, minute: 0 });
  }
  return [...found.values()];
}

/** A text without the names it begins with. */
const bare = (text: string, names: number): string =>
  text
    .replace(new RegExp(`^(?:[^\\s:,]+[:,]\\s*){${names}}`), "")
    .trim()
    .toLowerCase()
    .replace(/[\s.,!?]*(?:[:;]-?[)dp])?[\s.,!?]*$/, "");
