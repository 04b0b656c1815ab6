import type { Message } from "../message.ts";
import type { Has, Is, Term } from "./query.ts";
import type { SearchQuery } from "./search-query.ts";
import { isGlued, isPlain, symbolRun, type Token, tokensOf } from "./tokens.ts";

/** Where words stand in a text: first unit, and first after it. */
export type Range = readonly [start: number, end: number];

/** The parts of a message that a search looks at. */
export type Searchable = Pick<Message, "sender" | "time" | "text"> &
  Partial<Pick<Message, "message_id" | "mentions" | "poll" | "thread" | "pinned" | "deleted_at">>;

/** All words of a message. The options of a poll come after its text. */
export const wordsOf = ({ text, poll }: Pick<Searchable, "text" | "poll">): string =>
  poll ? [text, ...poll.options].join("\n") : text;

export function hasIn({ text, poll }: Pick<Searchable, "text" | "poll">): Has[] {
  return [
    ...(/\bhttps?:\/\/\S/i.test(text) ? (["link"] as const) : []),
    ...(text.includes("`") ? (["code"] as const) : []),
    ...(poll ? (["poll"] as const) : []),
  ];
}

/** Whether a message is what is looked for. `is` says what the message itself does not show. */
export function isHit(query: SearchQuery, message: Searchable, is: (what: Is) => boolean): boolean {
  if (message.deleted_at !== undefined || !passesFilters(query, message, is)) return false;
  if (query.terms.length === 0 && query.without.length === 0) return true;
  const words = wordsOf(message);
  // Most messages are not it, and that can be seen without reading all of their words.
  if (
    isPlain(words) &&
    query.terms.some((term) => !words.toLowerCase().replaceAll("'", "").includes(longestWord(term)))
  )
    return false;
  const tokens = tokensOf(words);
  return (
    query.terms.every((term) => findTerm(term, tokens, 1).length > 0) &&
    query.without.every((term) => findTerm(term, tokens, 1).length === 0)
  );
}

function passesFilters(query: SearchQuery, message: Searchable, is: (what: Is) => boolean): boolean {
  const { from, notFrom, mentions, notMentions, since, until } = query;
  const { sender, time, mentions: mentioned = [] } = message;
  if (time < since || time >= until) return false;
  if ((from.length > 0 && !from.includes(sender)) || notFrom.includes(sender)) return false;
  if (mentions.length > 0 && !mentioned.some((user_id) => mentions.includes(user_id))) return false;
  if (mentioned.some((user_id) => notMentions.includes(user_id))) return false;
  if (query.has.length + query.hasNot.length > 0) {
    const has = hasIn(message);
    if (!query.has.every((what) => has.includes(what)) || query.hasNot.some((what) => has.includes(what)))
      return false;
  }
  return query.is.every(is) && !query.isNot.some(is);
}

/** The longest word of a term: with the fewest texts that have it, as a rule. */
export const longestWord = ({ tokens }: Term): string =>
  tokens.reduce(
    (longest, { text, isSymbol }) => (!isSymbol && text.length > longest.length ? text : longest),
    "",
  );

/** Where a term stands in a text that has been read; at most so many places. */
function findTerm(
  { tokens: term, prefix }: Term,
  tokens: readonly Token[],
  most = Number.POSITIVE_INFINITY,
): Range[] {
  const [first] = term;
  const found: Range[] = [];
  if (!first) return found;
  const run = term.every(({ isSymbol }) => isSymbol) ? symbolRun(term, 0) : undefined;
  for (let at = 0; at < tokens.length && found.length < most; at++) {
    const range = run !== undefined ? matchRun(run, tokens, at) : matchAt(term, prefix, tokens, at);
    if (range) found.push(range);
  }
  return found;
}

/** Symbols are a term only as they stand together: `=>` is not in `==>`. */
function matchRun(run: string, tokens: readonly Token[], at: number): Range | undefined {
  const token = tokens[at];
  const isFirst = token?.isSymbol && !(isGlued(tokens, at) && tokens[at - 1]?.isSymbol);
  if (!token || !isFirst || symbolRun(tokens, at) !== run) return undefined;
  return [token.start, token.start + run.length];
}

function matchAt(
  term: readonly Token[],
  prefix: boolean,
  tokens: readonly Token[],
  start: number,
): Range | undefined {
  const begin = tokens[start];
  if (!begin) return undefined;
  let at = start;
  for (const [index, wanted] of term.entries()) {
    if (index > 0) at = nextPlace(term, index, tokens, at);
    const token = tokens[at];
    const isOpen = prefix && index === term.length - 1;
    if (!token) return undefined;
    if (isSame(wanted, token, isOpen)) continue;
    const part = term.length === 1 ? token.parts?.find((each) => isSame(wanted, each, isOpen)) : undefined;
    return part && [part.start, part.end];
  }
  return [begin.start, tokens[at]?.end ?? begin.end];
}

/** What stands together in the term stands together in the text; between words of a phrase may be symbols. */
function nextPlace(term: readonly Token[], index: number, tokens: readonly Token[], at: number): number {
  let next = at + 1;
  if (isGlued(term, index)) return isGlued(tokens, next) ? next : tokens.length;
  if (!term[index]?.isSymbol) while (tokens[next]?.isSymbol) next++;
  return next;
}

const isSame = (wanted: Token, token: Token, isOpen: boolean): boolean =>
  wanted.isSymbol === token.isSymbol &&
  (isOpen ? token.text.startsWith(wanted.text) : token.text === wanted.text);

/** Where the words that are looked for stand in a text, in order and without overlaps: what is marked. */
export function rangesIn(terms: readonly Term[], text: string): Range[] {
  const tokens = tokensOf(text);
  const all = terms.flatMap((term) => findTerm(term, tokens)).sort(([a], [b]) => a - b);
  const ranges: Range[] = [];
  for (const [start, end] of all) {
    const last = ranges.at(-1);
    if (last && start <= last[1]) ranges[ranges.length - 1] = [last[0], Math.max(last[1], end)];
    else ranges.push([start, end]);
  }
  return ranges;
}

/** How a word's repetitions and a text's length count (BM25 with its usual constants), and a text of usual length. */
const SATURATION = 1.2;
const LENGTH_WEIGHT = 0.75;
const USUAL_TOKENS = 20;
const ORDER_BONUS = 1;

/** How well a message answers a query: more of what is looked for, closer together, in fewer words. */
export function scoreOf({ terms }: Pick<SearchQuery, "terms">, message: Searchable): number {
  const tokens = tokensOf(wordsOf(message));
  const length = 1 - LENGTH_WEIGHT + (LENGTH_WEIGHT * tokens.length) / USUAL_TOKENS;
  const firsts: number[] = [];
  let score = 0;
  for (const term of terms) {
    const places = findTerm(term, tokens);
    const count = places.length;
    score += (count * (SATURATION + 1)) / (count + SATURATION * length);
    firsts.push(places[0]?.[0] ?? Number.NaN);
  }
  const isInOrder =
    firsts.length > 1 && firsts.every((at, index) => index === 0 || at > (firsts[index - 1] ?? at));
  return Math.round((score + (isInOrder ? ORDER_BONUS : 0)) * 1_000);
}
