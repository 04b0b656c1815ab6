/** A piece of text, or in it a name that was targets on. */
export type Piece =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "mention"; readonly text: string; readonly whom: string };

/** Who was targets on, by the handle or name that may stand in the text. */
export interface MentionTarget {
  /** A user_id, or `room` for everybody in it. */
  readonly whom: string;
  readonly handle: string;
}

/** Cuts a text at the names it calls on, with or without the @. */
export function splitMentions(text: string, targets: readonly MentionTarget[]): Piece[] {
  if (targets.length === 0) return [{ kind: "text", text }];
  const byHandle = new Map(targets.map((each) => [each.handle.toLowerCase(), each]));
  const found: Piece[] = [];
  let from = 0;
  for (const match of text.matchAll(/@?[\p{L}\p{N}][\p{L}\p{N}_.-]*/gu)) {
    const word = match[0].replace(/[_.-]+$/u, "");
    const who = byHandle.get(word.replace(/^@/, "").toLowerCase());
    if (who === undefined || (who.whom === WHOLE_ROOM && !word.startsWith("@"))) continue;
    if (match.index > from) found.push({ kind: "text", text: text.slice(from, match.index) });
    found.push({ kind: "mention", text: word, whom: who.whom });
    from = match.index + word.length;
  }
  if (from < text.length) found.push({ kind: "text", text: text.slice(from) });
  return found;
}

/** Whom `@all` and `@here` call on. */
export const WHOLE_ROOM = "room";
