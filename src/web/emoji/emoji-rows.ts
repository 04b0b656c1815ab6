import de from "emojibase-data/de/data.json" with { type: "json" };
import en from "emojibase-data/en/data.json" with { type: "json" };
import github from "emojibase-data/en/shortcodes/github.json" with { type: "json" };
import iamcal from "emojibase-data/en/shortcodes/iamcal.json" with { type: "json" };
import type { Plugin } from "vite";
import type { Language } from "../language/language.ts";

/** Runs at build time and never in the app. */

type Entry = (typeof en)[number];

const data: Readonly<Record<Language, readonly Entry[]>> = { en, de };
const ID = /^virtual:emoji-(en|de)$/;
/** Skin tones and hair by themselves. */
const COMPONENTS = 2;
const TONES = ["\u{1f3fb}", "\u{1f3fc}", "\u{1f3fd}", "\u{1f3fe}", "\u{1f3ff}"];

/** Whether all its skin tones follow the plain rule: the tone comes after the first code point. */
const hasPlainTones = ({ emoji, skins = [] }: Entry): boolean =>
  TONES.every((tone, index) => {
    const [first = "", ...rest] = emoji;
    const toned = first + tone + rest.join("").replace(/^\ufe0f/, "");
    return skins.some((skin) => skin.tone === index + 1 && skin.emoji === toned);
  });

/**
 * All emoji, one a line, in the order of Unicode's groups, with what is needed to show and to find
 * them: the emoji, its name, further words, short codes, group, version, and whether it has skin tones.
 * A tenth of the package's own files.
 */
export function emojiRows(language: Language): string {
  const codes: readonly Readonly<Record<string, string | string[]>>[] = [github, iamcal];
  return data[language]
    .filter(({ group }) => group !== undefined && group !== COMPONENTS)
    .sort((a, b) => (a.order ?? 0) - (b.order ?? 0))
    .map((entry) => {
      const { hexcode, label, tags = [], group, version } = entry;
      // As keyboards write it: a sign that is an emoji by itself needs no selector that makes it one.
      const emoji = entry.emoji.replace(/(\p{Emoji_Presentation})\ufe0f/gu, "$1");
      const named = new Set(label.toLowerCase().split(/[^\p{L}\p{N}]+/u));
      const words = tags.filter((tag) => !named.has(tag.toLowerCase()));
      const short = new Set(codes.flatMap((set) => set[hexcode] ?? []));
      const tones = hasPlainTones(entry) ? "1" : "";
      return [emoji, label, words.join(","), [...short].join(" "), group, version, tones].join("\t");
    })
    .join("\n");
}

const isLanguage = (name: string | undefined): name is Language =>
  name !== undefined && Object.hasOwn(data, name);

/**
 * Provides the web app with `virtual:emoji-en` and `virtual:emoji-de`: modules with the rows of one language.
 */
export const emojiData = (): Plugin => ({
  name: "parlor-emoji",
  resolveId: (id) => (ID.test(id) ? `\0${id}` : undefined),
  load(id) {
    const language = ID.exec(id.replace(/^\0/, ""))?.[1];
    if (isLanguage(language)) return `export default ${JSON.stringify(emojiRows(language))};`;
    return undefined;
  },
});
