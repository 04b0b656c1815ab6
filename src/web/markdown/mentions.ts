import { graphemesOf } from "../../protocol/graphemes.ts";

/** A piece of text, or in it a name that was called on. */
export type Piece =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "mention"; readonly text: string; readonly whom: string };

/** Who was called on, by the handle or name that may stand in the text. */
export interface Called {
  /** A user_id, or `room` for everybody in it. */
  readonly whom: string;
  readonly handle: string;
}

/** Cuts a text at the names it calls on, with or without the @. */
export function mentions(text: string, called: readonly Called[]): Piece[] {
  if (called.length === 0) return [{ kind: "text", text }];
  const byHandle = new Map(called.map((each) => [each.handle.toLowerCase(), each]));
  const found: Piece[] = [];
  let from = 0;
  for (const match of text.matchAll(/@?[\p{L}\p{N}][\p{L}\p{N}_.-]*/gu)) {
    const word = match[0].replace(/[_.-]+$/u, "");
    const who = byHandle.get(word.replace(/^@/, "").toLowerCase());
    if (who === undefined || (who.whom === ROOM && !word.startsWith("@"))) continue;
    if (match.index > from) found.push({ kind: "text", text: text.slice(from, match.index) });
    found.push({ kind: "mention", text: word, whom: who.whom });
    from = match.index + word.length;
  }
  if (from < text.length) found.push({ kind: "text", text: text.slice(from) });
  return found;
}

/** Whom `@all` and `@here` call on. */
export const ROOM = "room";

const ONLY_EMOJI =
  /^(?:\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{Regional_Indicator}|[\u200d\ufe0f\u{e0020}-\u{e007f}\s])+$/u;

/** Whether a text is one to three emoji and nothing else: it is drawn large. */
export function isJumbo(text: string): boolean {
  if (text.length > 40 || !ONLY_EMOJI.test(text)) return false;
  const shown = graphemesOf(text).filter((one) => one.trim() !== "").length;
  return shown >= 1 && shown <= 3;
}
