import type { UserId } from "../../protocol/ids.ts";
import { PAGE_MAX_UNITS } from "../../protocol/limits.ts";
import type { Message } from "../../protocol/message.ts";
import type { HistoryQuery } from "../../protocol/room.ts";
import { CHAIN_START } from "./chain.ts";
import type { RoomSql } from "./room-sql.ts";

/** First and last message_id of a slice; empty where first > last. */
interface Span {
  readonly first: number;
  readonly last: number;
}

/** Which ids a query asks for. Ids have no holes, so this is arithmetic and reads nothing. */
export function spanOf({ before, after, around, limit }: HistoryQuery, head: number): Span {
  if (around !== undefined) {
    const first = Math.max(1, around - Math.floor(limit / 2));
    return { first, last: Math.min(head, first + limit - 1) };
  }
  if (after !== undefined) return { first: after + 1, last: Math.min(head, after + limit) };
  const last = Math.min(head, (before ?? head + 1) - 1);
  return { first: Math.max(1, last - limit + 1), last };
}

/** The longest run from the start whose texts stay within the limit; one message at least. */
function withinBytes(messages: readonly Message[], units: number): Message[] {
  let total = 0;
  const end = messages.findIndex((message, index) => {
    total += message.text.length;
    return index > 0 && total > units;
  });
  return messages.slice(0, end < 0 ? messages.length : end);
}

/** Cuts a slice that is too heavy at the end farther from what was asked for. */
function lighten(messages: readonly Message[], query: HistoryQuery): Message[] {
  const { around, after } = query;
  if (around !== undefined) {
    const older = messages.filter((message) => message.message_id < around).reverse();
    const newer = messages.filter((message) => message.message_id >= around);
    return [...withinBytes(older, PAGE_MAX_UNITS / 2).reverse(), ...withinBytes(newer, PAGE_MAX_UNITS / 2)];
  }
  if (after !== undefined) return withinBytes(messages, PAGE_MAX_UNITS);
  return withinBytes([...messages].reverse(), PAGE_MAX_UNITS).reverse();
}

/** A slice of the log with the chain values on both its ends. */
export function readSlice(sql: RoomSql, query: HistoryQuery, head: number, reader: UserId) {
  const { first, last } = spanOf(query, head);
  const found = first > last ? [] : sql.messages.after(first - 1, last - first + 1, reader);
  const messages = lighten(found, query);
  // Of an empty slice, both values are those of the place in the log that is next to it.
  const start = Math.min(messages[0]?.message_id ?? first, head + 1);
  const end = messages.at(-1)?.message_id ?? start - 1;
  return {
    messages,
    chain_before: sql.messages.chain(start - 1) ?? CHAIN_START,
    chain_after: sql.messages.chain(end) ?? CHAIN_START,
  };
}

/** Splits a list into pages of `size` items at most. */
export function pagesOf<Item>(items: readonly Item[], size: number): Item[][] {
  const pages: Item[][] = [];
  for (let start = 0; start < items.length; start += size) pages.push(items.slice(start, start + size));
  return pages;
}
