import { globSync, readFileSync } from "node:fs";
import { CONSENT_RULES } from "./rules/consent-rules.ts";
import { CONVERSATION_RULES } from "./rules/conversation-rules.ts";
import { DEPLOYMENT_RULES } from "./rules/deployment-rules.ts";
import { FILE_RULES } from "./rules/file-rules.ts";
import { PEOPLE_RULES } from "./rules/people-rules.ts";
import type { RuleMutants } from "./rules/rule-mutants.ts";
import { SEARCH_RULES } from "./rules/search-rules.ts";
import { TALK_RULES } from "./rules/talk-rules.ts";
import type { Change } from "./trial.ts";

/** How each rule of PROTOCOL.md is broken. */
export const RULE_MUTANTS: RuleMutants = {
  ...TALK_RULES,
  ...PEOPLE_RULES,
  ...CONVERSATION_RULES,
  ...CONSENT_RULES,
  ...SEARCH_RULES,
  ...FILE_RULES,
  ...DEPLOYMENT_RULES,
};

/** A broken rule, and the tests that quote it in their titles. */
export interface RuleChange extends Change {
  readonly rule: string;
  readonly tests: readonly string[];
  readonly titles: string;
}

/** The broken rules as changes of files. A text that does not stand in its file exactly once is a mistake in the table. */
export function ruleChanges(): RuleChange[] {
  const tests = globSync("test/**/*.test.ts").map((file) => [file, readFileSync(file, "utf8")] as const);
  return Object.entries(RULE_MUTANTS).map(([rule, [file, from, to]]) => {
    const text = readFileSync(file, "utf8");
    const start = text.indexOf(from);
    if (start < 0 || text.indexOf(from, start + 1) >= 0)
      throw new Error(`${rule}: "${from}" does not stand in ${file} exactly once`);
    const titles = `\\b${rule}\\b`;
    const quoting = tests.filter(([, text]) => new RegExp(titles).test(text)).map(([path]) => path);
    // Those that start servers and browsers are too slow to be asked for each.
    const quick = quoting.filter((path) => !/^test\/(?:browser|fault|simulation|meta|tools)\//.test(path));
    return { rule, file, start, end: start + from.length, replacement: to, tests: quick, titles };
  });
}
