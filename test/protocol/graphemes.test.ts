import { expect, test } from "vitest";
import { graphemesOf } from "../../src/protocol/graphemes.ts";

const segmenter = new Intl.Segmenter();
const segments = (text: string) => [...segmenter.segment(text)].map(({ segment }) => segment);

test("what needs no segmenter is cut as a segmenter would cut it, whatever stands beside it", () => {
  const simple = Array.from({ length: 0x300 - 0x20 }, (_, index) => String.fromCharCode(index + 0x20));
  for (const one of simple) {
    const beside = simple.flatMap((other) => [one, other]);
    expect(graphemesOf(beside.join(""))).toEqual(beside);
    expect([...segmenter.segment(beside.join(""))]).toHaveLength(beside.length);
  }
});

test.each(["e\u0301a", "👩‍👩‍👧🇳🇱", "\r\na", "ನಿa", "", "한국"])("anything else is left to one: %j", (text) => {
  expect(graphemesOf(text)).toEqual(segments(text));
});
