import { globSync, readFileSync } from "node:fs";
import { Random } from "../../../test/simulation/random.ts";
import type { Counts } from "../vitest.ts";
import { copyTree, dropTree } from "./copied-tree.ts";
import { EQUIVALENT } from "./equivalent.ts";
import { type Mutant, mutantsOf } from "./operators.ts";
import { ruleChanges } from "./rule-changes.ts";
import { type Change, type Outcome, Trial } from "./trial.ts";
import { failsTypes } from "./type-check.ts";

/** What decides things: no texts of the documentation, no numbers, nothing that only starts what is elsewhere. */
const SEARCHED = "src/{server,client,protocol}/**/*.ts";
const LEFT_OUT =
  /^src\/server\/(?:docs\/|worker\.ts|log\.ts|env\.d\.ts)|^src\/protocol\/limits\.ts|\/index\.ts$|-notes\.ts$/;

/** What a search is told by the variables that `npm run soak` sets; see `searches.ts`. */
interface MutantOptions {
  readonly count: number;
  readonly seed: number;
  /** Part of the paths of the files to look at. */
  readonly path: string;
  /** Only the mutants of the rules in PROTOCOL.md. */
  readonly rules: boolean;
  /** Minutes after which no further mutant is begun. */
  readonly minutes: number;
}

export const mutantOptions = (env: Readonly<Record<string, string | undefined>>): MutantOptions => ({
  count: Number(env.PARLOR_MUTANTS ?? 200),
  seed: Number(env.PARLOR_SEED_BASE ?? 1),
  path: env.PARLOR_MUTANTS_IN ?? "",
  rules: (env.PARLOR_MUTANTS_RULES ?? "") !== "",
  minutes: Number(env.PARLOR_MUTANTS_MINUTES || Number.POSITIVE_INFINITY),
});

/** Of a sample, so many must be killed. Of the broken rules, all. */
const LEAST = 0.95;

/** A change with a name, and how to try it. */
interface Tried {
  readonly change: Change;
  readonly name: string;
  run(trial: Trial): Promise<Outcome>;
}

/**
 * Breaks the code in many places, one after the other, and says which of that no test notices. What survives counts as
 * failed unless it is few of a sample: some mistakes change nothing that anybody could see.
 */
export async function searchMutants(options: MutantOptions): Promise<Counts> {
  const tree = copyTree();
  const trial = new Trial(tree);
  const until = Date.now() + options.minutes * 60_000;
  const began = Date.now();
  const counts = { passed: 0, failed: 0, equivalent: 0 };
  try {
    for (const tried of options.rules ? ofRules(options) : sampled(options)) {
      if (Date.now() > until) break;
      const outcome = await tried.run(trial);
      if (outcome.ended !== "survived" || failsTypes(tree, tried.change)) counts.passed++;
      else if (isEquivalent(tree, tried.change)) counts.equivalent++;
      else {
        counts.failed++;
        console.log(`SURVIVED ${tried.name} (${outcome.tests} tests)\n${diffOf(tree, tried.change)}`);
      }
    }
  } finally {
    trial.stop();
    dropTree(tree);
  }
  const all = counts.passed + counts.failed;
  const minutes = (Date.now() - began) / 60_000;
  console.log(
    `${counts.passed} of ${all} killed (${Math.round((100 * counts.passed) / Math.max(1, all))} %), ` +
      `${counts.equivalent} known to be equivalent; ${(all / minutes).toFixed(1)} a minute`,
  );
  const isEnough = !options.rules && counts.passed >= LEAST * all;
  return { passed: counts.passed, failed: isEnough ? 0 : counts.failed };
}

function ofRules({ path }: MutantOptions): Tried[] {
  return ruleChanges()
    .filter(({ file, rule }) => file.includes(path) || rule === path)
    .map((change) => ({
      change,
      name: change.rule,
      run: (trial) => trial.quoted(change, change.tests, change.titles),
    }));
}

/** So many of all mutants, by chance that a seed repeats. */
function sampled({ count, seed, path }: MutantOptions): Tried[] {
  const files = globSync(SEARCHED)
    .filter((file) => !LEFT_OUT.test(file) && file.includes(path))
    .sort();
  const all = files.flatMap((file) => mutantsOf(file, readFileSync(file, "utf8")));
  const random = new Random(seed);
  for (let last = all.length - 1; last > 0; last--) {
    const place = random.int(0, last);
    [all[last], all[place]] = [all[place] as Mutant, all[last] as Mutant];
  }
  console.log(`${count} of ${all.length} mutants, from seed ${seed}`);
  return all.slice(0, count).map((mutant) => ({
    change: mutant,
    name: mutant.operator,
    run: (trial) => trial.search(mutant),
  }));
}

/** The lines that a change touches, before and after: of the copy, since the working tree may be worked on. */
function linesOf(tree: string, { file, start, end, replacement }: Change) {
  const text = readFileSync(`${tree}/${file}`, "utf8");
  const first = text.lastIndexOf("\n", start - 1) + 1;
  const newline = text.indexOf("\n", end);
  const last = newline < 0 ? text.length : newline;
  return {
    line: text.slice(0, start).split("\n").length,
    before: text.slice(first, last),
    after: text.slice(first, start) + replacement + text.slice(end, last),
  };
}

function diffOf(tree: string, change: Change): string {
  const { line, before, after } = linesOf(tree, change);
  const marked = (text: string, mark: string) => text.split("\n").map((each) => `  ${mark} ${each.trim()}`);
  return [`  ${change.file}:${line}`, ...marked(before, "-"), ...marked(after, "+")].join("\n");
}

function isEquivalent(tree: string, change: Change): boolean {
  const { before, after } = linesOf(tree, change);
  return EQUIVALENT.some(
    (known) => known.file === change.file && known.before === before.trim() && known.after === after.trim(),
  );
}
