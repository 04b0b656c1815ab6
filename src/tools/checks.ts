import { checkBudget } from "./budget.ts";
import { checkLayers } from "./layers.ts";
import { run } from "./run-program.ts";

const envTypes = ["types", "src/server/env.d.ts", "--include-runtime=false", "--strict-vars=false"];
// wrangler would build the web app first.
const noBuild = { PARLOR_SKIP_WEB: "1" };

/** `note` is worth a word even where all is well. */
const checks: Record<string, () => Promise<{ ok: boolean; output: string; note?: string }>> = {
  "types          ": () => run("tsc", ["--build"]),
  "style          ": () => run("biome", ["check", "--error-on-warnings", "--colors=off"]),
  "unused code    ": () => run("knip", ["--no-progress"]),
  "layers, cycles ": async () => {
    const broken = checkLayers();
    return { ok: broken.length === 0, output: broken.join("\n") };
  },
  "size of the app": checkBudget,
  "types of Env   ": () => run("wrangler", [...envTypes, "--check"], noBuild),
};

/** Runs all checks side by side, prints a line for each and the output of those that failed. */
export async function runChecks(): Promise<{ passed: number; failed: number }> {
  const results = await Promise.all(
    Object.entries(checks).map(async ([name, check]) => {
      const start = performance.now();
      const { ok, output, note } = await check();
      const seconds = ((performance.now() - start) / 1000).toFixed(1);
      console.log(`${ok ? "✓" : "✗"} ${name} ${seconds} s${note ? ` · ${note}` : ""}`);
      return { name, ok, output };
    }),
  );
  const failed = results.filter(({ ok }) => !ok);
  for (const { name, output } of failed) console.log(`\n── ${name.trim()} ──\n${output.trimEnd()}`);
  return { passed: results.length - failed.length, failed: failed.length };
}

/** Repairs what can be repaired: format, order of imports, safe lint fixes, the types of Env. */
export async function fix(): Promise<void> {
  for (const { ok, output } of [
    await run("wrangler", envTypes, noBuild),
    await run("biome", ["check", "--write", "--colors=off"]),
  ]) {
    if (!ok) console.log(output);
  }
}
