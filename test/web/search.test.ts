import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readQuery } from "../../src/protocol/search/query.ts";
import { snippetOf } from "../../src/web/search/snippet.ts";
import { asTyped, clauseAt, quoted, replaced, without } from "../../src/web/search/typed.ts";

const termsOf = (typed: string) =>
  readQuery(typed).flatMap((clause) => (clause.kind === "term" ? [clause.term] : []));
const shown = (text: string, typed: string) =>
  snippetOf(text, termsOf(typed))
    .map((piece) => (piece.isHit ? `[${piece.text}]` : piece.text))
    .join("");

describe("a snippet", () => {
  it("shows a short text whole, with the hits marked", () => {
    expect(shown("A tea, and more TEA", "tea")).toBe("A [tea], and more [TEA]");
    expect(shown("nothing of it", "tea")).toBe("nothing of it");
  });

  it("of a long text shows the words around the first hit", () => {
    const text = `${"before ".repeat(60)}tea ${"after ".repeat(60)}`;
    expect(shown(text, "tea")).toMatch(/^… (before )+\[tea\] (after )+after …$/);
  });

  it("is a part of the text, never cuts a character, and marks the first hit", () => {
    const word = fc.constantFrom("tea", "東京", "👍🏽", "x".repeat(300), "and", "🇩🇪");
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 200 }), (words) => {
        const text = words.join(" ");
        const pieces = snippetOf(text, termsOf("tea"));
        const inner = pieces.filter((piece) => piece.text !== "… " && piece.text !== " …");
        const whole = inner.map((piece) => piece.text).join("");
        expect(text).toContain(whole);
        expect(whole.isWellFormed()).toBe(true);
        expect(pieces.some((piece) => piece.isHit)).toBe(words.includes("tea"));
      }),
    );
  });
});

describe("what is typed", () => {
  it("finds words that go on from the one that is being typed", () => {
    expect(asTyped("hello wor")).toBe("hello wor*");
    for (const done of ["", "a", "hello ", '"hello wor"', "from:ann", "-wor", "wor*", "C++"])
      expect(asTyped(done)).toBe(done);
  });

  it("is completed where the caret is", () => {
    const typed = "tea from:an has:link";
    const clause = clauseAt(typed, 11);
    expect(clause).toMatchObject({ operator: "from", value: "an" });
    expect(clause && replaced(typed, clause, "from:@ann")).toEqual({
      typed: "tea from:@ann has:link",
      caret: 14,
    });
    expect(replaced("fr", { start: 0, end: 2 }, "from:")).toEqual({ typed: "from:", caret: 5 });
    expect(clauseAt("tea ", 4)).toBeUndefined();
    expect(without(typed, { start: 4, end: 11 })).toBe("tea has:link");
    expect([quoted("Tea"), quoted("Tea room")]).toEqual(["Tea", '"Tea room"']);
  });

  it("is read as it stands, whatever it is", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60, unit: "binary" }), (typed) => {
        let at = 0;
        for (const { start, end } of readQuery(typed)) {
          expect(start).toBeGreaterThanOrEqual(at);
          expect(end).toBeGreaterThan(start);
          at = end;
        }
        expect(at).toBeLessThanOrEqual(typed.length);
      }),
    );
  });
});
