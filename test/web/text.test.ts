import fc from "fast-check";
import { expect, test } from "vitest";
import { isJumbo, mentions, ROOM } from "../../src/web/markdown/mentions.ts";
import { anyText } from "./any-text.ts";

test("the pieces of a text are the text, whatever it is", () => {
  const called = [{ whom: "u_1", handle: "ada" }];
  const texts = fc.oneof(
    anyText(),
    fc.array(fc.constantFrom("@ada", "ada", "@", ".", " ", "\n", "é")).map((parts) => parts.join("")),
  );
  fc.assert(
    fc.property(texts, (text) => {
      expect(
        mentions(text, called)
          .map((piece) => piece.text)
          .join(""),
      ).toBe(text);
    }),
  );
});

test("only those called on are mentions, with or without the @", () => {
  const called = [{ whom: "u_1", handle: "ada.l" }];
  const found = (text: string) =>
    mentions(text, called).flatMap((piece) => (piece.kind === "mention" ? [piece.text] : []));
  expect(found("ada.l: look, @Ada.L. @bob too")).toEqual(["ada.l", "@Ada.L"]);
  expect(found("adal and x@ada.lx")).toEqual([]);
});

test("everybody is called on by the @ alone", () => {
  expect(mentions("all of you, @all", [{ whom: ROOM, handle: "all" }])).toEqual([
    { kind: "text", text: "all of you, " },
    { kind: "mention", text: "@all", whom: ROOM },
  ]);
});

test("one to three emoji alone are drawn large", () => {
  for (const text of ["🎉", "👍🏽👍🏽", "👩‍👩‍👧‍👦 🏳️‍🌈 🇩🇪"]) expect(isJumbo(text), text).toBe(true);
  for (const text of ["", " ", "7", "#", "🎉 x", "🎉🎉🎉🎉"]) expect(isJumbo(text), text).toBe(false);
});
