import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { TEXT_MAX_BYTES, TEXT_MAX_CHARACTERS } from "../../src/protocol/limits.ts";
import { HIGHLIGHTED_LINE_MAX, HIGHLIGHTED_MAX, highlight } from "../../src/web/markdown/highlight.ts";
import { parseMessage } from "../../src/web/markdown/parse.ts";
import { plainOf } from "../../src/web/markdown/plain-text.ts";
import { type Block, type Inline, textOf } from "../../src/web/markdown/tree.ts";
import { anyText } from "./any-text.ts";

const plainText = (text: string): string => plainOf(parseMessage(text));

/** Blocks as one would write a tree down: `strong(a)`, `quote[…]`. */
const drawn = (blocks: readonly Block[]): string => blocks.map(drawnBlock).join(" ");

function drawnBlock(block: Block): string {
  switch (block.kind) {
    case "text":
      return block.children.map(drawnInline).join("");
    case "quote":
      return `quote[${drawn(block.children)}]`;
    case "list":
      return `list[${block.items.map(({ number, blocks }) => [number, drawn(blocks)].filter((part) => part !== undefined).join(" ")).join(" | ")}]`;
    case "code":
      return `code:${block.language}[${block.text}]`;
  }
}

function drawnInline(inline: Inline): string {
  if (inline.kind === "text") return inline.text;
  if (inline.kind === "code") return `code(${inline.text})`;
  const inner = inline.children.map(drawnInline).join("");
  return inline.kind === "link" ? `link(${inner} → ${inline.href})` : `${inline.kind}(${inner})`;
}

const cases: Record<string, readonly (readonly [string, string])[]> = {
  "words can be strong, emphasised, struck and code": [
    ["**a** *b* _c_ ~~e~~ `f *g*`", "strong(a) emphasis(b) emphasis(c) strike(e) code(f *g*)"],
    ["**a *b***, ***c***", "strong(a emphasis(b)), emphasis(strong(c))"],
    ["`` a`b `` and ```c\nd```", "code(a`b) and code(c\nd)"],
    ["**two\nlines**", "strong(two\nlines)"],
  ],
  "what is no notation stays as it was typed": [
    ["2*3*4, 5**2, snake_case, __init__, *args", "2*3*4, 5**2, snake_case, __init__, *args"],
    ["a\n\n\n  b\t c  d ", "a\n\n\n  b\t c  d "],
    ["&lt;b&gt; <b>&amp;</b> # x\n---\n===", "&lt;b&gt; <b>&amp;</b> # x\n---\n==="],
    ["-", "-"],
    ["1.", "1."],
    ["> ", "> "],
    [">_< >:(", ">_< >:("],
    ["1986. A great year", "1986. A great year"],
    ["+ 1", "+ 1"],
    ["    four\n\tfive", "    four\n\tfive"],
    ["¯\\_(ツ)_/¯ C:\\new \\\\server", "¯\\_(ツ)_/¯ C:\\new \\\\server"],
    ["\\*no\\* \\`no\\`", "*no* `no`"],
    ["#_irc_#room:example.org", "#_irc_#room:example.org"],
    [
      "/_matrix_/x @_bot_:b.c a._x_.b $_GET_ _id_=5 --_x_--",
      "/_matrix_/x @_bot_:b.c a._x_.b $_GET_ _id_=5 --_x_--",
    ],
    ["größe_ä_über über*ä*ö д_а_д 2*é*3", "größe_ä_über über*ä*ö д_а_д 2*é*3"],
  ],
  "marks may touch punctuation and words without spaces": [
    [
      "(_a_) “_b_”, _c_: d _e_. *_f_* ~~_g_~~",
      "(emphasis(a)) “emphasis(b)”, emphasis(c): d emphasis(e). emphasis(emphasis(f)) strike(emphasis(g))",
    ],
    ["这是*重点*。그는 **강조**를 했다", "这是emphasis(重点)。그는 strong(강조)를 했다"],
  ],
  "paths keep their backslashes": [
    ["\\\\server\\share\\_old", "\\\\server\\share\\_old"],
    ["dir C:\\*.txt", "dir C:\\*.txt"],
    ["C:\\~tmp\\[a]", "C:\\~tmp\\[a]"],
    [
      '"D:\\_x\\*.log" src\\lib\\_a ..\\_b %TEMP%\\_c \\\\nas\\~d C:\\> src\\_e\\*.f',
      '"D:\\_x\\*.log" src\\lib\\_a ..\\_b %TEMP%\\_c \\\\nas\\~d C:\\> src\\_e\\*.f',
    ],
    ["C:\\Program Files\\_old (x86)\\_a", "C:\\Program Files\\_old (x86)\\_a"],
    ["a snake\\_case\\_name and 2\\*3", "a snake_case_name and 2*3"],
  ],
  "quotes end with their line, and may be quoted": [
    ["> a\n> b\nc", "quote[a\nb] c"],
    ["> a\n>> b\n> c", "quote[a quote[b] c]"],
    ["> - a\n> - b\nc", "quote[list[a | b]] c"],
  ],
  "lists have bullets or numbers, and lists in them": [
    ["a\n- b\n- c\nd", "a list[b | c] d"],
    ["- a\n  - b\n    1. c\n- d", "list[a list[b list[1 c]] | d]"],
    ["3. a\n4. b", "list[3 a | 4 b]"],
    ["- a\n\n  b\n- c", "list[a\n\nb | c]"],
  ],
  "numbers are those that were typed": [
    ["3. three\n2. two\n1. go", "list[3 three | 2 two | 1 go]"],
    ["2. (your point 2)\n5. (your point 5)", "list[2 (your point 2) | 5 (your point 5)]"],
    ["1. a\n1. b", "list[1 a | 1 b]"],
    ["7) a\n   9) b\n0) c", "list[7 a list[9 b] | 0 c]"],
  ],
  "code keeps every sign of it": [
    ["```js\nlet a = *b*;\n\n  c\n```\nd", "code:js[let a = *b*;\n\n  c] d"],
    ["```\n<b>\n```", "code:[<b>]"],
    ["```one line first\nb```", "code:[one line first\nb]"],
    ["> ```\n> a\n> b\n> ```", "quote[code:[a\nb]]"],
    ["```\nnever closed", "code:[never closed]"],
    ["```hello", "code:[hello]"],
    ["```hello\n\n```", "code:[hello]"],
  ],
  "addresses and named links lead where they say": [
    ["see https://a.b/*c*_d_.", "see link(https://a.b/*c*_d → https://a.b/*c*_d)_."],
    ["[the *docs*](https://a.b/c_(d))", "link(the emphasis(docs) → https://a.b/c_(d))"],
    ["**https://a.b/**", "strong(link(https://a.b/ → https://a.b/))"],
    ["[https://c.d](https://a.b/)", "link(https://c.d → https://a.b/)"],
    ["`https://a.b`", "code(https://a.b)"],
  ],
  "harmful links are text": [
    ["[x](javascript:alert(1))", "[x](javascript:alert(1))"],
    ["[x](data:text/html,y) [x](//a.b) [x](/a)", "[x](data:text/html,y) [x](//a.b) [x](/a)"],
    [
      "[x](JaVaScRiPt:alert(1)) [x]( https://a.b)",
      "[x](JaVaScRiPt:alert(1)) [x]( link(https://a.b → https://a.b/))",
    ],
    ['![x](https://a.b "onload=y")', '![x](link(https://a.b → https://a.b/) "onload=y")'],
  ],
};

