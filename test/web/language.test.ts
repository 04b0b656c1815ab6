import { globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { de } from "../../src/web/language/de.ts";
import { deLater } from "../../src/web/language/de-later.ts";
import { en } from "../../src/web/language/en.ts";
import { enLater } from "../../src/web/language/en-later.ts";
import { numbers } from "../../src/web/language/plural.ts";

/** Every leaf of a dictionary by its path. */
function leaves(part: object, path = ""): [string, unknown][] {
  return Object.entries(part).flatMap(([key, value]): [string, unknown][] =>
    typeof value === "object" && value !== null ? leaves(value, `${path}${key}.`) : [[path + key, value]],
  );
}

test("every language says everything, and nothing is empty", () => {
  const paths = (words: object) =>
    leaves(words)
      .map(([path]) => path)
      .filter((path) => !path.startsWith("refusals.byCode."))
      .sort();
  expect(paths(de)).toEqual(paths(en));
  expect(paths(deLater)).toEqual(paths(enLater));
  for (const [path, value] of [en, de, enLater, deLater].flatMap((words) => leaves(words)))
    expect(value, path).not.toBe("");
});

test("numbers are written, and counted, as the language does", () => {
  const en = numbers("en");
  expect(en(1, { one: "# day", other: "# days" })).toBe("1 day");
  expect(en(1_234, { one: "# day", other: "# days" })).toBe("1,234 days");
  expect(numbers("de")(1_234, { other: "# Tage" })).toBe("1.234 Tage");
});

test("everything the app may say is said somewhere", () => {
  const source = globSync("src/web/**/*.{ts,tsx}")
    .filter((file) => !/^src\/web\/language\/(en|de)\b/.test(file))
    .map((file) => readFileSync(file, "utf8"))
    .join("\n");
  const unsaid = [...leaves(en), ...leaves(enLater)]
    .map(([path]) => path.split(".").at(-1) ?? "")
    .filter((key) => !source.includes(key))
    // Looked up by the code of a refusal or the value of a choice.
    .filter(
      (key) => !(key in en.refusals.byCode) && !(key in en.room.proof) && !(key in enLater.settings.theme),
    )
    .filter((key) => !(key in enLater.settings.privacy.audiences));
  expect(unsaid).toEqual([]);
});

/** What a file of the app imports, but for the views it gives to `lazyView`. */
function importsOf(file: string): string[] {
  const source = readFileSync(file, "utf8").replace(/lazyView\(\s*async[^;]*;/g, "");
  const found = source.matchAll(/^(?:import|export) (?!type\b)[^;]*?"(\.[^"]+)"|\bimport\("(\.[^"]+)"\)/gm);
  return [...found].map(([, first, later]) => join(dirname(file), first ?? later ?? ""));
}

test("whoever says a later word is loaded by lazyView", () => {
  const reached = new Set(["src/web/main.tsx"]);
  for (const file of reached)
    for (const imported of importsOf(file)) if (/^src\/web\/.*\.tsx?$/.test(imported)) reached.add(imported);
  expect(reached.size).toBeGreaterThan(150);
  const early = [...reached].filter((file) => /\blaterWords\(\)\./.test(readFileSync(file, "utf8")));
  expect(early).toEqual([]);
});
