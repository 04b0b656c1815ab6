import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, rmSync } from "node:fs";

/** Where mutants are tried. It is no part of what git or the linters see. */
export const TREE = "dist/mutants";
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

/**
 * Copies the working tree, so that a mutant is never in the way of anybody. The packages, which nothing changes,
 * are linked file by file; a link to the folder would lead back to the working tree.
 */
export function copyTree(): string {
  mkdirSync(TREE, { recursive: true });
  for (const name of COPIED) {
    rmSync(`${TREE}/${name}`, { recursive: true, force: true });
    cpSync(name, `${TREE}/${name}`, { recursive: true });
  }
  if (!existsSync(`${TREE}/node_modules`))
    execFileSync("cp", ["-al", "node_modules", `${TREE}/node_modules`]);
  // The Worker's tests only need something where the built app would be.
  mkdirSync(`${TREE}/dist/web`, { recursive: true });
  return TREE;
}
