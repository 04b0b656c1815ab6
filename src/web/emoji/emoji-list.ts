/// <reference path="./virtual.d.ts" />
import { fold } from "../language/fold.ts";
import type { Language } from "../language/language.ts";

/** One emoji, with its name and search words in one language. */
export interface Emoji {
  readonly emoji: string;
  readonly name: string;
  /** Short codes without their colons, the most common first. They are the same in all languages. */
  readonly codes: readonly string[];
  /** Unicode's group: 0 for smileys, 9 for flags. */
  readonly group: number;
  /** The version of Unicode's emoji that introduced it. */
  readonly version: number;
  readonly hasTones: boolean;
  /** The word beginnings it is found by, the best first. */
  readonly found: { readonly codes: string; readonly name: string; readonly words: string };
}

const load: Record<Language, () => Promise<{ readonly default: string }>> = {
  en: () => import("virtual:emoji-en"),
  de: () => import("virtual:emoji-de"),
};

const lists = new Map<Language, Promise<readonly Emoji[]>>();

/**
 * All emoji in the order of Unicode's groups, loaded once. Rejects if the network is down, and can then be
 * called again.
 */
export function loadEmoji(language: Language): Promise<readonly Emoji[]> {
  const known = lists.get(language);
  if (known !== undefined) return known;
  const list = load[language]().then((rows) => parseRows(rows.default));
  lists.set(language, list);
  list.catch(() => lists.delete(language));
  return list;
}

export function parseRows(rows: string): Emoji[] {
  return rows.split("\n").map((row) => {
    const [emoji = "", name = "", words = "", codes = "", group, version, tones] = row.split("\t");
    return {
      emoji,
      name,
      codes: codes === "" ? [] : codes.split(" "),
      group: Number(group),
      version: Number(version),
      hasTones: tones === "1",
      found: { codes: ` ${codes.replaceAll("_", " _")}`, name: startsOf(name), words: startsOf(words) },
    };
  });
}

/** A text as it is searched: a space before each word, without case and accents. */
const startsOf = (text: string): string => ` ${fold(text).replace(/[^\p{L}\p{N}]+/gu, " ")}`;

/** The emoji with a name, a search word or a short code that starts as typed, the best first. */
export function findEmoji(list: readonly Emoji[], query: string, most: number): Emoji[] {
  const asked = fold(query.trim()).replace(/^:|:$/g, "");
  const words = asked.split(/[\s_]+/).filter(Boolean);
  if (words.length === 0) return [];
  const ranked: Emoji[][] = [[], [], [], []];
  for (const each of list) ranked[rank(each, asked, words)]?.push(each);
  return ranked.flat().slice(0, most);
}

function rank({ codes, found }: Emoji, asked: string, words: readonly string[]): number {
  if (codes.includes(asked.replaceAll(" ", "_"))) return 0;
  if (codes.some((code) => code.startsWith(asked)) || found.name.startsWith(` ${asked}`)) return 1;
  const all = `${found.name}${found.codes.replaceAll(" _", " ")}`;
  if (words.every((word) => all.includes(` ${word}`))) return 2;
  return words.every((word) => `${all}${found.words}`.includes(` ${word}`)) ? 3 : -1;
}

/** The emoji of a short code (given without its colons). */
export const emojiOfCode = (list: readonly Emoji[], code: string): string | undefined =>
  list.find(({ codes }) => codes.includes(code.toLowerCase()))?.emoji;
