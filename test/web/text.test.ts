import fc from "fast-check";
import { expect, test } from "vitest";
import { hrefOf, isJumbo, pieces } from "../../src/web/timeline/text.ts";

const links = (text: string) => pieces(text).flatMap((piece) => (piece.kind === "link" ? [piece.href] : []));

test("the pieces of a text are the text, whatever it is", () => {
  const called = [{ user_id: "u_1", handle: "ada" }];
  const texts = fc.oneof(
    fc.string({ unit: "binary" }),
    fc
      .array(
        fc.constantFrom(
          "https://a.b/c",
          "www.x.org",
          "mailto:a@b.c",
          "@ada",
          "ada",
          ".",
          ")",
          "(",
          " ",
          "\n",
          "é",
        ),
      )
      .map((parts) => parts.join("")),
  );
  fc.assert(
    fc.property(texts, (text) => {
      expect(
        pieces(text, called)
          .map((piece) => piece.text)
          .join(""),
      ).toBe(text);
    }),
  );
});

test("addresses become links, without the punctuation of their sentence", () => {
  expect(links("see https://example.org/a_(b)?c=d#e, or (https://example.org/x).")).toEqual([
    "https://example.org/a_(b)?c=d#e",
    "https://example.org/x",
  ]);
  expect(links("www.example.org and mailto:a@example.org!")).toEqual([
    "https://www.example.org/",
    "mailto:a@example.org",
  ]);
  expect(links("HTTP://EXAMPLE.org")).toEqual(["http://example.org/"]);
});

test("only harmless addresses become links", () => {
  const harmful = [
    "javascript:alert(1)",
    "data:text/html,x",
    "vbscript:x",
    "file:///etc/passwd",
    "xhttps://a.b",
    "https://",
    "mailto:",
  ];
  for (const text of harmful) expect(links(text), text).toEqual([]);
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (rest) => {
      const href = hrefOf(rest);
      if (href !== undefined) expect(href).toMatch(/^(https?|mailto):/);
    }),
  );
});

test("only those called on are mentions, with or without the @", () => {
  const called = [{ user_id: "u_1", handle: "ada.l" }];
  const mentions = (text: string) =>
    pieces(text, called).flatMap((piece) => (piece.kind === "mention" ? [piece.text] : []));
  expect(mentions("ada.l: look, @Ada.L. @bob too")).toEqual(["ada.l", "@Ada.L"]);
  expect(mentions("adal and x@ada.lx")).toEqual([]);
});

test("one to three emoji alone are drawn large", () => {
  for (const text of ["🎉", "👍🏽👍🏽", "👩‍👩‍👧‍👦 🏳️‍🌈 🇩🇪"]) expect(isJumbo(text), text).toBe(true);
  for (const text of ["", " ", "7", "#", "🎉 x", "🎉🎉🎉🎉"]) expect(isJumbo(text), text).toBe(false);
});
