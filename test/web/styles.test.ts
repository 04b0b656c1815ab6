import { globSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { expect, test } from "vitest";

/** Each scoped style sheet with the classes it defines. */
const sheets = new Map(globSync("src/web/**/*.module.css").map((path) => [path, classesIn(path)]));
/** Chosen by a value: sizes of an avatar, and the kinds of token in code. */
const COMPUTED =
  /^(avatar\.module\.css \w|markdown\.module\.css (comment|keyword|name|string|value|added|removed))$/;

function classesIn(path: string): Set<string> {
  const selectors = readFileSync(path, "utf8")
    .replace(/\/\*[\s\S]*?\*\//g, "")
    .replace(/:global\([^)]*\)/g, "")
    .replace(/\{[^{}]*\}/g, "");
  return new Set(Array.from(selectors.matchAll(/\.([a-z][\w-]*)/gi), ([, name = ""]) => name));
}

/** "sheet class" for each class that a component asks a style sheet for. */
const used = globSync("src/web/**/*.{ts,tsx}").flatMap((path) => {
  const source = readFileSync(path, "utf8");
  return [...source.matchAll(/import (\w+) from "(.+\.module\.css)";/g)].flatMap(
    ([, alias = "", sheet = ""]) =>
      [...source.matchAll(new RegExp(`\\b${alias}\\.(\\w+)`, "g"))].map(
        ([, name = ""]) => [join(dirname(path), sheet), name] as const,
      ),
  );
});

test("every class that a component asks for is defined", () => {
  const missing = used.filter(([sheet, name]) => !sheets.get(sheet)?.has(name));
  expect(missing).toEqual([]);
});

test("every class that is defined is used", () => {
  const known = new Set(used.map(([sheet, name]) => `${sheet} ${name}`));
  const unused = [...sheets]
    .flatMap(([sheet, names]) => [...names].map((name) => `${sheet} ${name}`))
    .filter((each) => !known.has(each) && !COMPUTED.test(basename(each)));
  expect(unused).toEqual([]);
});

test("classes are scoped: no other style sheets than the few that are for the whole page", () => {
  const others = globSync("src/web/**/*.css").filter((path) => !sheets.has(path));
  expect(others.filter((path) => dirname(path) !== "src/web/styles")).toEqual([]);
});

test("no two style sheets have the same name, which is a part of the names of their classes", () => {
  const names = [...sheets.keys()].map((path) => basename(path));
  expect(new Set(names).size).toBe(names.length);
});
