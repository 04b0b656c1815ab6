import { hrefOf } from "../markdown/address.ts";

/** A field's text and its selection. */
export interface FieldContent {
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

/** A change to a text: `insert` replaces what is between `from` and `to`; then `select` is selected. */
export interface Edit {
  readonly from: number;
  readonly to: number;
  readonly insert: string;
  readonly select: readonly [from: number, to: number];
}

export type Mark = "strong" | "emphasis" | "strike" | "code";

const signs: Readonly<Record<Mark, string>> = { strong: "**", emphasis: "_", strike: "~~", code: "`" };

/** Adds a mark to the selection or removes it. If nothing is selected, typing goes on between the marks. */
export function toggleMark({ text, from, to }: FieldContent, mark: Mark): Edit {
  // White space at the ends stays outside, because marks must touch their words.
  const chosen = text.slice(from, to);
  const start = from + (chosen.trim() === "" ? 0 : chosen.length - chosen.trimStart().length);
  const end = chosen.trim() === "" ? to : to - (chosen.length - chosen.trimEnd().length);
  const inner = text.slice(start, end);
  if (mark === "code" && inner.includes("\n")) return fenced(text, start, end, inner);
  const sign = signs[mark];
  const size = sign.length;
  if (text.slice(start - size, start) === sign && text.slice(end, end + size) === sign)
    return { from: start - size, to: end + size, insert: inner, select: [start - size, end - size] };
  if (inner.length > 2 * size && inner.startsWith(sign) && inner.endsWith(sign)) {
    const bare = inner.slice(size, -size);
    return { from: start, to: end, insert: bare, select: [start, start + bare.length] };
  }
  return { from: start, to: end, insert: sign + inner + sign, select: [start + size, end + size] };
}

function fenced(text: string, from: number, to: number, inner: string): Edit {
  const before = from === 0 || text[from - 1] === "\n" ? "```\n" : "\n```\n";
  const after = to === text.length || text[to] === "\n" ? "\n```" : "\n```\n";
  const start = from + before.length;
  return { from, to, insert: before + inner + after, select: [start, start + inner.length] };
}

/**
 * An address pasted over selected words turns them into a link. Undefined if it should be pasted as it is.
 */
export function linkOver({ text, from, to }: FieldContent, pasted: string): Edit | undefined {
  const address = pasted.trim();
  const words = text.slice(from, to);
  if (!/^(?:https?:\/\/|mailto:)\S+$/i.test(address) || hrefOf(address) === undefined) return undefined;
  if (words.trim() === "" || /[[\]\n]/.test(words) || hrefOf(words.trim()) !== undefined) return undefined;
  // An unmatched bracket would end the link too early.
  const insert = `[${words}](${address.replaceAll("(", "%28").replaceAll(")", "%29")})`;
  return { from, to, insert, select: [from + insert.length, from + insert.length] };
}

const LEAD = /^(?<indent>[ \t]*(?:> ?)*)(?:(?<bullet>[-*]) |(?<number>\d{1,3})(?<dot>[.)]) )?/;

/** A new line in a list or a quote continues it. In an item that is still empty it ends the list. */
export function newLine({ text, from, to }: FieldContent): Edit {
  const start = text.lastIndexOf("\n", from - 1) + 1;
  const { indent = "", bullet, number, dot = "." } = LEAD.exec(text.slice(start, from))?.groups ?? {};
  const item = bullet === undefined ? number && `${Number(number) + 1}${dot} ` : `${bullet} `;
  const isQuote = indent.includes(">");
  if (item === undefined && !isQuote) return inserted(from, to, `\n${indent}`);
  const lead = `${indent}${item ?? ""}`;
  const isEmpty = text.slice(start, from).trim() === lead.replace(/\d+/, number ?? "").trim();
  if (isEmpty && text.slice(to).split("\n")[0] === "") return inserted(start, to, "");
  return inserted(from, to, `\n${lead}`);
}

const inserted = (from: number, to: number, insert: string): Edit => ({
  from,
  to,
  insert,
  select: [from + insert.length, from + insert.length],
});

/** Inserts a text at the cursor, in place of the selection. */
export const insertion = ({ from, to }: FieldContent, insert: string): Edit => inserted(from, to, insert);
