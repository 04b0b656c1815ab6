import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { RULE_MUTANTS, ruleChanges } from "../../src/tools/mutants/rule-changes.ts";

const rules = [...readFileSync("PROTOCOL.md", "utf8").matchAll(/^- \*\*([A-Z]+\d+)\*\* /gm)].map(
  (match) => match[1] as string,
);

describe("the mutants of the rules of PROTOCOL.md", () => {
  it("are one for each rule", () => {
    expect(Object.keys(RULE_MUTANTS).toSorted()).toEqual(rules.toSorted());
  });

  it("break code that is there, and a quick test quotes the rule", () => {
    expect(ruleChanges().filter(({ tests }) => tests.length === 0)).toEqual([]);
  });
});
