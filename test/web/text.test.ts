import fc from "fast-check";
import { expect, test } from "vitest";
import { splitMentions, WHOLE_ROOM } from "../../src/web/markdown/mentions.ts";
import { isJumbo } from "../../src/web/message/jumbo.ts";
import { anyText } from "./any-text.ts";

test("the pieces of a text are the text, whatever it is", () => {
  const targets = [{ whom: "u_1", handle: "ada" }];
  const texts = fc.oneof(
    anyText(),
    fc.array(fc.constantFrom("@ada", "ada", "@", ".", " ", "\n", "é")).map((parts) => parts.join("")),
  );
  fc.assert(
    fc.property(texts, (text) => {
      expect(
        splitMentions(text, targets)
          .map((piece) => piece.text)
          .join(""),
      ).toBe(text);
    }),
  );
});

test("only users who are mentioned are marked, with or without the @", () => {
  const targets = [{ whom: "u_1", handle: "ada.l" }];
  const found = (text: string) =>
    splitMentions(text, targets).flatMap((piece) => (piece.kind === "mention" ? [piece.text] : []));
  expect(found("ada.l: look, @Ada.L. @bob too")).toEqual(["ada.l", "@Ada.L"]);
  expect(found("adal and x@ada.lx")).toEqual([]);
});

test("a mention of everybody needs the @", () => {
  expect(splitMentions("all of you, @all", [{ whom: WHOLE_ROOM, handle: "all" }])).toEqual([
    { kind: "text", text: "all of you, " },
    { kind: "mention", text: "@all", whom: WHOLE_ROOM },
  ]);
});

test("one to three emoji alone are drawn large", () => {
  for (const text of ["🎉", "👍🏽👍🏽", "👩‍👩‍👧‍👦 🏳️‍🌈 🇩🇪"]) expect(isJumbo(text), text).toBe(true);
  for (const text of ["", " ", "7", "#", "🎉 x", "🎉🎉🎉🎉"]) expect(isJumbo(text), text).toBe(false);
});
