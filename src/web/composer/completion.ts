import { UNSPACED } from "../../protocol/mention-text.ts";
import type { User } from "../../protocol/user.ts";
import { fold } from "../language/fold.ts";

/** The beginning of a mention or an emoji, which the list can complete. */
export interface PartialWord {
  readonly kind: "mention" | "emoji";
  /** Where it starts, including its sign. */
  readonly from: number;
  /** The text after the sign. */
  readonly query: string;
}

/**
 * How many characters before the cursor are examined, so that each key costs little, however long the text
 * is.
 */
const LOOK_BACK = 48;
const MENTION = new RegExp(String.raw`(?:^|[\s([{"'“‘«>*_~!?,;:…${UNSPACED}])@([\p{L}\p{N}_.-]*)$`, "u");
const EMOJI = /(?:^|[\s([{"'>*_~])?:([\p{L}\p{N}+-][\p{L}\p{N}_+-]+)$/u;
/**
 * A short code stands at the start of a word, behind punctuation, an emoji or a script without spaces. Behind a
 * letter, a digit or another colon it is part of something else: a time, an address, `std::on::`.
 */
const WHOLE_CODE = new RegExp(
  String.raw`(?:^|[\s([{"'“‘«>*_~!?,;.)…\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Regional_Indicator}\u{fe0f}${UNSPACED}]):([a-z0-9+-][a-z0-9_+-]*):$`,
  "iu",
);

/** Whether the cursor is in code, closed or not yet, where nothing is replaced and nobody is mentioned. */
function isInCode(text: string, caret: number): boolean {
  let open: string | undefined;
  for (const { 0: found } of text.slice(0, caret).matchAll(/\n[ \t]*\n|(?<!\\)`+/g)) {
    const isFence = (open?.length ?? 0) >= 3;
    if (!found.startsWith("`")) open = isFence ? open : undefined;
    else if (open === undefined) open = found;
    else if (isFence ? found.length >= open.length : found === open) open = undefined;
  }
  return open !== undefined;
}

/** What is being typed right before the cursor. */
export function partialWordAt(text: string, caret: number): PartialWord | undefined {
  const word = wordAt(text, caret);
  return word === undefined || isInCode(text, word.from) ? undefined : word;
}

function wordAt(text: string, caret: number): PartialWord | undefined {
  const before = text.slice(Math.max(0, caret - LOOK_BACK), caret);
  const mention = MENTION.exec(before)?.[1];
  if (mention !== undefined) return { kind: "mention", from: caret - mention.length - 1, query: mention };
  const emoji = EMOJI.exec(before)?.[1];
  // After a letter or a digit, the colon belongs to a time or a port: 10:30, host:8080.
  if (emoji === undefined || /[\p{L}\p{N}:/]/u.test(text[caret - emoji.length - 2] ?? "")) return undefined;
  return { kind: "emoji", from: caret - emoji.length - 1, query: emoji };
}

/**
 * Where the completed word ends. The rest of the word after the cursor belongs to it, and so does a space
 * that the completion brings along.
 */
export function wordEnd(kind: PartialWord["kind"], text: string, caret: number, insert: string): number {
  const rest = (kind === "mention" ? /^[\p{L}\p{N}_.-]*/u : /^[\p{L}\p{N}_+-]*:?/u).exec(text.slice(caret));
  const end = caret + (rest?.[0].length ?? 0);
  return insert.endsWith(" ") && text[end] === " " ? end + 1 : end;
}

/** The short code that was just closed before the cursor: `:tada:`. */
export function codeAt(
  text: string,
  caret: number,
): { readonly from: number; readonly code: string } | undefined {
  const code = WHOLE_CODE.exec(text.slice(Math.max(0, caret - LOOK_BACK), caret))?.[1];
  if (code === undefined) return undefined;
  const from = caret - code.length - 2;
  return isInCode(text, from) ? undefined : { from, code: code.toLowerCase() };
}

/** People whose handle or one of whose names starts with the query. Matching handles come first. */
export function findPeople(people: readonly User[], query: string, most: number): User[] {
  const asked = fold(query);
  const rank = ({ handle, name }: User): number => {
    if (handle.startsWith(asked)) return 0;
    return fold(name)
      .split(/[^\p{L}\p{N}]+/u)
      .some((word) => word.startsWith(asked))
      ? 1
      : 2;
  };
  const ranked = people.map((person) => [rank(person), person] as const).filter(([place]) => place < 2);
  return ranked
    .sort(([a, one], [b, other]) => a - b || one.name.localeCompare(other.name))
    .map(([, person]) => person)
    .slice(0, most);
}
