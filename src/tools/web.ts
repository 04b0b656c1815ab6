import { mkdirSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "./run-program.ts";

const sources = ["src/web", "src/client", "src/protocol", "package-lock.json"];
const stamp = "dist/web-built";

interface Built {
  ok: boolean;
  output: string;
}
/** A build under way, so that all callers wait for the same one. */
let building: Promise<Built> | undefined;

/**
 * Builds the web app into dist/web, unless that is newer than everything it is made of. wrangler runs
 * this file as its build command, at its start and after each edit; most edits are of the server.
 */
export function buildWeb(): Promise<Built> {
  building ??= build().finally(() => {
    building = undefined;
  });
  return building;
}

async function build(): Promise<Built> {
  const start = new Date();
  if (modified(stamp) > Math.max(...sources.map(newest))) return { ok: true, output: "" };
  rmSync(stamp, { force: true });
  const options = ["build", "--config", "src/web/vite.config.ts", "--logLevel", "warn"];
  // Whatever the caller's mode: with a test runner's "test" it would be a different app than people get.
  const result = await run("vite", options, { NODE_ENV: "production" });
  if (result.ok) {
    mkdirSync("dist", { recursive: true });
    writeFileSync(stamp, "");
    utimesSync(stamp, start, start);
  }
  return result;
}

/** The last change of a file or of anything in a folder; a folder changes when one of its files is removed. */
function newest(path: string): number {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return 0;
  if (!stats.isDirectory()) return stats.mtimeMs;
  return Math.max(stats.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
}

function modified(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

if (import.meta.main && !process.env.PARLOR_SKIP_WEB) {
  const { ok, output } = await buildWeb();
  if (output.trim() !== "") console.error(output);
  process.exitCode = ok ? 0 : 1;
}