describe.each(Object.entries(cases))("%s", (_, written) => {
  test.each(written)("%j", (text, blocks) => expect(drawn(parseMessage(text))).toBe(blocks));
});

const allText = (blocks: readonly Block[]): string =>
  blocks
    .map((block) => {
      if (block.kind === "text") return block.children.map(textOf).join("");
      if (block.kind === "list") return block.items.map(({ blocks }) => allText(blocks)).join("");
      return block.kind === "code" ? `${block.language}${block.text}` : allText(block.children);
    })
    .join("");

const notation = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ..."* ** _ ~~ ` ``` > - 1. \n \n\n [ ] ( ) \\ a b é 👍 <b> & www.x.org @ada".split(" "),
      ),
      fc.constantFrom(" ", "\n", "\n> ", "\n- ", "\n  - ", "\t"),
      anyText(3),
    ),
    { maxLength: 60 },
  )
  .map((parts) => parts.join(""));

test("no word of a text is ever lost, doubled or moved", () => {
  const words = (text: string): string => text.replace(/[\s*_~`>\-[\]()\\•\d.]/gu, "");
  fc.assert(
    fc.property(notation, (text) => {
      expect(words(allText(parseMessage(text)))).toBe(words(text));
    }),
    { numRuns: 1_000 },
  );
});

test("nothing but http, https and mail is ever a link", () => {
  const target = fc.oneof(anyText(), fc.constantFrom("https://a.b/c", "javascript:x", "data:x"));
  const linksOf = (inline: Inline): string[] =>
    inline.kind === "link" ? [inline.href] : "children" in inline ? inline.children.flatMap(linksOf) : [];
  fc.assert(
    fc.property(fc.string(), target, (label, address) => {
      for (const block of parseMessage(`[${label}](${address})`))
        if (block.kind === "text")
          for (const href of block.children.flatMap(linksOf)) expect(href).toMatch(/^(https?|mailto):/);
    }),
  );
});

describe("hostile texts", () => {
  /** How many times the processor's time of an ordinary long message a hostile text may take. */
  const HARDER_MAX = 15;
  const long = (part: string, length = TEXT_MAX_CHARACTERS): string =>
    part.repeat(Math.ceil(length / part.length)).slice(0, length);
  const parts =
    "> * ` [ ~ _ \\ ( - ``` *a **a~~a _a_ [a]( [a](https:// [](  *_**__ *_~`[> -\u0020 1.\u0020 ` `` www. https://a[ mailto: https:// https://a)))) @a ";
  const hostile = [
    ...parts.split(" ").filter(Boolean),
    ...["> ", "- ", "- - ", "*\n", "> a\nb\n", "```\n", "- *a* `b` [c](https://d)\n", " \n", "\t- ", "*a "],
    `${">".repeat(80)}\n`,
    `${"> ".repeat(40)}a\n`,
  ];
  /** Milliseconds of processor time. */
  const spent = (run: () => unknown): number => {
    const start = process.cpuUsage();
    run();
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1_000;
  };
  const ordinary = long("The *quick* `brown` fox jumps _over_ the [lazy](https://dogs.example) dog. ");
  let reads = 0;
  /** How many times as long a text takes as an ordinary one. They take turns, so that a busy machine slows both. */
  const harder = (text: string): number => {
    let [best, bestOrdinary] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
    for (let tries = 1; tries <= 10; tries++) {
      const unseen = ` ${++reads}`; // what was read before is remembered
      bestOrdinary = Math.min(
        bestOrdinary,
        spent(() => plainText(ordinary + unseen)),
      );
      best = Math.min(
        best,
        spent(() => plainText(text + unseen)),
      );
      if (best < HARDER_MAX * bestOrdinary) break;
    }
    return best / bestOrdinary;
  };

  test.each(hostile)("%j again and again is not much harder to read than words", (part) => {
    expect(harder(long(part))).toBeLessThan(HARDER_MAX);
    expect(harder(long(part, TEXT_MAX_BYTES))).toBeLessThan(HARDER_MAX);
  });

  test("runs of growing length, deep lists and brackets behind an address are, too", () => {
    const runs = Array.from({ length: 125 }, (_, index) => "`".repeat(index + 1)).join(" ");
    const deep = Array.from({ length: 125 }, (_, index) => `${" ".repeat(2 * (index % 60))}- a\n`).join("");
    for (const text of [runs, deep, `https://a${long(")")}`, `[a](https://a${long("(")}`, `**${long("x**")}`])
      expect(harder(text)).toBeLessThan(HARDER_MAX);
  });

  test("nesting has a bottom", () => {
    const depth = (blocks: readonly Block[]): number =>
      Math.max(
        0,
        ...blocks.map((block) => {
          if (block.kind === "quote") return 1 + depth(block.children);
          return block.kind === "list"
            ? 1 + Math.max(...block.items.map(({ blocks: inner }) => depth(inner)))
            : 0;
        }),
      );
    for (const part of ["> ", "- ", ">", "> - "]) expect(depth(parseMessage(long(part)))).toBeLessThan(10);
  });
});

test("a preview has the words without the marks", () => {
  expect(plainText("**Hi** [Ada](https://a.b), `x`\n> y\n- a\n- b\n\n```js\nz\n```")).toBe(
    "Hi Ada, x\ny\n• a\n• b\nz",
  );
  expect(plainText("2*3*4 _")).toBe("2*3*4 _");
});

test("code is coloured by what it is, in languages that are known", async () => {
  const tokens = await highlight("ts", 'const a = "b"; // c');
  expect(tokens?.map(({ text }) => text).join("")).toBe('const a = "b"; // c');
  const kindOf = (text: string) => tokens?.find((token) => token.text === text)?.kind;
  expect([kindOf("const"), kindOf('"b"'), kindOf("// c")]).toEqual(["keyword", "string", "comment"]);
  for (const name of ["nonsense", "__proto__", "constructor"])
    expect(await highlight(name, "x")).toBeUndefined();
});

test("code is coloured without holding up the page, and not at all where it is too much", async () => {
  const joined = (tokens: Awaited<ReturnType<typeof highlight>>) => tokens?.map(({ text }) => text).join("");
  const code = 'const a = "b"; // c\n'.repeat(200);
  // By this clock each try takes long: the rest stays as it is.
  let time = 0;
  const slow = await highlight("ts", code, () => (time += 50));
  expect(joined(slow)).toBe(code);
  expect(slow?.at(-1)).toEqual({ text: code.slice(500) });
  expect(slow?.some(({ kind }) => kind === "keyword")).toBe(true);
  // Other work has its turn before each block, and within a long one.
  let turns = 0;
  const ticking = setInterval(() => turns++);
  const blocks = await Promise.all(
    Array.from({ length: 6 }, (_, at) => highlight("c", `${"a ".repeat(400)}\n${at}`, () => 0)),
  );
  clearInterval(ticking);
  expect(blocks.every((block) => block !== undefined)).toBe(true);
  expect(turns).toBeGreaterThanOrEqual(6);
  const [line, whole] = [HIGHLIGHTED_LINE_MAX, HIGHLIGHTED_MAX];
  expect(await highlight("ts", "a".repeat(line + 1))).toBeUndefined();
  expect(await highlight("ts", `${"a;".repeat(20)}\n`.repeat(whole / 40))).toBeUndefined();
  expect(joined(await highlight("json", "1".repeat(line)))).toHaveLength(line);
  expect(joined(await highlight("json", "1\n".repeat(whole / 2), () => 0))).toHaveLength(whole);
});
