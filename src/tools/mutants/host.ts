import { createVitest, type Reporter, type TestModule } from "vitest/node";

/**
 * A vitest that stays, in a process of its own: what it has read and compiled is kept from one mutant to the next,
 * and a mutant that never ends is ended with it.
 */

/** Files to run, after some others have changed on the disk. */
export interface Order {
  readonly changed: readonly string[];
  readonly tests: readonly string[];
  /** Only tests with this in their titles. */
  readonly titles?: string;
}

export interface Answer {
  readonly passed: number;
  /** The title of a test that failed; also a file that could not be read. */
  readonly failed?: string;
}

const project = process.argv[2] ?? "core";
/** Nothing is printed: what a mutant breaks is of no interest. */
const silent: Reporter = {};
const vitest = await createVitest("test", {
  config: "test/vitest.config.ts",
  project: [project],
  watch: false,
  bail: 1,
  maxWorkers: 1,
  reporters: [silent],
  silent: true,
});
await vitest.standalone();
const specifications = await vitest.globTestSpecifications();

process.on("message", (order: Order) => void run(order).then((answer) => process.send?.(answer)));
process.on("disconnect", () => process.exit());
process.send?.({ passed: 0 } satisfies Answer);

async function run({ changed, tests, titles }: Order): Promise<Answer> {
  for (const file of changed) vitest.invalidateFile(`${process.cwd()}/${file}`);
  if (titles === undefined) vitest.resetGlobalTestNamePattern();
  else vitest.setGlobalTestNamePattern(titles);
  const wanted = tests.map((test) => `${process.cwd()}/${test}`);
  vitest.state.filesMap.clear();
  const { testModules, unhandledErrors } = await vitest.runTestSpecifications(
    specifications
      .filter(({ moduleId }) => wanted.includes(moduleId))
      .sort((a, b) => wanted.indexOf(a.moduleId) - wanted.indexOf(b.moduleId)),
  );
  const failed = testModules.map(failureIn).find((title) => title !== undefined);
  const passed = testModules.flatMap((module) => [...module.children.allTests("passed")]).length;
  const error = unhandledErrors.length > 0 ? String(unhandledErrors[0]) : undefined;
  const first = failed ?? error;
  return { passed, ...(first !== undefined && { failed: first }) };
}

function failureIn(module: TestModule): string | undefined {
  for (const test of module.children.allTests("failed"))
    return `${module.relativeModuleId}: ${test.fullName}`;
  return module.state() === "failed" ? `${module.relativeModuleId}: the file itself` : undefined;
}
