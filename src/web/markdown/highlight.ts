import type { LanguageFn } from "highlight.js";
import { createLowlight } from "lowlight";

/** A token of code. There are as many kinds as colours. */
export interface Token {
  readonly text: string;
  readonly kind?: "comment" | "keyword" | "name" | "string" | "value" | "added" | "removed";
}

type Load = () => Promise<{ readonly default: LanguageFn }>;

/** Each grammar is a chunk of its own, loaded when a message names its language. */
const grammars: Readonly<Record<string, Load>> = {
  bash: () => import("highlight.js/lib/languages/bash"),
  c: () => import("highlight.js/lib/languages/c"),
  cpp: () => import("highlight.js/lib/languages/cpp"),
  csharp: () => import("highlight.js/lib/languages/csharp"),
  css: () => import("highlight.js/lib/languages/css"),
  diff: () => import("highlight.js/lib/languages/diff"),
  dockerfile: () => import("highlight.js/lib/languages/dockerfile"),
  go: () => import("highlight.js/lib/languages/go"),
  graphql: () => import("highlight.js/lib/languages/graphql"),
  ini: () => import("highlight.js/lib/languages/ini"),
  java: () => import("highlight.js/lib/languages/java"),
  javascript: () => import("highlight.js/lib/languages/javascript"),
  json: () => import("highlight.js/lib/languages/json"),
  kotlin: () => import("highlight.js/lib/languages/kotlin"),
  lua: () => import("highlight.js/lib/languages/lua"),
  makefile: () => import("highlight.js/lib/languages/makefile"),
  php: () => import("highlight.js/lib/languages/php"),
  python: () => import("highlight.js/lib/languages/python"),
  r: () => import("highlight.js/lib/languages/r"),
  ruby: () => import("highlight.js/lib/languages/ruby"),
  rust: () => import("highlight.js/lib/languages/rust"),
  scss: () => import("highlight.js/lib/languages/scss"),
  sql: () => import("highlight.js/lib/languages/sql"),
  swift: () => import("highlight.js/lib/languages/swift"),
  typescript: () => import("highlight.js/lib/languages/typescript"),
  xml: () => import("highlight.js/lib/languages/xml"),
  yaml: () => import("highlight.js/lib/languages/yaml"),
};

const aliases: Readonly<Record<string, string>> = {
  "c#": "csharp",
  "c++": "cpp",
  console: "bash",
  cs: "csharp",
  docker: "dockerfile",
  golang: "go",
  h: "c",
  hpp: "cpp",
  html: "xml",
  js: "javascript",
  jsonc: "json",
  jsx: "javascript",
  kt: "kotlin",
  make: "makefile",
  mjs: "javascript",
  patch: "diff",
  py: "python",
  rb: "ruby",
  rs: "rust",
  sh: "bash",
  shell: "bash",
  svg: "xml",
  toml: "ini",
  ts: "typescript",
  tsx: "typescript",
  yml: "yaml",
  zsh: "bash",
};

const KINDS: readonly (readonly [scopes: RegExp, kind: NonNullable<Token["kind"]>])[] = [
  [/comment|quote|doctag/, "comment"],
  [/keyword|tag|name|selector-tag|section/, "keyword"],
  [/title|function|class|type|attr|property|attribute|selector/, "name"],
  [/string|regexp|char|link/, "string"],
  [/number|literal|built_in|symbol|variable|meta|template/, "value"],
  [/addition/, "added"],
  [/deletion/, "removed"],
];

const lowlight = createLowlight();
/** Recently coloured blocks, so that scrolling past them again costs nothing. */
const remembered = new Map<string, readonly Token[]>();
const REMEMBERED_MAX = 200;

/** UTF-16 units of code that is coloured, and of one line of it: what is longer is data, and nobody reads it by its colours. */
export const HIGHLIGHTED_MAX = 16_000;
export const HIGHLIGHTED_LINE_MAX = 1_000;
/** UTF-16 units that are tried first. Grammars take quadratic time for some texts, so each try is twice as long. */
const FIRST_TRY = 500;
/** Milliseconds of one try after which no longer one is made: the next could take four times as long. */
const TRY_MS = 25;

/** Blocks are coloured one after the other, so that a page of them does not hold up the reader. */
let turn: Promise<unknown> = Promise.resolve();
const nextTask = () => new Promise<void>((resolve) => setTimeout(resolve));

/**
 * Code split into its tokens; undefined if the language is unknown, or there is too much of it. Gives the thread
 * back between two tries; what would take too long after one is left without colours.
 */
export function highlight(
  named: string,
  text: string,
  now = () => performance.now(),
): Promise<readonly Token[] | undefined> {
  const tokens = turn.then(() => coloured(named, text, now));
  turn = tokens.catch(() => undefined);
  return tokens;
}

async function coloured(
  named: string,
  text: string,
  now: () => number,
): Promise<readonly Token[] | undefined> {
  const language = Object.hasOwn(aliases, named) ? (aliases[named] ?? named) : named;
  const load = Object.hasOwn(grammars, language) ? grammars[language] : undefined;
  if (load === undefined || isTooMuch(text)) return undefined;
  const key = `${language}\n${text}`;
  const known = remembered.get(key);
  if (known !== undefined) return known;
  const grammar = (await load()).default;
  if (!lowlight.registered(language)) lowlight.register(language, grammar);
  const tokens = await tokensOf(language, text, now);
  if (remembered.size >= REMEMBERED_MAX) remembered.clear();
  remembered.set(key, tokens);
  return tokens;
}

const isTooMuch = (text: string): boolean =>
  text.length > HIGHLIGHTED_MAX || text.split("\n").some((line) => line.length > HIGHLIGHTED_LINE_MAX);

async function tokensOf(language: string, text: string, now: () => number): Promise<readonly Token[]> {
  for (let length = FIRST_TRY; ; length *= 2) {
    await nextTask();
    const start = now();
    const tokens: Token[] = [];
    const tried = text.slice(0, length);
    flatten(lowlight.highlight(language, tried).children, undefined, tokens);
    if (tried.length === text.length) return tokens;
    if (now() - start > TRY_MS) return [...tokens, { text: text.slice(length) }];
  }
}

type Nodes = ReturnType<typeof lowlight.highlight>["children"];

/** Among nested scopes, the innermost with a colour wins. */
function flatten(nodes: Nodes, around: Token["kind"], into: Token[]): void {
  for (const node of nodes) {
    if (node.type === "text") into.push({ text: node.value, ...(around && { kind: around }) });
    if (node.type !== "element") continue;
    const scopes = [node.properties.className].flat().join(" ").replaceAll("hljs-", "");
    flatten(node.children as Nodes, KINDS.find(([scope]) => scope.test(scopes))?.[1] ?? around, into);
  }
}
