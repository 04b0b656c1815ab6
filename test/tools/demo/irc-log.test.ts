import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type LogLine, readLog } from "../../../src/tools/demo/irc-log.ts";

const fixture = "test/fixtures/ubuntu-irc/excerpt";
const read = (text: string, annotations = "") => readLog(Buffer.from(text), annotations);
const only = (log: { lines: readonly LogLine[] }) => log.lines[0] as LogLine;

describe("reading a log", () => {
  it("keeps a text byte for byte, spaces at both ends included", () => {
    expect(only(read("[03:41] <ann>   two  spaces \n")).text).toBe("  two  spaces ");
  });

  it("takes a line that is no UTF-8 as Latin-1, and its neighbours as what they are", () => {
    const raw = Buffer.concat([
      Buffer.from("[03:41] <ann> caf\u00e9 \u2603\n"),
      Buffer.from("[03:41] <ben> caf\u00e9\n", "latin1"),
    ]);
    expect(readLog(raw).lines.map(({ text }) => text)).toEqual(["caf\u00e9 \u2603", "caf\u00e9"]);
  });

  it("writes actions between asterisks, and leaves notices and empty lines out", () => {
    const log = read(
      "[03:41]  * ann waves\n=== ben has joined #ubuntu\n[03:42] <ann>\n[03:42] <ann> \n[03:42] <ben> hi",
    );
    expect(log.lines.map(({ nick, text }) => `${nick}: ${text}`)).toEqual(["ann: *waves*", "ben: hi"]);
    expect(log).toMatchObject({ notices: 1, silent: 2 });
  });

  it("counts lines from 0 and over notices, as annotations do", () => {
    const log = read("=== ann has joined #ubuntu\n[03:41] <ann> how?\n[03:42] <ben> so\n", "1 1 -\n1 2 -\n");
    expect(log.lines).toMatchObject([{ line: 1 }, { line: 2, answers: 1 }]);
    expect(only(log).answers).toBeUndefined();
  });

  it("takes the nearest of several lines answered, and no notice", () => {
    const text = "[03:41] <ann> one\n[03:41] <ann> two\n=== x has left #ubuntu\n[03:42] <ben> both\n";
    expect(read(text, "2 3 -\n1 3 -\n0 3 -\n").lines.at(-1)?.answers).toBe(1);
  });

  it("finds mentions at the start only, of people of the log only, in whatever case", () => {
    const log = read(
      "[1:00] no\n[01:00] <Ann|away> hi\n[01:00] <ben> ann|AWAY: ben, both\n[01:00] <ben> http://x: ben: y\n",
    );
    expect(log.lines.map(({ mentions }) => mentions)).toEqual([[], ["Ann|away", "ben"], []]);
  });

  it("goes on after midnight, by a clock of 24 hours or of 12", () => {
    const minutes = (...times: string[]) =>
      read(times.map((time) => `[${time}] <a> x`).join("\n")).lines.map(({ minute }) => minute);
    expect(minutes("23:59", "00:01")).toEqual([1439, 1441]);
    expect(minutes("12:59", "01:00", "12:59", "01:01")).toEqual([779, 780, 1499, 1501]);
    expect(minutes("10:00", "09:59")).toEqual([600, 599]);
  });
});

describe("the excerpt of a real log", () => {
  const log = readLog(readFileSync(`${fixture}.raw.txt`), readFileSync(`${fixture}.annotation.txt`, "utf8"));

  it("is read whole", () => {
    expect(log.lines.length + log.notices + log.silent).toBe(200);
    expect(log.lines.filter(({ answers }) => answers !== undefined).length).toBeGreaterThan(100);
    expect(log.lines.at(-1)).toMatchObject({
      nick: "teamcobra",
      text: "*<3's gftp's ssh support, but yeh, that's not win32 ;)*",
    });
  });

  it("holds each line's own bytes", () => {
    const raw = readFileSync(`${fixture}.raw.txt`, "utf8").split("\n");
    for (const { line, text } of log.lines) expect(raw[line]).toContain(text.replace(/^\*(.*)\*$/, "$1"));
  });

  it("answers only lines that were said before", () => {
    const numbers = new Set(log.lines.map(({ line }) => line));
    for (const { line, answers } of log.lines)
      if (answers !== undefined) expect([numbers.has(answers), answers < line]).toEqual([true, true]);
  });
});
