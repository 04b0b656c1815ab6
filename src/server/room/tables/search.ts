import type { UserId } from "../../../protocol/ids.ts";
import { SEARCH_BLOCK } from "../../../protocol/limits.ts";
import { hasIn, wordsOf } from "../../../protocol/search/match.ts";
import type { Has } from "../../../protocol/search/query.ts";
import { indexRuns, indexWords, tokensOf } from "../../../protocol/search/tokens.ts";
import type { Sql } from "../../object/sql.ts";
import type { SearchableMessage } from "./log.ts";

/** The number of the block that a message is in; its messages are `SEARCH_BLOCK` consecutive ones. */
export const blockOf = (message_id: number): number => Math.ceil(message_id / SEARCH_BLOCK);
export const firstOf = (block: number): number => (block - 1) * SEARCH_BLOCK + 1;
export const lastOf = (block: number): number => block * SEARCH_BLOCK;

/** What an index knows of a message besides its words. No word begins like this. */
const MARK = "\u0001";
export const markOf = {
  from: (user_id: UserId) => `${MARK}f${user_id}`,
  mentions: (user_id: UserId) => `${MARK}m${user_id}`,
  has: (what: Has) => `${MARK}h${what}`,
  thread: () => `${MARK}t`,
};

/** What a block may have to have: each of the groups, any word of one. */
export type Wanted = readonly (readonly WantedWord[])[];
export interface WantedWord {
  readonly word: string;
  /** The word may go on. */
  readonly prefix: boolean;
}

/**
 * Which blocks of consecutive messages have which words. A row of FTS5 for each block and not for each message, and
 * no texts, places or counts: it only says where looking is worthwhile, and the messages themselves say what is a
 * hit. So a deleted text is found no more at once, and the index costs a fraction of a row a message.
 */
export class SearchTable {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** The last block that is in the index; 0 for none. Those before it are too. */
  last(): number {
    return (
      this.#sql.exec<{ id: number }>("SELECT id FROM search_docsize ORDER BY id DESC LIMIT 1")[0]?.id ?? 0
    );
  }

  /** Puts a block into the index, or replaces it there. */
  put(block: number, messages: readonly SearchableMessage[], isThere: boolean): void {
    if (isThere) this.#sql.run("DELETE FROM search WHERE rowid = ?", block);
    this.#sql.run("INSERT INTO search (rowid, words) VALUES (?, ?)", block, wordsIn(messages).join(" "));
  }

  /** Blocks from `first` to `last` that have what is wanted, the newest first. */
  candidates(wanted: Wanted, first: number, last: number, limit: number): number[] {
    return this.#sql
      .exec<{ rowid: number }>(
        "SELECT rowid FROM search WHERE search MATCH ? AND rowid BETWEEN ? AND ? ORDER BY rowid DESC LIMIT ?",
        matchOf(wanted),
        first,
        last,
        limit,
      )
      .map(({ rowid }) => rowid);
  }
}

const matchOf = (wanted: Wanted): string =>
  wanted.map((group) => `(${group.map(phrase).join(" OR ")})`).join(" AND ");

const phrase = ({ word, prefix }: WantedWord): string =>
  `"${word.replaceAll('"', '""')}"${prefix ? "*" : ""}`;

function wordsIn(messages: readonly SearchableMessage[]): string[] {
  const words = new Set<string>();
  for (const message of messages) {
    const tokens = tokensOf(wordsOf(message));
    indexRuns(tokens, indexWords(tokens, words));
    words.add(markOf.from(message.sender));
    for (const user_id of message.mentions ?? []) words.add(markOf.mentions(user_id));
    for (const what of hasIn(message)) words.add(markOf.has(what));
    if (message.thread !== undefined) words.add(markOf.thread());
  }
  return [...words];
}
