import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { de } from "../../src/web/language/de.ts";
import { en } from "../../src/web/language/en.ts";
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
  for (const [path, value] of [...leaves(en), ...leaves(de)]) expect(value, path).not.toBe("");
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
  const unsaid = leaves(en)
    .map(([path]) => path.split(".").at(-1) ?? "")
    .filter((key) => !source.includes(key))
    // Looked up by the code of a refusal or the value of a choice.
    .filter((key) => !(key in en.refusals.byCode) && !(key in en.room.proof) && !(key in en.settings.theme));
  expect(unsaid).toEqual([]);
});
