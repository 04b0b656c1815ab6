import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stopWhenAsked } from "./signals.ts";

export interface Counts {
  passed: number;
  failed: number;
}

interface VitestOptions {
  args: readonly string[];
  /** Whether the arguments leave out tests by their names. Otherwise a skipped test is a failed one. */
  choosesByName?: boolean;
  env?: Readonly<Record<string, string>>;
}

/** Runs vitest in this terminal, and counts tests. */
export async function runVitest({ args, choosesByName = false, env = {} }: VitestOptions): Promise<Counts> {
  const folder = mkdtempSync(join(tmpdir(), "parlor-test-"));
  const file = join(folder, "results.json");
  const reporters = ["default", "json", "./test/project-times.ts"].map((name) => `--reporter=${name}`);
  const options = ["--config=test/vitest.config.ts", ...reporters, `--outputFile.json=${file}`];
  const child = spawn("vitest", ["run", ...options, ...args], {
    stdio: "inherit",
    env: { ...process.env, ...env, WRANGLER_LOG: "warn" },
  });
  stopWhenAsked(() => child.kill());
  const code = await new Promise<number>((resolve) => child.on("close", (status) => resolve(status ?? 1)));
  const result = count(file, choosesByName);
  rmSync(folder, { recursive: true });
  // vitest also fails for other reasons: an uncaught error, a file without tests.
  return code !== 0 && result.failed === 0 ? { ...result, failed: 1 } : result;
}

interface Results {
  testResults: { name: string; status: string; assertionResults: { status: string; fullName: string }[] }[];
}

function count(file: string, choosesByName: boolean): Counts {
  const result = { passed: 0, failed: 0 };
  for (const { name, status, assertionResults } of read(file).testResults) {
    const failedBefore = result.failed;
    for (const test of assertionResults) {
      if (test.status === "passed") result.passed += 1;
      else if (test.status === "failed") result.failed += 1;
      else if (!choosesByName) {
        result.failed += 1;
        console.log(`Not run (${test.status}): ${test.fullName}`);
      }
    }
    if (status === "failed" && result.failed === failedBefore) {
      result.failed += 1;
      console.log(`Failed as a whole: ${name}`);
    }
  }
  return result;
}

function read(file: string): Results {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return { testResults: [] }; // vitest did not get as far.
  }
}
