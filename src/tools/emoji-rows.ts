import { readFileSync } from "node:fs";
import type { Plugin } from "vite";

/** As much of emojibase's format as is used here. */
interface Entry {
  readonly emoji: string;
  readonly hexcode: string;
  readonly label: string;
  readonly tags?: readonly string[];
  readonly group?: number;
  readonly order?: number;
  readonly version: number;
  readonly skins?: readonly { readonly emoji: string; readonly tone: number | readonly number[] }[];
}

const languages = ["en", "de"] as const;
const ID = /^virtual:emoji-(en|de)$/;
/** Skin tones and hair by themselves. */
const COMPONENTS = 2;
const TONES = ["\u{1f3fb}", "\u{1f3fc}", "\u{1f3fd}", "\u{1f3fe}", "\u{1f3ff}"];

const read = <T>(path: string): T =>
  JSON.parse(
    readFileSync(new URL(`../../node_modules/emojibase-data/${path}`, import.meta.url), "utf8"),
  ) as T;

/** Whether its tones are all made the plain way: the tone after the first sign. */
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
export function emojiRows(language: (typeof languages)[number]): string {
  const entries = read<Entry[]>(`${language}/data.json`);
  const codes = (["github", "iamcal"] as const).map((set) =>
    read<Record<string, string | string[]>>(`en/shortcodes/${set}.json`),
  );
  return entries
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

/** Gives the web app `virtual:emoji-en` and the like: a module with the rows of one language. */
export const emojiData = (): Plugin => ({
  name: "parlor-emoji",
  resolveId: (id) => (ID.test(id) ? `\0${id}` : undefined),
  load(id) {
    const language = languages.find((each) => id === `\0virtual:emoji-${each}`);
    return language && `export default ${JSON.stringify(emojiRows(language))};`;
  },
});
