import { expect, test } from "vitest";
import { prefixRange, wordStarts } from "../../../src/server/directory/word-index.ts";

const finds = (text: string, typed: string): boolean => {
  const [from, to] = prefixRange(typed);
  return wordStarts(text).some(
    (word) =>
      Buffer.compare(Buffer.from(word), Buffer.from(from)) >= 0 &&
      Buffer.compare(Buffer.from(word), Buffer.from(to)) < 0,
  );
};

test.each([
  ["Ada Lovelace", "ada"],
  ["Ada Lovelace", "LOVE"],
  ["Ada Lovelace", "ada lov"],
  ["Åse Ødegård", "ase"],
  ["Ｆｕｌｌｗｉｄｔｈ", "full"],
  ["grace.hopper", "hop"],
  ["100% sure", "100%"],
  ["_under", "_un"],
  ["山田 太郎", "太"],
  ["Ada", "@ada"],
  ["ops-de", "#ops"],
  ["😀 smile", "😀"],
])("%s is found by %s", (text, typed) => expect(finds(text, typed)).toBe(true));

test.each([
  ["Ada Lovelace", "da"],
  ["Ada Lovelace", "%"],
  ["Ada Lovelace", "a_a"],
  ["Ada", "adam"],
])("%s is not found by %s", (text, typed) => expect(finds(text, typed)).toBe(false));

test("a text without any word is still found by what it is", () => {
  expect(wordStarts("!!!")).toEqual(["!!!"]);
  expect(wordStarts("", "  ")).toEqual([]);
});
