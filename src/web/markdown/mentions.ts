/** A piece of text, or a mention in it. */
export type Piece =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "mention"; readonly text: string; readonly whom: string };

/** Somebody who is mentioned, with the handle or name that may stand in the text. */
export interface MentionTarget {
  /** A user_id, or `WHOLE_ROOM`. */
  readonly whom: string;
  readonly handle: string;
}

/** Splits a text at its mentions, with or without the @. */
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

/** What `@all` and `@here` mention. */
export const WHOLE_ROOM = "room";
