import {
  type BlockContext,
  type BlockParser,
  type InlineContext,
  type InlineParser,
  type Line,
  type MarkdownConfig,
  parser,
  Strikethrough,
} from "@lezer/markdown";
import { UNSPACED } from "../../protocol/mention-text.ts";
import { ADDRESS_MAX, addressAt, hrefOf, targetAt } from "./address.ts";

/**
 * The Markdown of messages, as a configuration of Lezer's parser. What people type in a chat is text first:
 * there are no HTML, headings, tables or entities; a line break stays a line break; a quote or a list ends
 * with its line; and whatever is no notation stays exactly as it was typed.
 */

/** How deep quotes and lists may be nested. Deeper ones are text. */
const DEPTH_MAX = 8;
/**
 * Emphasis marks in one paragraph. Further ones are text: nobody means that many, and pairing them takes
 * quadratic time.
 */
const MARKS_MAX = 300;
/** Failed attempts to read an address in one paragraph, after which no further ones are made. */
const NO_ADDRESS_MAX = 50;
/** Characters in the text of a named link. */
const LABEL_MAX = 500;

const [GT, STAR, UNDERSCORE, TILDE, BACKSLASH, OPEN] = [62, 42, 95, 126, 92, 91] as const;

const REMOVED = [
  ..."LinkReference IndentedCode Blockquote HorizontalRule ATXHeading HTMLBlock SetextHeading".split(" "),
  ..."Escape Entity HTMLTag HardBreak Link Image LinkEnd".split(" "),
];

const depthOf = (cx: BlockContext, name: string): number =>
  Array.from({ length: cx.depth }, (_, depth) => cx.parentType(depth).name).filter((each) => each === name)
    .length;

const isTooDeep = (cx: BlockContext): boolean =>
  depthOf(cx, "Blockquote") + depthOf(cx, "ListItem") >= DEPTH_MAX;

/** A quote is `> ` with a space, or a line that continues one: `>_<` and `>:(` are faces. */
const quote: BlockParser = {
  name: "Quote",
  before: "FencedCode",
  parse(cx, line) {
    if (line.next !== GT || !/^>*(?:\s|$)/.test(line.text.slice(line.pos)) || isTooDeep(cx)) return false;
    const at = cx.lineStart + line.pos;
    cx.startComposite("Blockquote", line.pos);
    cx.addElement(cx.elt("QuoteMark", at, at + 1));
    line.moveBase(line.pos + (/^>\s/.test(line.text.slice(line.pos)) ? 2 : 1));
    return null;
  },
  endLeaf: (cx, line) => endsParent(cx, line),
};

/** Whether a line no longer belongs to the quote or list item of the paragraph before it. */
function endsParent(cx: BlockContext, line: Line): boolean {
  const quotes = depthOf(cx, "Blockquote");
  const lead = /^[\s>]*/.exec(line.text)?.[0] ?? "";
  if (lead.split(">").length - 1 < quotes) return true;
  if (cx.depth === 0 || cx.parentType().name !== "ListItem") return false;
  const rest = line.text.slice(lead.lastIndexOf(">") + 1).replace(quotes > 0 ? /^ / : "", "");
  return /^\S/.test(rest);
}

/** Lines that begin a list in standard Markdown but not here: lists nested too deep, years, and `+ 1`. */
const noList: BlockParser = {
  name: "NoList",
  before: "BulletList",
  parse(cx, line) {
    const mark = /^(?:[-+*]|\d{1,9}[.)])(?=\s|$)/.exec(line.text.slice(line.pos))?.[0];
    if (mark === undefined || (!isTooDeep(cx) && mark !== "+" && mark.length <= 4)) return false;
    const from = cx.lineStart + line.pos;
    const text = line.text.slice(line.pos);
    cx.addElement(cx.elt("Paragraph", from, from + text.length, cx.parser.parseInline(text, from)));
    cx.nextLine();
    return true;
  },
};

/** Up to two units, so that a letter outside the basic plane is whole. */
const before = (cx: InlineContext, pos: number): string => cx.slice(Math.max(cx.offset, pos - 2), pos);
const after = (cx: InlineContext, pos: number): string => cx.slice(pos, Math.min(cx.end, pos + 2));
const charAt = (cx: InlineContext, pos: number): string => cx.slice(pos, Math.min(cx.end, pos + 1));

