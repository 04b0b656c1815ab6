import { beforeAll, describe, expect, test } from "vitest";
import { Action } from "../../src/protocol/actions.ts";
import { type Emoji, emojiOfCode, findEmoji, parseRows } from "../../src/web/emoji/emoji-list.ts";
import { emojiRows } from "../../src/web/emoji/emoji-rows.ts";
import { sectionsOf } from "../../src/web/emoji/sections.ts";
import { TONES, toned } from "../../src/web/emoji/tones.ts";
import { loadLaterWords } from "../../src/web/language/language.ts";

let en: Emoji[];
let de: Emoji[];
beforeAll(async () => {
  await loadLaterWords();
  [en, de] = [parseRows(emojiRows("en")), parseRows(emojiRows("de"))];
});
const found = (book: Emoji[], query: string) => findEmoji(book, query, 8).map(({ emoji }) => emoji);

describe("emoji are found", () => {
  test("by their short codes, in every language", () => {
    for (const book of [en, de]) {
      expect(found(book, "tada")).toEqual(["🎉"]);
      expect(found(book, "+1")[0]).toBe("👍");
      expect(emojiOfCode(book, "Heart")).toBe("❤️");
    }
    expect(emojiOfCode(en, "no-such")).toBeUndefined();
  });

  test("by any word of their name, the best first", () => {
    expect(found(en, "heart")[0]).toBe("❤️");
    expect(found(en, "red hear")).toContain("❤️");
    expect(found(de, "Konfetti")).toContain("🎉");
    expect(found(de, "arger")).toContain("😠");
    expect(found(en, "")).toEqual([]);
    expect(found(en, "xyzzy")).toEqual([]);
  });
});

test("there are as many in each language, each once, as a keyboard writes them", () => {
  expect(en.map(({ emoji }) => emoji)).toEqual(de.map(({ emoji }) => emoji));
  expect(en.length).toBeGreaterThan(1_800);
  expect(new Set(en.map(({ emoji }) => emoji)).size).toBe(en.length);
  expect(en.filter(({ emoji }) => /\p{Emoji_Presentation}\ufe0f/u.test(emoji))).toEqual([]);
  expect(en.every(({ name, group }) => name !== "" && Number.isInteger(group))).toBe(true);
});

test("the room takes every one of them, in every tone, as a reaction", () => {
  const all = en.flatMap(({ emoji, hasTones }) =>
    hasTones ? TONES.map((_, tone) => toned(emoji, tone)) : emoji,
  );
  const refused = all.filter(
    (emoji) => !Action.safeParse({ type: "react", message_id: 1, emoji, on: true }).success,
  );
  expect(refused).toEqual([]);
});

test("skin tones go where Unicode puts them", () => {
  expect(toned("👍", 0)).toBe("👍");
  expect(toned("👍", 5)).toBe("👍🏿");
  expect(toned("☝️", 1)).toBe("☝🏻");
  expect(toned("🤷‍♀️", 3)).toBe("🤷🏽‍♀️");
});

test("the picker shows what was used last, then everything; or what was found", () => {
  const all = sectionsOf(en, "", 2, ["🎉", "👍🏽"]);
  expect(all[0]?.emoji).toMatchObject([
    { emoji: "🎉", index: 0, name: "party popper" },
    { emoji: "👍🏽", index: 1, name: "thumbs up" },
  ]);
  expect(all).toHaveLength(10);
  expect(all[2]?.emoji[0]?.emoji).toBe("👋🏼");
  const indexes = all.flatMap(({ emoji }) => emoji.map(({ index }) => index));
  expect(indexes).toEqual(indexes.map((_, index) => index));
  expect(sectionsOf(en, "tada", 2, ["👍"])).toMatchObject([{ emoji: [{ emoji: "🎉" }] }]);
});
