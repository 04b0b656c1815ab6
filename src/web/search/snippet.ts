import { type Range, rangesIn } from "../../protocol/search/match.ts";
import type { Term } from "../../protocol/search/query.ts";

/** A part of a text, marked if it was looked for. */
export interface Piece {
  readonly text: string;
  readonly isHit: boolean;
}

/** UTF-16 units that are shown, and of these before the first hit. */
const SHOWN = 220;
const BEFORE = 60;

/** The part of a text around the first hit, with all hits in it marked. */
export function snippetOf(text: string, terms: readonly Term[]): Piece[] {
  const ranges = rangesIn(terms, text);
  const first = ranges[0]?.[0] ?? 0;
  const start = text.length <= SHOWN || first <= BEFORE ? 0 : wordStart(text, first - BEFORE);
  const end = start + SHOWN >= text.length ? text.length : wordEnd(text, start + SHOWN);
  const pieces = piecesOf(text, ranges, start, end);
  return [
    ...(start > 0 ? [{ text: "… ", isHit: false }] : []),
    ...pieces,
    ...(end < text.length ? [{ text: " …", isHit: false }] : []),
  ];
}

function piecesOf(text: string, ranges: readonly Range[], start: number, end: number): Piece[] {
  const pieces: Piece[] = [];
  let at = start;
  const add = (to: number, isHit: boolean): void => {
    if (to > at) pieces.push({ text: text.slice(at, to), isHit });
    at = Math.max(at, to);
  };
  for (const [from, to] of ranges) {
    if (to <= start || from >= end) continue;
    add(Math.max(from, start), false);
    add(Math.min(to, end), true);
  }
  add(end, false);
  return pieces;
}

/** Where a word begins, close by: no word and no character is cut in two where there are blanks. */
function wordStart(text: string, at: number): number {
  const blank = text.indexOf(" ", at);
  return blank >= 0 && blank < at + BEFORE / 2 ? blank + 1 : wholeAt(text, at);
}

function wordEnd(text: string, at: number): number {
  const blank = text.lastIndexOf(" ", at);
  return blank > at - BEFORE / 2 ? blank : wholeAt(text, at);
}

const wholeAt = (text: string, at: number): number => (/[\udc00-\udfff]/.test(text.charAt(at)) ? at + 1 : at);
