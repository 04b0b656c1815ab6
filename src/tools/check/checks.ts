import { run } from "../run-program.ts";
import { checkBudget } from "./budget.ts";
import { checkLayers } from "./layers.ts";
import { checkLayout } from "./layout.ts";
import { type Finding, readSources, report, type Source } from "./sources.ts";
import { checkVocabulary } from "./vocabulary.ts";
import { checkWebOrder } from "./web-order.ts";

const envTypes = ["types", "src/server/env.d.ts", "--include-runtime=false", "--strict-vars=false"];
// wrangler would build the web app first.
const noBuild = { PARLOR_SKIP_WEB: "1" };

interface Result {
  readonly ok: boolean;
  readonly output: string;
  /** Printed even if the check has passed. */
  readonly note?: string;
}

const checks: Readonly<Record<string, () => Promise<Result>>> = {
  types: () => run("tsc", ["--build"]),
  style: () => run("biome", ["check", "--error-on-warnings", "--colors=off"]),
  "unused code": () => run("knip", ["--no-progress"]),
  layout: async () => judge(checkLayout, checkVocabulary),
  imports: async () => judge(checkLayers, checkWebOrder),
  "size of the app": checkBudget,
  "types of Env": () => run("wrangler", [...envTypes, "--check"], noBuild),
};

function judge(...rules: readonly ((sources: readonly Source[]) => readonly Finding[])[]): Result {
  const sources = readSources();
  const findings = rules.flatMap((rule) => rule(sources));
  return { ok: findings.length === 0, output: report(findings) };
}

/** Runs all checks side by side, prints a line for each and the output of those that failed. */
export async function runChecks(print = console.log): Promise<{ passed: number; failed: number }> {
  const width = Math.max(...Object.keys(checks).map((name) => name.length));
  const results = await Promise.all(
    Object.entries(checks).map(async ([name, check]) => {
      const start = performance.now();
      const { ok, output, note } = await check();
      const seconds = ((performance.now() - start) / 1000).toFixed(1);
      print(`${ok ? "✓" : "✗"} ${name.padEnd(width)} ${seconds} s${note ? ` · ${note}` : ""}`);
      return { name, ok, output };
    }),
  );
  const failed = results.filter(({ ok }) => !ok);
  for (const { name, output } of failed) print(`\n── ${name} ──\n${output.trimEnd()}`);
  if (failed.some(({ name }) => name === "style" || name === "types of Env"))
    print("\nMuch of this is repaired by: npm run check -- --fix");
  return { passed: results.length - failed.length, failed: failed.length };
}

/** Repairs what can be repaired: formatting, order of imports, safe lint fixes, the types of Env. */
export async function fix(): Promise<void> {
  for (const { ok, output } of [
    await run("wrangler", envTypes, noBuild),
    await run("biome", ["check", "--write", "--colors=off"]),
  ]) {
    if (!ok) console.log(output);
  }
}
