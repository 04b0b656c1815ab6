import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, rmSync } from "node:fs";

/** Where mutants are tried. It is no part of what git or the linters see. */
const TREES = "dist/mutants";
const COPIED = [
  "src",
  "test",
  "package.json",
  "tsconfig.json",
  "wrangler.toml",
  "schema.sql",
  "PROTOCOL.md",
  ".env",
];
/** Folders that are written to: a link into them would change those of the working tree. */
const CACHES = [".cache", ".vite", ".vite-temp", ".mf"];

/**
 * Copies the working tree, so that a mutant is never in the way of anybody, and returns where. The packages, which
 * nothing changes, are linked file by file; a link to their folder would lead back to the working tree.
 */
export function copyTree(): string {
  dropOldTrees();
  const tree = `${TREES}/${process.pid}`;
  mkdirSync(tree, { recursive: true });
  for (const name of COPIED) cpSync(name, `${tree}/${name}`, { recursive: true });
  execFileSync("cp", ["-al", "node_modules", `${tree}/node_modules`]);
  for (const cache of CACHES) rmSync(`${tree}/node_modules/${cache}`, { recursive: true, force: true });
  // The Worker's tests only need something where the built app would be.
  mkdirSync(`${tree}/dist/web`, { recursive: true });
  return tree;
}

export const dropTree = (tree: string): void => rmSync(tree, { recursive: true, force: true });

/** What processes that were killed have left. */
function dropOldTrees(): void {
  mkdirSync(TREES, { recursive: true });
  for (const name of readdirSync(TREES)) {
    try {
      process.kill(Number(name), 0);
    } catch {
      dropTree(`${TREES}/${name}`);
    }
  }
}
