import { type Clause, readQuery } from "../../protocol/search/query.ts";

/** What was last typed into each search, for as long as the app is open: Back from a message finds it again. */
const last = new Map<string, string>();

export const typedBefore = (where: string): string => last.get(where) ?? "";
export const keepTyped = (where: string, typed: string): void => void last.set(where, typed);

/** The clause in which the caret stands, or right behind which. */
export const clauseAt = (typed: string, caret: number): Clause | undefined =>
  readQuery(typed).find(({ start, end }) => start < caret && caret <= end);

/** Puts something in the place of a part, with a blank behind it unless it goes on being typed. */
export function replaced(
  typed: string,
  { start, end }: { readonly start: number; readonly end: number },
  by: string,
): { readonly typed: string; readonly caret: number } {
  const before = typed.slice(0, start) + by + (by.endsWith(":") ? "" : " ");
  return { typed: before + typed.slice(end).trimStart(), caret: before.length };
}

export const without = (typed: string, { start, end }: Pick<Clause, "start" | "end">): string =>
  `${typed.slice(0, start).trimEnd()} ${typed.slice(end).trimStart()}`.trim();

/** While a word is being typed, words that go on from there are found too. */
export function asTyped(typed: string): string {
  const clause = readQuery(typed).at(-1);
  const isWord = clause?.kind === "term" && clause.end === typed.length && /[\p{L}\p{N}]{2}$/u.test(typed);
  return isWord && !clause.not ? `${typed}*` : typed;
}

/** As it stands in a query: in quotes if it has blanks. */
export const quoted = (value: string): string => (/\s/.test(value) ? `"${value}"` : value);
