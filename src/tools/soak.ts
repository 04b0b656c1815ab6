import { randomInt } from "node:crypto";
import { ensureChromium } from "./chromium.ts";
import {
  type Command,
  failUsage,
  type Option,
  oneOf,
  readCommand,
  text,
  UsageError,
  wholeNumber,
} from "./command.ts";
import { columns } from "./help-text.ts";
import { mutantOptions, searchMutants } from "./mutants/search.ts";
import { needs } from "./projects.ts";
import { type OptionName, SEARCHES, type Search } from "./searches.ts";
import { ensureDevVars } from "./secrets.ts";
import { type Counts, runVitest } from "./vitest.ts";
import { buildWeb } from "./web.ts";

const DEFAULTS: Readonly<Record<OptionName, string>> = {
  seeds: "5000",
  from: `${randomInt(1, 1_000_000_000)}`,
  kills: "200",
  mutants: "200",
  in: "",
  rules: "",
  minutes: "",
};
const count = (placeholder: string, about: string, otherwise: string): Option<string | undefined> => ({
  placeholder,
  about,
  otherwise,
  read: (given) => given.map(wholeNumber(1)).at(-1)?.toString(),
});

const names = Object.keys(SEARCHES);
const COMMAND = {
  name: "npm run soak",
  about: `Searches longer and wider than npm test has time for. Without a name, all searches one after the other:

${columns(Object.entries(SEARCHES).map(([name, { about }]) => [name, about]))}

What fails says how to see it again: PARLOR_SEED=9 npm test -- --project simulation`,
  options: {
    seeds: count("N", "simulation: so many seeds", DEFAULTS.seeds),
    from: count("SEED", "simulation: the first of them; mutants: which are chosen", "any"),
    kills: count("N", "faults: so many kills", DEFAULTS.kills),
    mutants: count("N", "mutants: so many", DEFAULTS.mutants),
    in: text("PART", "mutants: only in files with this in their path; with --rules, also one rule"),
    rules: {
      about: "mutants: the broken rules of PROTOCOL.md, each against the tests that quote it",
      read: (given) => (given.length > 0 ? "yes" : undefined),
    },
    minutes: count("N", "mutants: begin none after so many minutes", "none"),
  },
  operands: { name: "[SEARCH ...]", about: names.join(", ") },
  rest: { name: "OPTIONS", about: "options of vitest" },
  examples: [
    ["npm run soak -- simulation --seeds 20000", "over night"],
    ["npm run soak -- simulation --seeds 300 --from 4200", "these seeds again"],
    ["npm run soak -- views vast", "before a release"],
    ["npm run soak -- mutants --in room/ --mutants 50", "after new rules of rooms"],
    ["npm run soak -- mutants --rules --in SEND3", "whether a test proves that rule"],
  ],
} as const satisfies Command<Record<OptionName, Option<string | undefined>>>;

const { values, operands, rest } = readCommand(COMMAND);
const wanted = chooseSearches();
const total: Counts = { passed: 0, failed: 0 };

await ensureDevVars();
const projects = wanted.flatMap(({ project }) => (project === "mutants" ? [] : project));
const noBrowser = projects.some((project) => needs(project, "chromium")) ? ensureChromium() : undefined;
const web = projects.some((project) => needs(project, "web")) ? await buildWeb() : undefined;
if (noBrowser !== undefined || web?.ok === false) {
  console.error(noBrowser ?? web?.output);
  process.exit(1);
}
for (const search of wanted) {
  const env = variablesOf(search);
  const shown = Object.entries(env).map(([name, value]) => `${name}=${value}`);
  console.log(`\n── ${search.about}: ${shown.join(" ")} ──`);
  const { project, files } = search;
  const { passed, failed } =
    project === "mutants"
      ? await searchMutants(mutantOptions(env))
      : await runVitest({ args: [`--project=${project}`, ...files, ...rest], env });
  total.passed += passed;
  total.failed += failed;
}
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 ? 0 : 1;

function chooseSearches(): readonly Search[] {
  try {
    const chosen = (operands.length > 0 ? operands.map(oneOf(names)) : names).flatMap(
      (name) => SEARCHES[name] ?? [],
    );
    for (const [option, value] of Object.entries(values))
      if (value !== undefined && !chosen.some(({ takes }) => takes !== undefined && option in takes))
        throw new UsageError(`--${option} is for another search`);
    return chosen;
  } catch (error) {
    if (error instanceof UsageError) failUsage(COMMAND, error);
    throw error;
  }
}

function variablesOf({ env = {}, takes = {} }: Search): Record<string, string> {
  const filled = Object.entries(takes).map(([option, variable]) => {
    const name = option as OptionName;
    return [variable, values[name] ?? DEFAULTS[name]];
  });
  return { ...env, ...Object.fromEntries(filled) };
}
