import { globSync, readFileSync } from "node:fs";
import { parseSync } from "vite";
import { expect, test } from "vitest";

/** Words of the app that stand in its source, where no language reaches them. */

/** The name of the product is the same in all languages. */
const NAME = "Parlor";

/** Attributes and properties that are read out or shown. */
const SPOKEN =
  /^(?:aria-(?:label|description|roledescription|valuetext)|alt|label|placeholder|title|hint|text)$/;
/** Where strings are for machines, and for programmers. */
const UNSPOKEN = new Set([
  "ImportDeclaration",
  "ExportNamedDeclaration",
  "TSLiteralType",
  "ThrowStatement",
  "NewExpression",
]);

const word = /\p{L}{2,}/u;
const sentence = /^\p{Lu}\p{Ll}*[,:]? \p{Ll}{2,}/u;

interface Node {
  readonly type: string;
  readonly [key: string]: unknown;
}
const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && typeof (value as Node).type === "string";

function textOf(node: Node): string | undefined {
  if (node.type === "JSXText" || node.type === "Literal")
    return typeof node.value === "string" ? node.value : undefined;
  if (node.type === "TemplateElement") return (node.value as { cooked: string }).cooked;
  return undefined;
}

const nameOf = (node: Node): string => String((node.name as Node | undefined)?.name ?? "");

/** What is said in a file: all of what JSX shows, and elsewhere what looks like a sentence. */
function spokenIn(source: string): string[] {
  const found: string[] = [];
  const visit = (node: Node, isShown: boolean): void => {
    if (node.type === "JSXAttribute") {
      if (isNode(node.value)) visit(node.value, SPOKEN.test(nameOf(node)));
      return;
    }
    const text = textOf(node)?.trim();
    if (text !== undefined && (isShown ? word : sentence).test(text) && text !== NAME) found.push(text);
    const isCode = UNSPOKEN.has(node.type) && node.declaration == null;
    if (isCode) return;
    for (const [key, value] of Object.entries(node)) {
      // Of a choice or a template the branches are shown; what is asked, called or looked up is not.
      const shows =
        node.type === "JSXElement" || node.type === "JSXFragment"
          ? key === "children"
          : isShown &&
            (/^(?:JSXExpressionContainer|TemplateLiteral|LogicalExpression|ParenthesizedExpression)$/.test(
              node.type,
            ) ||
              (node.type === "ConditionalExpression" && key !== "test"));
      const isQuasi = key === "expressions" && node.type === "TemplateLiteral";
      for (const inner of Array.isArray(value) ? value : [value])
        if (isNode(inner)) visit(inner, shows && !isQuasi);
    }
  };
  const { program, errors } = parseSync("file.tsx", source);
  expect(errors).toEqual([]);
  visit(program as unknown as Node, false);
  return found;
}

test("every sentence of the app is in src/web/language", () => {
  const files = globSync("src/web/**/*.{ts,tsx}").filter(
    (file) => !/\/(?:language|service-worker)\/|\.d\.ts$|config/.test(file),
  );
  expect(files.length).toBeGreaterThan(100);
  const found = files.flatMap((file) =>
    spokenIn(readFileSync(file, "utf8")).map((text) => `${file}: ${text}`),
  );
  expect(found).toEqual([]);
});

test.each([
  ['<button aria-label="Close" class="big blue" />', ["Close"]],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is source, to be searched
  ["<b aria-label={`Message to ${name}`} />", ["Message to"]],
  ["<p>Nothing said yet</p>", ["Nothing said yet"]],
  ["<p>\n  <Icon name='leave' /> Sign out\n</p>", ["Sign out"]],
  ['<p>{isNew ? "Seat" : words().entrance.welcome}</p>', ["Seat"]],
  ['<Field label={isNew && "Name"} />', ["Name"]],
  ['const titles = { person: "New conversation" };', ["New conversation"]],
  ["<h1>Parlor</h1>", []],
  ['<p class={a === "new room" ? "x" : "y"}>{words().shell[kind("some")]}</p>', []],
  ['throw new Error("nobody is signed in");', []],
])("the search finds in %s what is found", (source, found) => {
  expect(spokenIn(source)).toEqual(found);
});
