import type { MessageId, UserId } from "../../protocol/ids.ts";
import { SEARCH_BEST_OF, SEARCH_EFFORT, SEARCH_MESSAGE_EFFORT } from "../../protocol/limits.ts";
import type { Message } from "../../protocol/message.ts";
import { isHit, longestWord, scoreOf } from "../../protocol/search/match.ts";
import type { Is, Term } from "../../protocol/search/query.ts";
import type { SearchQuery } from "../../protocol/search/search-query.ts";
import { indexed, indexRuns, indexWords } from "../../protocol/search/tokens.ts";
import type { SearchableMessage } from "./tables/log.ts";
import type { RoomTables } from "./tables/room-tables.ts";
import { blockOf, firstOf, lastOf, markOf, type Wanted, type WantedWord } from "./tables/search.ts";

/** What somebody looks for in a room, and which page of it. */
export interface RoomSearch {
  readonly query: SearchQuery;
  readonly order: "newest" | "best";
  readonly limit: number;
  /** As the page before said; its first page is without. */
  readonly cursor?: string | undefined;
  /** People whose messages the reader does not want to see. */
  readonly hidden: readonly UserId[];
  /** What the reader has saved in this room. */
  readonly saved: readonly MessageId[];
}

export interface SearchPage {
  readonly messages: Message[];
  /** Continues the search; left out once the whole room has been looked through. */
  readonly next?: string;
  /** The time of the oldest message that has been looked at, unless that was the first. */
  readonly looked_back_to?: number;
  /** What it has cost, as in SEARCH_EFFORT. */
  readonly effort: number;
}

/** Blocks that the index names at once. */
const BLOCKS_AT_ONCE = 32;

/**
 * Looks through a room, newest first: what waits for the index message by message, and before that the blocks that
 * the index names. Each message is checked as it is now. A page ends when it is full or has cost enough.
 */
export function searchRoom(
  tables: RoomTables,
  search: RoomSearch,
  head: MessageId,
  reader: UserId,
): SearchPage {
  const looking = new Looking(tables, search, head);
  const page = search.order === "best" ? bestOf(looking, search) : newestOf(looking, search);
  const oldest = looking.oldest;
  const time = page.next === undefined || oldest > head ? undefined : tables.log.time(oldest);
  return {
    messages: tables.messages.among(page.ids, reader),
    effort: looking.effort,
    ...(page.next !== undefined && { next: page.next }),
    ...(time !== undefined && { looked_back_to: time }),
  };
}

interface Found {
  readonly ids: readonly MessageId[];
  readonly next: string | undefined;
}

function newestOf(looking: Looking, { limit, cursor }: RoomSearch): Found {
  const hits = looking.back(numberIn(cursor) - 1, limit);
  return {
    ids: hits.map(({ message_id }) => message_id),
    next: looking.isAtEnd ? undefined : String(looking.oldest),
  };
}

/** A cursor is numbers with dashes between them; one that is not is as good as none. */
function numberIn(cursor: string | undefined, place = 0): number {
  const number = Number(cursor?.split("-")[place] ?? Number.NaN);
  return Number.isSafeInteger(number) ? number : Number.MAX_SAFE_INTEGER;
}

/**
 * The best of the newest hits; when all of those have been shown, the best of those before them. A page names the
 * range of its hits and the last one it has shown, so that what is sent meanwhile moves nothing.
 */
function bestOf(looking: Looking, { query, limit, cursor }: RoomSearch): Found {
  const top = numberIn(cursor);
  const last = { score: numberIn(cursor, 1), message_id: numberIn(cursor, 2) };
  const hits = looking.back(top - 1, SEARCH_BEST_OF);
  const from = hits[0]?.message_id ?? 0;
  const ranked = hits
    .map((message) => ({ message_id: message.message_id, score: scoreOf(query, message) }))
    .filter((hit) => comesAfter(hit, last))
    .sort((a, b) => b.score - a.score || b.message_id - a.message_id);
  const shown = ranked.slice(0, limit);
  const end = shown.at(-1);
  const isMore = ranked.length > shown.length && end;
  const again = `${top === Number.MAX_SAFE_INTEGER ? from + 1 : top}-${end?.score}-${end?.message_id}`;
  return {
    ids: shown.map(({ message_id }) => message_id),
    next: isMore ? again : looking.isAtEnd ? undefined : String(looking.oldest),
  };
}

interface Ranked {
  readonly message_id: MessageId;
  readonly score: number;
}

const comesAfter = (hit: Ranked, last: Ranked): boolean =>
  hit.score < last.score || (hit.score === last.score && hit.message_id < last.message_id);

/** One look through a room, from a message back. */
class Looking {
  readonly #tables: RoomTables;
  readonly #search: RoomSearch;
  readonly #head: MessageId;
  /** The first message that may be a hit. */
  readonly #first: MessageId;
  readonly #is: (message: SearchableMessage) => (what: Is) => boolean;
  /** If only pinned or saved messages are looked for, the blocks that have some. */
  readonly #known: ReadonlySet<number> | undefined;
  /** A word that every hit has, as far as one can be known. */
  readonly #word: string;
  #effort = SEARCH_EFFORT;
  /** The oldest message that has been looked at: nothing from it on was missed. */
  oldest: MessageId;

