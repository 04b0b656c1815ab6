import { runChecks } from "./check/checks.ts";
import { ensureChromium } from "./chromium.ts";
import { list, readCommand, text } from "./command.ts";
import { needs, PROJECTS, projectName, wantedProjects } from "./projects.ts";
import { ensureDevVars } from "./secrets.ts";
import { type Counts, runVitest } from "./vitest.ts";
import { buildWeb } from "./web.ts";

const projects = Object.entries(PROJECTS).map(([name, { about }]) => `${name} (${about})`);

const { values, operands, rest } = readCommand({
  name: "npm test",
  about: `Runs the checks of npm run check and all tests. Where something is chosen, only the tests that were,
without the checks. The tests of the web app want a Chromium; where there is none it is installed on
Debian by root, and CHROME_PATH names one in an unusual place. What takes longer is in npm run soak.`,
  options: {
    project: list(
      "PROJECT",
      `only ${projects.join(", ")}; with a "!" before it, all but that one`,
      projectName,
    ),
    testNamePattern: text("PATTERN", "only tests whose full name matches this regular expression", "t"),
    bail: text("N", "stop after so many failed tests"),
  },
  operands: { name: "[FILE ...]", about: "only test files whose path contains one of these" },
  rest: { name: "OPTIONS", about: "any other options of vitest" },
  examples: [
    ["npm test", "everything"],
    ["npm test -- --project core", "the quick ones"],
    ["npm test -- outbox", "files with outbox in their path"],
    ["npm test -- room.test -t SEND2", "in those files, the tests of one rule"],
    ["npm test -- --project workerd -- --inspect", "with an option of vitest"],
  ],
});

const total: Counts = { passed: 0, failed: 0 };
const { project: chosen, testNamePattern, bail } = values;
const isEverything = [chosen, operands, rest].every(({ length }) => length === 0) && !testNamePattern;
const wanted = wantedProjects(chosen, operands);
if (wanted.length === 0) fail("No test file of these projects has a path like that.");

await ensureDevVars();
// Runs beside the tests, and is printed when they are done, so that their outputs do not mix.
const checkOutput: string[] = [];
const checking = isEverything ? runChecks((line) => checkOutput.push(line)) : undefined;
if (wanted.some((name) => needs(name, "web"))) {
  const web = await buildWeb();
  if (!web.ok) fail(web.output);
}
const inBrowser = wanted.filter((name) => needs(name, "chromium"));
const noBrowser = inBrowser.length > 0 ? ensureChromium() : undefined;
const runnable = noBrowser === undefined ? wanted : wanted.filter((name) => !inBrowser.includes(name));
if (runnable.length > 0) {
  const args = runnable.map((name) => `--project=${name}`);
  if (testNamePattern !== undefined) args.push(`--testNamePattern=${testNamePattern}`);
  if (bail !== undefined) args.push(`--bail=${bail}`);
  const choosesByName = testNamePattern !== undefined || bail !== undefined;
  add(await runVitest({ args: [...args, ...operands, ...rest], choosesByName }));
}
if (checking !== undefined) {
  const checked = await checking;
  console.log(`\n${checkOutput.join("\n")}`);
  add(checked);
}
// Last, where people see it.
if (noBrowser !== undefined) fail(`\nThe tests of ${inBrowser.join(" and ")} did not run. ${noBrowser}`);

console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 ? 0 : 1;

function add({ passed, failed }: Counts): void {
  total.passed += passed;
  total.failed += failed;
}

function fail(message: string): void {
  total.failed += 1;
  console.error(message);
}
