import { globSync, readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { dirname, normalize } from "node:path";

/** A file of ours, by its path from the root. */
export interface Source {
  readonly path: string;
  readonly text: string;
  readonly lines: number;
  readonly imports: readonly Import[];
}

interface Import {
  /** A file by its path from the root, or a package by its first part ("zod" stands for "zod/mini" too). */
  readonly target: string;
  readonly line: number;
}

/** Something that breaks a rule. */
export interface Finding {
  /** The rule, as a sentence without its full stop. */
  readonly rule: string;
  /** A path, with a line if there is one. */
  readonly place: string;
  readonly what?: string;
}

/** Findings of one rule that are printed at most. */
const SHOWN_MAX = 15;

export function readSources(): Source[] {
  const paths = globSync("{src,test}/**/*.{ts,tsx,mjs,css}").filter((path) => !path.endsWith(".d.ts"));
  return paths.sort().map((path) => sourceOf(path, readFileSync(path, "utf8")));
}

export function sourceOf(path: string, text: string): Source {
  const lines = text.replace(/\n$/, "").split("\n").length;
  return { path, text, lines, imports: /\.tsx?$/.test(path) ? importsOf(path, text) : [] };
}

function importsOf(path: string, text: string): Import[] {
  const specifiers = text.matchAll(
    /^(?:import|export)\b(?:[^;=("]*\sfrom)?\s+"([^"]+)"|\bimport\(\s*"([^"]+)"/gm,
  );
  return [...specifiers].map((match) => ({
    target: targetOf(path, match[1] ?? match[2] ?? ""),
    line: lineOf(text, match.index),
  }));
}

function targetOf(path: string, specifier: string): string {
  if (specifier.startsWith(".")) return normalize(`${dirname(path)}/${specifier}`);
  if (builtinModules.includes(specifier)) return `node:${specifier}`;
  return /^(@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? specifier;
}

export const lineOf = (text: string, index: number): number => text.slice(0, index).split("\n").length;

/** Rule by rule, each with the places that break it. */
export function report(findings: readonly Finding[]): string {
  const byRule = Map.groupBy(findings, ({ rule }) => rule);
  const sections = [...byRule].map(([rule, places]) => {
    const shown = places.slice(0, SHOWN_MAX);
    const width = Math.max(...shown.map(({ place }) => place.length));
    const lines = shown.map(({ place, what }) => `  ${what ? `${place.padEnd(width)}  ${what}` : place}`);
    const more = places.length - shown.length;
    return [`${rule}:`, ...lines, ...(more > 0 ? [`  and ${more} more`] : [])].join("\n");
  });
  return sections.join("\n\n");
}
