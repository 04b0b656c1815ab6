import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { buildWeb } from "../web.ts";

const folder = "dist/web";

/**
 * Bytes of gzipped script that must be there before somebody can sign in, and before the rooms show.
 * On a slow phone (Lighthouse's slow 4G, 1.6 Mbit/s) the rooms' are on their way for 0.65 s.
 */
const BUDGETS = { "sign-in": 90_000, rooms: 130_000 };

/** Builds the web app and weighs what a page needs, following the static imports from index.html. */
export async function checkBudget(): Promise<{ ok: boolean; output: string; note: string }> {
  const built = await buildWeb();
  if (!built.ok) return { ...built, note: "" };
  const page = reached(scriptsOf(read("index.html")));
  const shell = page.flatMap(dynamicImports).filter((file) => /^assets\/shell-/.test(file));
  if (shell.length === 0) return { ok: false, output: "No chunk is named shell.", note: "" };
  const weights = { "sign-in": page, rooms: reached([...page, ...shell]) };
  const lines: string[] = [];
  const notes: string[] = [];
  let ok = true;
  for (const [what, max] of Object.entries(BUDGETS) as [keyof typeof BUDGETS, number][]) {
    const sizes = weights[what].map((file) => ({ file, bytes: gzipSync(read(file)).length }));
    const sum = sizes.reduce((total, { bytes }) => total + bytes, 0);
    notes.push(`${what} ${kB(sum)} of ${kB(max)} kB`);
    lines.push(`${what}: ${kB(sum)} kB of script, and ${kB(max)} are allowed`);
    lines.push(...sizes.map(({ file, bytes }) => `  ${kB(bytes)} kB ${file}`));
    ok &&= sum <= max;
  }
  return { ok, output: lines.join("\n"), note: notes.join(", ") };
}

const read = (file: string): string => readFileSync(join(folder, file), "utf8");

const scriptsOf = (html: string): string[] =>
  all(html, /<(?:script|link)\b[^>]*\b(?:src|href)="\/(assets\/[^"]+\.js)"/g);

/** These files, and all that they import before they run. */
function reached(files: readonly string[], seen = new Set<string>()): string[] {
  for (const file of files) {
    if (seen.has(file)) continue;
    seen.add(file);
    reached(staticImports(file), seen);
  }
  return [...seen];
}

// As a bundler writes them: `import{a as b}from"./x.js"`, `import"./x.js"`, and import(`./x.js`).
const staticImports = (file: string): string[] =>
  assets(all(read(file), /\b(?:import|export)\s*(?:[\w$*{},\s]+?\bfrom\s*)?["'`]\.\/([^"'`]+\.js)["'`]/g));
const dynamicImports = (file: string): string[] =>
  assets(all(read(file), /\bimport\(\s*["'`]\.\/([^"'`]+\.js)["'`]/g));

const assets = (names: readonly string[]): string[] => names.map((name) => `assets/${name}`);
const all = (text: string, pattern: RegExp): string[] =>
  [...text.matchAll(pattern)].map((match) => match[1] ?? "");
const kB = (bytes: number): string => (bytes / 1000).toFixed(1);
