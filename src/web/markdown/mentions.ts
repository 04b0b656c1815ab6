import { findMentions } from "../../protocol/mention-text.ts";
import type { Block, Inline } from "./tree.ts";

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

const WORD = /(?<![\p{L}\p{M}\p{N}_@])[\p{L}\p{N}][\p{L}\p{M}\p{N}_.-]*/gu;

/** Splits a text at its mentions, with or without the @. */
export function splitMentions(text: string, targets: readonly MentionTarget[]): Piece[] {
  if (targets.length === 0) return [{ kind: "text", text }];
  const byHandle = new Map(targets.map((each) => [each.handle.toLowerCase(), each]));
  const words = [...text.matchAll(WORD)].map(({ 0: word, index }) => {
    const handle = word.replace(/[_.-]+$/u, "").toLowerCase();
    const who = byHandle.get(handle);
    return { at: index, length: handle.length, who: who?.whom === WHOLE_ROOM ? undefined : who };
  });
  const signed = findMentions(text).map(({ at, handle }) => ({
    at,
    length: handle.length + 1,
    who: byHandle.get(handle),
  }));
  const found: Piece[] = [];
  let from = 0;
  for (const { at, length, who } of [...signed, ...words].sort((a, b) => a.at - b.at)) {
    if (who === undefined || at < from) continue;
    if (at > from) found.push({ kind: "text", text: text.slice(from, at) });
    found.push({ kind: "mention", text: text.slice(at, at + length), whom: who.whom });
    from = at + length;
  }
  if (from < text.length) found.push({ kind: "text", text: text.slice(from) });
  return found;
}

/** The pieces of a message that can mention somebody: what its writer says, and neither code, quote nor address. */
export const mentionable = (blocks: readonly Block[]): string[] =>
  blocks.flatMap((block) => {
    if (block.kind === "text") return block.children.flatMap(wordsIn);
    return block.kind === "list" ? block.items.flatMap((item) => mentionable(item.blocks)) : [];
  });

const wordsIn = (inline: Inline): string[] => {
  if (inline.kind === "text") return [inline.text];
  return inline.kind === "code" || inline.kind === "link" ? [] : inline.children.flatMap(wordsIn);
};

/** What `@all` and `@here` mention. */
export const WHOLE_ROOM = "room";
