import { laterWords } from "../language/language.ts";
import { type Emoji, findEmoji } from "./emoji-list.ts";
import { toned } from "./tones.ts";

/** One emoji in the picker, with its position among all that are shown. */
export interface ShownEmoji {
  readonly emoji: string;
  readonly name: string;
  readonly index: number;
}

export interface Section {
  readonly label: string;
  /** The emoji that stands for the section; empty for search results. */
  readonly sign: string;
  readonly emoji: readonly ShownEmoji[];
}

/** Search results shown: more than fit on the screen, and fewer than anybody looks through. */
const FOUND_MAX = 90;

/** Unicode's groups, each with an emoji that stands for it. */
const GROUPS = [
  [0, "😀"],
  [1, "👋"],
  [3, "🐻"],
  [4, "🍔"],
  [5, "✈️"],
  [6, "⚽"],
  [7, "💡"],
  [8, "💠"],
  [9, "🏁"],
] as const;

/** What the picker shows: the search results, or the recently used emoji and then all of them. */
export function sectionsOf(
  all: readonly Emoji[],
  typed: string,
  tone: number,
  recent: readonly string[],
): Section[] {
  let index = 0;
  const shown = ({ emoji, name, hasTones }: Pick<Emoji, "emoji" | "name" | "hasTones">): ShownEmoji => ({
    emoji: hasTones ? toned(emoji, tone) : emoji,
    name,
    index: index++,
  });
  if (typed.trim() !== "") {
    const found = findEmoji(all, typed, FOUND_MAX).map(shown);
    return [{ label: laterWords().emoji.found(found.length), sign: "", emoji: found }];
  }
  const names = new Map(all.map((each) => [each.emoji, each.name]));
  const last = recent.map((emoji) =>
    shown({ emoji, name: names.get(withoutTone(emoji)) ?? emoji, hasTones: false }),
  );
  const groups = GROUPS.map(([group, sign]) => ({
    label: laterWords().emoji.group[group],
    sign,
    emoji: all.filter((each) => each.group === group).map(shown),
  }));
  return last.length === 0
    ? groups
    : [{ label: laterWords().emoji.recent, sign: "🕘", emoji: last }, ...groups];
}

const withoutTone = (emoji: string): string => emoji.replace(/[\u{1f3fb}-\u{1f3ff}]/u, "");
