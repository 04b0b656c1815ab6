import { describe, expect, test } from "vitest";
import { isolated, isolating } from "../../src/web/language/isolate.ts";
import { names } from "../../src/web/language/names.ts";
import { latinKey } from "../../src/web/primitives/latin-key.ts";

describe("a name in a sentence", () => {
  test("stays within its place, and loses what would turn the rest", () => {
    expect(isolated("Ann")).toBe("Ann");
    expect(isolated("Bob \u202eTest")).toBe("Bob Test");
    expect(isolated("עידו")).toBe("\u2068עידו\u2069");
    expect(isolated("a\u2069\u202eمريم")).toBe("\u2068aمريم\u2069");
    expect(names(["Ann", "עידו 1"])).toBe("Ann and \u2068עידו 1\u2069");
  });

  test("does so in all words, however deep", () => {
    const words = isolating({
      a: "x",
      b: { c: (name: string, count: number) => `${name}: ${count}` },
      d: ["y"],
    });
    expect([words.a, words.d, words.b.c("Ann", 1)]).toEqual(["x", ["y"], "Ann: 1"]);
    expect(words.b.c("دانا", 2)).toBe("\u2068دانا\u2069: 2");
  });
});

test.each([
  ["и", "KeyB", "b"],
  ["λ", "KeyL", "l"],
  ["ש", "KeyA", "a"],
  ["ı", "KeyI", "i"],
  ["И", "KeyB", "b"],
  ["b", "KeyN", "b"],
  ["B", "KeyB", "B"],
  ["ö", "Semicolon", "ö"],
  [":", "Digit6", ":"],
  ["ArrowUp", "ArrowUp", "ArrowUp"],
  ["ё", "Backquote", "ё"],
])("%s on %s is the shortcut %s", (key, code, letter) => {
  expect(latinKey({ key, code })).toBe(letter);
});
