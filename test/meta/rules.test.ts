import { globSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const RULE = /\b(?:[A-Z]+)\d+\b/g;
const protocol = readFileSync("PROTOCOL.md", "utf8");
/** The numbered rules, `- **SEND1** …`, in their order. */
const rules = [...protocol.matchAll(/^- \*\*([A-Z]+\d+)\*\* /gm)].map((match) => match[1] as string);
const families = new Set(rules.map((rule) => rule.replace(/\d+$/, "")));

/** The titles of all tests: what follows `it(`, `test(`, `describe(`, also with `.each(…)(`. */
function titles(): { file: string; title: string }[] {
  const files = globSync("test/**/*.test.ts").filter((file) => !file.startsWith("test/meta/"));
  return files.flatMap((file) => {
    const text = readFileSync(file, "utf8");
    const calls = text.matchAll(
      /^\s*(?:it|test|describe)(?:\.\w+)?\(\s*(["'`])((?:\\.|(?!\1).)*)\1|^\s*(?:it|test)\.each\([\s\S]*?\)\(\s*(["'`])((?:\\.|(?!\3).)*)\3/gm,
    );
    return [...calls].map((match) => ({ file, title: match[2] ?? match[4] ?? "" }));
  });
}

const all = titles();
const quoted = all.flatMap(({ file, title }) =>
  (title.match(RULE) ?? [])
    .filter((rule) => families.has(rule.replace(/\d+$/, "")))
    .map((rule) => ({ file, rule })),
);

describe("the rules of PROTOCOL.md", () => {
  it("are there, and numbered without holes within each family", () => {
    expect(rules.length).toBeGreaterThan(30);
    expect(new Set(rules).size).toBe(rules.length);
    for (const family of families) {
      const numbers = rules
        .filter((rule) => rule.replace(/\d+$/, "") === family)
        .map((rule) => Number(rule.slice(family.length)));
      expect([family, ...numbers]).toEqual([family, ...numbers.map((_, index) => index + 1)]);
    }
  });

  it.each(rules)("%s is what some test is about", (rule) => {
    expect(quoted.map((each) => each.rule)).toContain(rule);
  });

  it("a test that quotes a rule quotes one that exists", () => {
    expect(quoted.filter(({ rule }) => !rules.includes(rule))).toEqual([]);
  });
});