  constructor(tables: RoomTables, search: RoomSearch, head: MessageId) {
    this.#tables = tables;
    this.#search = search;
    this.#head = head;
    this.oldest = head + 1;
    const { since, is, isNot, terms } = search.query;
    this.#word = terms.map(longestWord).reduce((a, b) => (b.length > a.length ? b : a), "");
    this.#first = since > 0 ? firstSince(tables, since, head) : 1;
    const pinned = new Set([...is, ...isNot].includes("pinned") ? tables.messages.pins.all() : []);
    const saved = new Set(search.saved);
    this.#is =
      ({ message_id, thread }) =>
      (what) =>
        what === "thread" ? thread !== undefined : (what === "pinned" ? pinned : saved).has(message_id);
    const known = is.includes("pinned") ? pinned : is.includes("saved") ? saved : undefined;
    this.#known = known && new Set([...known].map(blockOf));
  }

  get effort(): number {
    return SEARCH_EFFORT - this.#effort;
  }

  get isAtEnd(): boolean {
    return this.oldest <= this.#first;
  }

  /** Hits from a message back, the newest first, until there are so many. */
  back(from: MessageId, limit: number): SearchableMessage[] {
    const { until } = this.#search.query;
    const before =
      until === Number.MAX_SAFE_INTEGER ? this.#head : firstSince(this.#tables, until, this.#head) - 1;
    const last = Math.min(from, this.#head, before);
    this.oldest = last + 1;
    const hits: SearchableMessage[] = [];
    for (const block of this.#blocks(blockOf(last))) {
      const [from, to] = [Math.max(firstOf(block), this.#first), Math.min(lastOf(block), last)];
      this.#effort -= (to - from + 1) * SEARCH_MESSAGE_EFFORT;
      for (const message of this.#tables.log.searchable(from, to, this.#word)) {
        this.oldest = message.message_id;
        this.#effort -= message.text.length;
        if (this.#isHit(message)) hits.push(message);
        if (hits.length >= limit || this.#effort <= 0) return hits;
      }
      this.oldest = from;
      if (this.#effort <= 0) return hits;
    }
    this.oldest = this.#first;
    return hits;
  }

  #isHit(message: SearchableMessage): boolean {
    const { query, hidden } = this.#search;
    return !hidden.includes(message.sender) && isHit(query, message, this.#is(message));
  }

  /** The blocks that may have hits, the newest first. */
  *#blocks(last: number): Generator<number> {
    const first = blockOf(this.#first);
    if (this.#known) {
      yield* [...this.#known].filter((block) => block >= first && block <= last).sort((a, b) => b - a);
      return;
    }
    const indexedTo = this.#tables.messages.search.last();
    for (let block = last; block > indexedTo && block >= first; block--) yield block;
    const wanted = wantedBy(this.#search.query);
    let below = Math.min(last, indexedTo);
    if (wanted.length === 0) {
      for (; below >= first; below--) yield below;
      return;
    }
    while (below >= first) {
      const blocks = this.#tables.messages.search.candidates(wanted, first, below, BLOCKS_AT_ONCE);
      yield* blocks;
      if (blocks.length < BLOCKS_AT_ONCE) return;
      below = (blocks.at(-1) ?? first) - 1;
    }
  }
}

/** The first message that was sent at a time or later: ids and times grow together. */
function firstSince(tables: RoomTables, time: number, head: MessageId): MessageId {
  let [low, high] = [1, head + 1];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if ((tables.log.time(middle) ?? 0) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** What a block must have to be worth looking at. Pinned and saved messages are known one by one. */
function wantedBy({ terms, from, mentions, has, is }: SearchQuery): Wanted {
  const any = (words: readonly string[]): readonly WantedWord[][] => (words.length > 0 ? [plain(words)] : []);
  return [
    ...terms.flatMap(wordsWanted).map((word) => [word]),
    ...any(from.map(markOf.from)),
    ...any(mentions.map(markOf.mentions)),
    ...has.map((what) => plain([markOf.has(what)])),
    ...(is.includes("thread") ? any([markOf.thread()]) : []),
  ];
}

const plain = (words: Iterable<string>): WantedWord[] => [...words].map((word) => ({ word, prefix: false }));

/** What a prefix leaves open is the last word of its term. Beside words, symbols do not narrow down much. */
function wordsWanted({ tokens, prefix }: Term): WantedWord[] {
  if (tokens.every(({ isSymbol }) => isSymbol)) return plain(indexRuns(tokens));
  const last = tokens.at(-1);
  const whole = prefix ? tokens.slice(0, -1) : tokens;
  const words = indexWords(whole.map(({ parts: _, ...token }) => token));
  return [
    ...plain(words),
    ...(prefix && last && !last.isSymbol ? [{ word: indexed(last.text), prefix: true }] : []),
  ];
}
