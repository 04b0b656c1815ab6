import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { EQUIVALENT } from "../../src/tools/mutants/equivalent.ts";
import { NearestTests } from "../../src/tools/mutants/nearest-tests.ts";
import { mutantsOf } from "../../src/tools/mutants/operators.ts";

/** The mutants of a source, as they would stand there, by their operators. */
const made = (text: string): string[][] =>
  mutantsOf("src/one.ts", text).map(({ start, end, replacement, operator }) => [
    operator,
    text.slice(0, start) + replacement + text.slice(end),
  ]);
const of = (operator: string, text: string): string[] =>
  made(text).flatMap(([name, mutant]) => (name === operator && mutant !== undefined ? mutant : []));

describe("the operators", () => {
  it.each([
    ["negate a condition", "if (a) b();", "if (!(a)) b();"],
    ["skip a branch", "if (a) b();", "if (false) b();"],
    ["< as <=", "const x = a < b;", "const x = a <= b;"],
    ["&& as ||", "const x = a && b;", "const x = a || b;"],
    ["leave out what stands in", "const x = a ?? b;", "const x = a;"],
    ["one beyond a limit", "const x = a > TEXT_MAX;", "const x = a > (TEXT_MAX + 1);"],
    ["the other of yes and no", "const x = true;", "const x = false;"],
    ["one more", "const x = 3;", "const x = 4;"],
    ["drop a not", "const x = !a;", "const x = a;"],
    [
      "a mistake in SQL",
      'sql.exec("SELECT a FROM b WHERE a > ? ");',
      'sql.exec("SELECT a FROM b WHERE a >= ? ");',
    ],
    ["drop an await", "const x = await a();", "const x = a();"],
    ["swap arguments", "const x = f(a, b);", "const x = f(b, a);"],
    ["leave out filter", "const x = a.filter(b);", "const x = a;"],
    ["some as every", "const x = a.some(b);", "const x = a.every(b);"],
    ["drop a statement", "audit.add(a);", ";"],
    ["return early", "function f() { a(); b(); }", "function f() { a(); return; b(); }"],
  ])("%s", (operator, text, mutant) => expect(of(operator, text)).toContain(mutant));

  it("leave types, imports and what is thrown alone, and what is joined to a text", () => {
    for (const text of [
      'import { A } from "./a.ts";',
      "type A = { readonly b: true };",
      "throw new Error(a < b);",
      'const x = "a" + b;',
    ])
      expect(made(text)).toEqual([]);
  });
});

describe("the nearest tests", () => {
  const nearest = new NearestTests();

  it("begin with the file that mirrors the source, and all of them reach it", () => {
    const files = nearest.of("src/server/object/outbox.ts");
    expect(files[0]).toBe("test/server/object/outbox.test.ts");
    expect(files).toContain("test/server/room/followers/inbox-fan-out.test.ts");
    expect(files).not.toContain("test/web/route.test.ts");
  });

  it("are of the whole Worker where no other test reaches a part of the server", () => {
    expect(nearest.of("src/server/http/poll.ts")).toEqual([]);
    expect(nearest.inWorker("src/server/http/poll.ts")[0]).toMatch(/^test\/server\/http\//);
    expect(nearest.inWorker("src/client/clock.ts")).toEqual([]);
  });
});

it("mutants that are known to be equivalent are of code that is there", () => {
  for (const { file, before } of EQUIVALENT) {
    const lines = readFileSync(file, "utf8")
      .split("\n")
      .map((line) => line.trim());
    expect(lines.join("\n")).toContain(
      before
        .split("\n")
        .map((line) => line.trim())
        .join("\n"),
    );
  }
});
