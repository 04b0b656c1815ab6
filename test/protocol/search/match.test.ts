import { describe, expect, it } from "vitest";
import { SEARCH_QUERY_MAX } from "../../../src/protocol/limits.ts";
import { isHit, rangesIn } from "../../../src/protocol/search/match.ts";
import { readQuery, type Term } from "../../../src/protocol/search/query.ts";
import { resolveQuery } from "../../../src/protocol/search/search-query.ts";
import { naughtyTexts } from "../../naughty-texts.ts";
import { ANN } from "../../server/room/make-room.ts";

const termsOf = (typed: string): Term[] =>
  readQuery(typed).flatMap((clause) => (clause.kind === "term" && !clause.not ? [clause.term] : []));

function finds(typed: string, text: string): boolean {
  const query = resolveQuery(readQuery(typed), { self: ANN, userOf: () => undefined, roomsOf: () => [] });
  if (!query.ok) throw new Error(query.detail);
  return isHit(query.value, { sender: ANN, time: 1, text }, () => false);
}
const marked = (typed: string, text: string): string[] =>
  rangesIn(termsOf(typed), text).map(([start, end]) => text.slice(start, end));

describe("SEARCH2: what is typed finds", () => {
  const found: readonly (readonly [typed: string, text: string])[] = [
    ["hello", "Hello, world!"],
    ["HELLO", "hello"],
    ["world hello", "Hello, world!"],
    ['"hello world"', "Hello, world!"],
    ["wor*", "hello world"],
    // Diacritics, either way.
    ["blabaer", "Blåbær er godt"],
    ["blåbær", "blabaer"],
    ["uber", "über"],
    ["über", "uber"],
    ["strasse", "Straße"],
    ["Straße", "STRASSE"],
    ["istanbul", "İstanbul"],
    ["елка", "ёлка"],
    ["dont", "I don’t know"],
    ["don't", "I don’t know"],
    // Two characters of Chinese, Japanese and Korean.
    ["東京", "昨日、東京に行きました"],
    ["京に", "昨日、東京に行きました"],
    ["会议", "明天的会议取消了"],
    ["안녕", "모두 안녕하세요"],
    ["안녕", "모두 안녕하세요".normalize("NFD")],
    ["カード", "ｸﾚｼﾞｯﾄカード"],
    ["กรุง", "กรุงเทพ"],
    // Arabic with and without vowels, Hebrew with and without points.
    ["مرحبا", "مَرْحَبًا بالعالم"],
    ["مدرسه", "مدرسة"],
    ["احمد", "أحمد"],
    ["שלום", "שָׁלוֹם לכולם"],
    // Code, handles, paths, addresses.
    ["C++", "I write C++, mostly"],
    ["C#", "I write C#."],
    ["node:crypto", 'import x from "node:crypto";'],
    ["crypto", 'import x from "node:crypto";'],
    ["src/server", "see src/server/worker.ts"],
    ["worker.ts", "see src/server/worker.ts"],
    ["worker", "see src/server/worker.ts"],
    ["example.com", "https://www.example.com/a?b=c"],
    ["b=c", "https://www.example.com/a?b=c"],
    ["@ann", "ask @ann"],
    ["ann", "ask @ann.smith"],
    ["smith", "ask @ann.smith"],
    ["foo_bar", "the foo_bar option"],
    ["bar", "the foo_bar option"],
    ["bar", "fooBar()"],
    ["foobar", "fooBar()"],
    ["utf", "utf8"],
    [".NET", "we use .NET 9"],
    ["=>", "x => y"],
    ["!==", "a !== b"],
    ["1.2.3", "version 1.2.3 is out"],
    ["v1*", "see v1.2"],
    // Emoji, whatever their tone and style.
    ["👍", "👍🏽 yes"],
    ["👍🏿", "👍"],
    ["❤", "❤️"],
    ["🇩🇪", "🇩🇪 vs 🇫🇷"],
    ["👨‍👩‍👧", "the 👨‍👩‍👧 family"],
    ["-beta alpha", "alpha only"],
  ];
  it.each(found)("%s in %s", (typed, text) => {
    expect(finds(typed, text)).toBe(true);
  });

  const missed: readonly (readonly [typed: string, text: string])[] = [
    ["hell", "hello"],
    ["hello mars", "hello world"],
    ['"world hello"', "Hello, world!"],
    ["京東", "東京"],
    ["C++", "I write C"],
    ["node:crypto", "node and crypto"],
    ["node:crypto", "crypto:node"],
    ["@ann", "ann"],
    ["node:crypto", "node : crypto"],
    ["東京", "東 京"],
    ["=>", "x ==> y"],
    ["🇩🇪", "🇩🇰"],
    ["👍", "👎"],
    ["alpha -beta", "alpha and beta"],
    ['-"and beta" alpha', "alpha and beta"],
    ["wor", "world"],
  ];
  it.each(missed)("but not %s in %s", (typed, text) => {
    expect(finds(typed, text)).toBe(false);
  });
});

it("marks the words where they stand", () => {
  expect(marked("blabaer hello", "HELLO Blåbær, hello!")).toEqual(["HELLO", "Blåbær", "hello"]);
  expect(marked("東京", "昨日、東京に")).toEqual(["東京"]);
  expect(marked("bar", "fooBar")).toEqual(["Bar"]);
  expect(marked("wor*", "the world’s words")).toEqual(["world’s", "words"]);
  expect(marked("C++", "C++ and c++")).toEqual(["C++", "c++"]);
});

it("reads any text without harm, and finds each of its words", () => {
  for (const text of naughtyTexts) {
    const [word] = termsOf(text.split(/\s/).find((each) => /^\p{L}{2,}$/u.test(each)) ?? "");
    if (word) expect(rangesIn([word], text).length).toBeGreaterThan(0);
    expect(() => rangesIn(termsOf(text.slice(0, SEARCH_QUERY_MAX)), text)).not.toThrow();
  }
});
