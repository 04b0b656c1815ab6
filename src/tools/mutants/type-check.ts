import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { TREE } from "./copied-tree.ts";
import type { Change } from "./trial.ts";

/** Whether the compiler refuses a change: then nobody could have made that mistake unseen. */
export function failsTypes({ file, start, end, replacement }: Change): boolean {
  const path = `${TREE}/${file}`;
  const before = readFileSync(path, "utf8");
  const part = file.split("/").slice(0, 2).join("/");
  writeFileSync(path, before.slice(0, start) + replacement + before.slice(end));
  try {
    return spawnSync("node_modules/.bin/tsc", ["-p", part], { cwd: TREE }).status !== 0;
  } finally {
    writeFileSync(path, before);
  }
}
