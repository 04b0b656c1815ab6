import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readLog } from "../../../src/tools/demo/irc-log.ts";
import { reactionsIn } from "../../../src/tools/demo/reactions.ts";

/** Reactions in a small log, as "who emoji line". */
function reactions(rows: readonly string[], annotations = ""): string[] {
  const log = readLog(Buffer.from(rows.map((row) => `[10:00] ${row}\n`).join("")), annotations);
  return reactionsIn(log.lines).map(({ nick, emoji, to }) => `${nick} ${emoji} ${to}`);
}

describe("a short answer is a reaction", () => {
  it("to the last line of the person it addresses", () => {
    expect(
      reactions(["<ann> one", "<ann> two", "<ben> ann: yes", "<ann> ben, Thanks!", "<cat> Ann: LOL :)"]),
    ).toEqual(["ben 👍 1", "ann 🙏 2", "cat 😂 3"]);
  });

  it("to the line that it answers by the annotations, whomever it addresses", () => {
    expect(reactions(["<ann> question", "<cat> noise", "<ben> yes"], "0 2 -")).toEqual(["ben 👍 0"]);
    expect(reactions(["<ann> question", "<ann> noise", "<ben> ann: no"], "0 2 -")).toEqual(["ben 👎 0"]);
  });

  it.each([
    ["to nobody", ["<ann> one", "<ben> yes"], ""],
    ["to oneself", ["<ann> one", "<Ann> ann: yes"], "0 1 -"],
    ["to somebody who has said nothing", ["<ben> ann: yes", "<ann> hi"], ""],
    ["that says more", ["<ann> one", "<ben> ann: yes, but", "<ben> ann: lol, nope"], ""],
    ["that is none", ["<ann> one", "<ben> ann:", "<ben> ann: yesterday"], ""],
  ])("but not one %s", (_, rows, annotations) => {
    expect(reactions(rows, annotations)).toEqual([]);
  });

  it("once for each person, line and emoji", () => {
    const rows = ["<ann> one", "<ben> ann: yes", "<ben> ann: yep", "<ben> ann: lol", "<cat> ann: ok"];
    expect(reactions(rows)).toEqual(["ben 👍 0", "ben 😂 0", "cat 👍 0"]);
  });
});

it("the log that comes with Parlor has some, of several kinds", () => {
  const path = "test/fixtures/ubuntu-irc/2006-08-11.train-c";
  const log = readLog(readFileSync(`${path}.raw.txt`), readFileSync(`${path}.annotation.txt`, "utf8"));
  const found = reactionsIn(log.lines);
  expect(found.length).toBeGreaterThan(15);
  expect(new Set(found.map(({ emoji }) => emoji)).size).toBe(5);
});