/** Letters and digits of scripts that put spaces between words. The others have no "inside" of a word. */
const LETTER = String.raw`(?![${UNSPACED}])[\p{L}\p{M}\p{N}]`;
const ENDS_IN_LETTER = new RegExp(`${LETTER}$`, "u");
const BEGINS_WITH_LETTER = new RegExp(`^${LETTER}`, "u");
/** Signs that join an underscore to its neighbour in addresses, aliases and code: `#_irc_#room`, `/_all_/`. */
const JOINS_BEFORE = /[#/@:=&$%\\+\-.^|,;!?]$/;
const JOINS_AFTER = /^(?:[#/@=&$%\\+\-^|]|[:.,;!?][\p{L}\p{N}_])/u;

const spent = new WeakMap<InlineContext, number>();

/**
 * Characters that are no marks here: inside a word, as in 2*3*4 or snake_case; in __init__; underscores in an
 * alias or a path; or too many of them.
 */
const noMark: InlineParser = {
  name: "NoMark",
  before: "Emphasis",
  parse(cx, next, pos) {
    if (next !== STAR && next !== UNDERSCORE && next !== TILDE) return -1;
    let end = pos + 1;
    while (end < cx.end && cx.char(end) === next) end++;
    const count = (spent.get(cx) ?? 0) + 1;
    spent.set(cx, count);
    const isNone = count > MARKS_MAX || end - pos > 3 || isInWord(cx, pos, end);
    const isDunder = next === UNDERSCORE && end - pos > 1;
    return isNone || isDunder || (next === UNDERSCORE && isJoined(cx, pos, end)) ? end : -1;
  },
};

const isInWord = (cx: InlineContext, pos: number, end: number): boolean =>
  ENDS_IN_LETTER.test(before(cx, pos)) && BEGINS_WITH_LETTER.test(after(cx, end));

/** Whether an underscore can neither begin nor end an emphasis, because what is outside joins it to more. */
function isJoined(cx: InlineContext, pos: number, end: number): boolean {
  const [left, right] = [before(cx, pos), after(cx, end)];
  const mayOpen = !/\S$/u.test(left) || !(ENDS_IN_LETTER.test(left) || JOINS_BEFORE.test(left));
  const mayClose = !/^\S/u.test(right) || !(BEGINS_WITH_LETTER.test(right) || JOINS_AFTER.test(right));
  const opens = mayOpen && /^\S/u.test(right);
  const closes = mayClose && /\S$/u.test(left);
  return !opens && !closes;
}

/** Words that are paths of Windows: `C:\…`, `\\server\…`, `..\…`, `%TEMP%\…`, and any with a `\` before a letter. */
const PATH =
  /^["'(<[{*_~]*(?:[a-z]:\\|\\\\[\w.]|\.{1,2}\\|~\\|%\w+%\\|\$\w+\\|[^\\]*\\[a-z\d]|.*\w\\\*\.\w)/i;
/** A path whose folders have spaces in their names: it goes on in words with a backslash inside. */
const PATH_BEGUN = /(?:^|[\s"'(<[{])(?:[a-z]:\\|\\\\[\w.])/i;
const MIDDLE_BACKSLASH = /^[^\\]+\\/;

const paths = new WeakMap<InlineContext, ReadonlySet<number>>();

/** The positions of the backslashes that are part of a path. */
function pathsIn(cx: InlineContext): ReadonlySet<number> {
  const known = paths.get(cx);
  if (known !== undefined) return known;
  const found = new Set<number>();
  paths.set(cx, found);
  let lineAt = 0;
  for (const line of cx.text.split("\n")) {
    const begun = PATH_BEGUN.exec(line)?.index ?? Number.POSITIVE_INFINITY;
    for (const { 0: word, index } of line.matchAll(/\S+/g)) {
      if (!word.includes("\\")) continue;
      if (!PATH.test(word) && !(index > begun && MIDDLE_BACKSLASH.test(word))) continue;
      for (let at = word.indexOf("\\"); at >= 0; at = word.indexOf("\\", at + 1))
        found.add(cx.offset + lineAt + index + at);
    }
    lineAt += line.length + 1;
  }
  return found;
}

/**
 * A backslash escapes a mark and is a plain backslash before everything else and in paths, so they and
 * ¯\_(ツ)_/¯ keep theirs. What follows it in a path is no mark either.
 */
const escaped: InlineParser = {
  name: "Escaped",
  before: "InlineCode",
  parse(cx, next, pos) {
    if (next !== BACKSLASH || !/[`*_~[\]>]/.test(charAt(cx, pos + 1))) return -1;
    if (before(cx, pos).endsWith("¯") || pathsIn(cx).has(pos)) return pos + 2;
    return cx.addElement(cx.elt("Escape", pos, pos + 2));
  },
};

/** `[text](address)` if the address may be opened; anything else in brackets is text. */
const namedLink: InlineParser = {
  name: "NamedLink",
  before: "Emphasis",
  parse(cx, next, pos) {
    if (next !== OPEN) return -1;
    const text = cx.slice(pos, Math.min(cx.end, pos + LABEL_MAX + ADDRESS_MAX));
    const label = /^\[([^[\]\n]{1,500})\]\(/.exec(text)?.[1];
    if (label === undefined || label.trim() === "") return -1;
    const from = label.length + 3;
    if (!/^(?:https?:\/\/|mailto:)/i.test(text.slice(from, from + 8))) return -1;
    const target = targetAt(text, from);
    if (target === undefined || text[from + target.length] !== ")" || hrefOf(target) === undefined) return -1;
    const [at, to] = [pos + from, pos + from + target.length];
    return cx.addElement(
      cx.elt("NamedLink", pos, to + 1, [
        cx.elt("LinkMark", pos, pos + 1),
        ...cx.parser.parseInline(label, pos + 1),
        cx.elt("LinkMark", pos + 1 + label.length, at),
        cx.elt("Target", at, to),
        cx.elt("LinkMark", to, to + 1),
      ]),
    );
  },
};

const failures = new WeakMap<InlineContext, number>();

/** An address anywhere in the text. It is parsed before emphasis, so that marks inside it stay part of it. */
const address: InlineParser = {
  name: "Address",
  before: "Emphasis",
  parse(cx, _next, pos) {
    const start = cx.slice(pos, Math.min(cx.end, pos + 8));
    if (!/^(?:https?:\/\/|mailto:|www\.)/i.test(start)) return -1;
    const failed = failures.get(cx) ?? 0;
    if (failed >= NO_ADDRESS_MAX) return -1;
    const from = Math.max(cx.offset, pos - 2);
    const text = cx.slice(from, Math.min(cx.end, pos + ADDRESS_MAX));
    const shown = addressAt(text, pos - from);
    if (shown !== undefined) return cx.addElement(cx.elt("Address", pos, pos + shown.length));
    failures.set(cx, failed + 1);
    return -1;
  },
};

const dialect: MarkdownConfig = {
  remove: REMOVED,
  defineNodes: ["NamedLink", "Target", "Address"],
  parseBlock: [quote, noList],
  parseInline: [noMark, namedLink, address, escaped],
};

export const messageParser = parser.configure([Strikethrough, dialect]);
