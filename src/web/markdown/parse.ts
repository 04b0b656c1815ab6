import { TEXT_MAX_CHARACTERS } from "../../protocol/limits.ts";
import { hrefOf } from "./address.ts";
import { messageParser } from "./dialect.ts";
import { asTyped, type Block, hasNotation, type Inline, textOf } from "./tree.ts";

/** UTF-16 units of the longest possible message. Anything longer is not parsed. */
const PARSED_MAX = 2 * TEXT_MAX_CHARACTERS;
/**
 * Lines that begin a list, a quote or code. Nobody writes more in one message, and parsing them costs too
 * much.
 */
const MARKED_LINES_MAX = 250;
/** How many parsed texts are remembered: a few screens of messages in each direction. */
const REMEMBERED_MAX = 1_000;

const MARKED_LINE = /^[ \t]*(?:>|[-*+]|\d{1,9}[.)]|```|~~~)/gm;

type SyntaxNode = ReturnType<typeof messageParser.parse>["topNode"];

const remembered = new Map<string, readonly Block[]>();

/** The blocks of a message's text. Recent texts are not parsed again. */
export function parseMessage(text: string): readonly Block[] {
  if (text.length > PARSED_MAX || !hasNotation(text)) return asTyped(text);
  const known = remembered.get(text);
  if (known !== undefined) {
    // The most recently used text is forgotten last.
    remembered.delete(text);
    remembered.set(text, known);
    return known;
  }
  const isTooMuch = (text.match(MARKED_LINE)?.length ?? 0) > MARKED_LINES_MAX;
  const blocks = isTooMuch ? asTyped(text) : new Reader(text).blocks(messageParser.parse(text).topNode);
  remembered.set(text, blocks);
  for (const oldest of remembered.keys()) {
    if (remembered.size <= REMEMBERED_MAX) break;
    remembered.delete(oldest);
  }
  return blocks;
}

const SPANS: Readonly<Record<string, "strong" | "emphasis" | "strike">> = {
  StrongEmphasis: "strong",
  Emphasis: "emphasis",
  Strikethrough: "strike",
};

/** Turns Lezer's tree, which consists of positions in the text, into blocks. */
class Reader {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  blocks(parent: SyntaxNode): readonly Block[] {
    const isTop = parent.parent === null;
    const blocks: Block[] = [];
    /** Adjacent paragraphs are one text with the empty lines between them, as they were typed. */
    let paragraphs: SyntaxNode[] = [];
    const flush = (isLast: boolean): void => {
      const [first, last] = [paragraphs[0], paragraphs.at(-1)];
      paragraphs = [];
      if (first === undefined || last === undefined) return;
      const from = isTop && blocks.length === 0 ? 0 : first.from;
      blocks.push(this.#paragraphs(parent, from, isTop && isLast ? this.#text.length : last.to, isTop));
    };
    for (let node = parent.firstChild; node; node = node.nextSibling) {
      if (node.name.endsWith("Mark")) continue;
      if (node.name === "Paragraph") paragraphs.push(node);
      else {
        const block = this.#block(node);
        // An empty list or quote is just a dash or a number that somebody typed.
        if (block === undefined) paragraphs.push(node);
        else {
          flush(false);
          blocks.push(block);
        }
      }
    }
    flush(true);
    return blocks;
  }

  #block(node: SyntaxNode): Block | undefined {
    switch (node.name) {
      case "Blockquote": {
        const children = this.blocks(node);
        return children.length > 0 ? { kind: "quote", children } : undefined;
      }
      case "BulletList":
      case "OrderedList": {
        const isNumbered = node.name === "OrderedList";
        const items = node.getChildren("ListItem").map((item) => ({
          number: isNumbered ? Number.parseInt(this.#slice(item), 10) : undefined,
          blocks: this.blocks(item),
        }));
        if (items.every(({ blocks }) => blocks.length === 0)) return undefined;
        return { kind: "list", isNumbered, items };
      }
      case "FencedCode":
        return this.#fencedCode(node);
      default:
        return undefined;
    }
  }

  #fencedCode(node: SyntaxNode): Block {
    const marks = node.getChildren("CodeMark");
    const info = node.getChild("CodeInfo");
    let text = node
      .getChildren("CodeText")
      .map((part) => this.#slice(part))
      .join("");
    const words = info === null ? "" : this.#slice(info);
    // A word behind the fence with nothing below it is all that was said.
    const isAll = text.trim() === "";
    if (isAll) text = "";
    const language = /^[\w+#.-]{1,20}$/.test(words) && !isAll ? words : "";
    // Code may begin right behind the opening fence and end right before the closing one.
    if (language === "" && words !== "") text = text === "" ? words : `${words}\n${text}`;
    const fence = marks[0] === undefined ? "" : this.#slice(marks[0]);
    if (marks.length === 1 && text.endsWith(fence)) text = text.slice(0, -fence.length);
    return { kind: "code", language, text };
  }

  #paragraphs(parent: SyntaxNode, from: number, to: number, isTop: boolean): Block {
    const children: Inline[] = [];
    let at = from;
    for (let node = parent.childAfter(from); node && node.from < to; node = node.nextSibling) {
      this.#add(children, this.#slice({ from: at, to: node.from }));
      if (node.name === "Paragraph") this.#inline(node, node.from, node.to, children);
      else if (!node.name.endsWith("Mark")) this.#add(children, this.#slice(node));
      at = node.to;
    }
    this.#add(children, this.#slice({ from: at, to }));
    // In a list or a quote, the space at the beginning of a line is part of the notation.
    return { kind: "text", children: isTop ? children : outdented(children) };
  }

  #inline(parent: SyntaxNode, from: number, to: number, into: Inline[]): void {
    let at = from;
    for (let node = parent.firstChild; node; node = node.nextSibling) {
      if (node.to <= from || node.from >= to) continue;
      this.#add(into, this.#slice({ from: at, to: node.from }));
      this.#element(node, into);
      at = node.to;
    }
    this.#add(into, this.#slice({ from: at, to }));
  }

  #element(node: SyntaxNode, into: Inline[]): void {
    const span = SPANS[node.name];
    if (span !== undefined) return void into.push({ kind: span, children: this.#children(node) });
    switch (node.name) {
      case "InlineCode":
        return void into.push({ kind: "code", text: this.#inlineCode(node) });
      case "Escape":
        return this.#add(into, this.#text.slice(node.from + 1, node.to));
      case "Address":
      case "NamedLink":
        return void into.push(this.#link(node));
      case "Target":
        return;
      default:
        if (!node.name.endsWith("Mark")) this.#add(into, this.#slice(node));
    }
  }

  #children(node: SyntaxNode): Inline[] {
    const children: Inline[] = [];
    this.#inline(node, node.from, node.to, children);
    return children;
  }

  #link(node: SyntaxNode): Inline {
    const shown = this.#slice(node.getChild("Target") ?? node);
    const href = hrefOf(shown);
    if (href === undefined) return { kind: "text", text: shown };
    const words = node.name === "Address" ? [{ kind: "text", text: shown } as const] : this.#children(node);
    return { kind: "link", href, children: words.map(withoutLink) };
  }

  #inlineCode(node: SyntaxNode): string {
    const [open, close] = [node.firstChild, node.lastChild];
    const text = this.#slice({ from: open?.to ?? node.from, to: close?.from ?? node.to });
    return /^ .*\S.* $/su.test(text) ? text.slice(1, -1) : text;
  }

  #add(into: Inline[], text: string): void {
    const last = into.at(-1);
    if (text === "") return;
    if (last?.kind === "text") into[into.length - 1] = { kind: "text", text: last.text + text };
    else into.push({ kind: "text", text });
  }

  #slice({ from, to }: { readonly from: number; readonly to: number }): string {
    return this.#text.slice(from, to);
  }
}

/** Links do not contain links. */
function withoutLink(inline: Inline): Inline {
  if (inline.kind === "link") return { kind: "text", text: inline.children.map(textOf).join("") };
  return "children" in inline ? { ...inline, children: inline.children.map(withoutLink) } : inline;
}

function outdented(children: readonly Inline[]): Inline[] {
  return children.map((inline) => {
    if (inline.kind === "text") return { kind: "text", text: inline.text.replace(/\n[ \t]+/g, "\n") };
    return "children" in inline ? { ...inline, children: outdented(inline.children) } : inline;
  });
}
