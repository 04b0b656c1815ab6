import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import type { Change } from "./trial.ts";

/** Whether the compiler refuses a change in the copied tree: then nobody could have made that mistake unseen. */
export function failsTypes(tree: string, { file, start, end, replacement }: Change): boolean {
  const path = `${tree}/${file}`;
  const before = readFileSync(path, "utf8");
  const part = file.split("/").slice(0, 2).join("/");
  writeFileSync(path, before.slice(0, start) + replacement + before.slice(end));
  try {
    return spawnSync("node_modules/.bin/tsc", ["-p", part], { cwd: tree }).status !== 0;
  } finally {
    writeFileSync(path, before);
  }
}
