import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runChecks } from "./checks.ts";
import { ensureChromium } from "./chromium.ts";
import { ensureDevVars } from "./secrets.ts";
import { buildWeb } from "./web.ts";

// With arguments only the tests they name run (`npm test -- room`, `npm test -- --project core`), without the checks.
const args = process.argv.slice(2);
const counts = { passed: 0, failed: 0 };

await ensureDevVars();
if (args.length === 0) add(await runChecks());
const web = await buildWeb();
if (!web.ok) fail(web.output);
const noBrowser = ensureChromium();
if (noBrowser !== undefined) fail(noBrowser);
add(await runVitest());

console.log(`\n${counts.passed} passed, ${counts.failed} failed`);
process.exitCode = counts.failed === 0 ? 0 : 1;

async function runVitest(): Promise<typeof counts> {
  const folder = mkdtempSync(join(tmpdir(), "parlor-test-"));
  const file = join(folder, "results.json");
  const reporters = ["default", "json", "./test/project-times.ts"].map((name) => `--reporter=${name}`);
  const vitest = [
    "run",
    "--config",
    "test/vitest.config.ts",
    ...reporters,
    `--outputFile.json=${file}`,
    ...args,
  ];
  const child = spawn("vitest", vitest, { stdio: "inherit", env: { ...process.env, WRANGLER_LOG: "warn" } });
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => child.kill(signal));
  const code = await new Promise<number>((resolve) => child.on("close", (status) => resolve(status ?? 1)));
  const result = count(file);
  rmSync(folder, { recursive: true });
  // vitest also fails for reasons that are no test: an error nobody caught, a file without tests.
  return code !== 0 && result.failed === 0 ? { ...result, failed: 1 } : result;
}

interface Results {
  testResults: { name: string; status: string; assertionResults: { status: string; fullName: string }[] }[];
}

/** A skipped test is a failed one, unless it was the arguments that left it out. */
function count(file: string): typeof counts {
  const { testResults } = read(file);
  const result = { passed: 0, failed: 0 };
  const chosenByName = args.some((arg) => arg === "-t" || arg.startsWith("--testNamePattern"));
  for (const { name, status, assertionResults } of testResults) {
    const failedBefore = result.failed;
    for (const test of assertionResults) {
      if (test.status === "passed") result.passed += 1;
      else if (test.status === "failed") result.failed += 1;
      else if (!chosenByName) {
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

function add({ passed, failed }: typeof counts): void {
  counts.passed += passed;
  counts.failed += failed;
}

function fail(message: string): void {
  counts.failed += 1;
  console.error(message);
}
