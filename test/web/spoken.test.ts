import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

/** Words of the app that stand in its source, where no language reaches them. */

/** The name of the product is the same in all languages. */
const NAME = "Parlor";

/** Attributes that are read out or shown. */
const ATTRIBUTES =
  "aria-label|aria-description|aria-roledescription|aria-valuetext|alt|label|placeholder|title|hint";

const letters = /\p{L}{2,}/u;

function spokenIn(source: string): string[] {
  const code = source.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "");
  const attributes = [
    ...code.matchAll(new RegExp(`\\s(?:${ATTRIBUTES})=(?:"([^"]*)"|\\{(\`[^\`]*\`|"[^"]*")\\})`, "g")),
  ]
    .map(([, plain, inBraces]) => plain ?? (inBraces ?? "").slice(1, -1).replace(/\$\{[^}]*\}/g, ""))
    .filter((text) => letters.test(text));
  // What stands between tags: after `>` or `}`, before `<` or `{`. Code between them has signs no sentence has.
  const between = [...code.matchAll(/(?:[\w"'\]})/]>|\})([^<>{}=;()|&`]+)(?=<|\{)/g)]
    .map(([, text = ""]) => text.trim())
    .filter(
      (text) =>
        letters.test(text) && !/^(?:else|export|const|function|return|import|from|\.|\?|:|,)/.test(text),
    );
  // Words a choice puts between tags, or in an attribute: {here ? "Edited" : "New"}.
  const chosen = [...code.matchAll(/[?:] "([^"]*[A-Z ][^"]*)"/g)]
    .map(([, text = ""]) => text)
    .filter((text) => /^\p{Lu}\p{L}+|\p{L} \p{L}/u.test(text));
  return [...attributes, ...between, ...chosen].filter((text) => text !== NAME);
}

test("every sentence of the app is in src/web/language", () => {
  const found = globSync("src/web/**/*.tsx").flatMap((file) =>
    spokenIn(readFileSync(file, "utf8")).map((text) => `${file}: ${text}`),
  );
  expect(found).toEqual([]);
});

test("the search finds what is said in the source", () => {
  const found = (source: string) => spokenIn(source);
  expect(found('<button aria-label="Close" class="big">')).toEqual(["Close"]);
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is source, to be searched
  expect(found("<b aria-label={`Message to ${name}`}>")).toEqual(["Message to "]);
  expect(found("<p>Nothing said yet</p>")).toEqual(["Nothing said yet"]);
  expect(found("<p>\n  <Icon /> Sign out\n</p>")).toEqual(["Sign out"]);
  expect(found('<p>{isNew ? "Take a seat" : words().entrance.welcome}</p>')).toEqual(["Take a seat"]);
  expect(found("<p>{words().shell.home}</p>\n<h1>Parlor</h1>")).toEqual([]);
  expect(found("if (a > b && c < d) return undefined;\n} else if (x) {")).toEqual([]);
});
