import { CHAIN_START } from "../../protocol/chain.ts";
import type { UserId } from "../../protocol/ids.ts";
import { PAGE_MAX_UNITS } from "../../protocol/limits.ts";
import type { Message } from "../../protocol/message.ts";
import type { HistoryQuery } from "../../protocol/room.ts";
import type { RoomTables } from "./tables/room-tables.ts";

/** First and last message_id of a range of the log; empty if first > last. */
interface MessageRange {
  readonly first: number;
  readonly last: number;
}

/** Which ids a query asks for. Ids have no holes, so this is arithmetic and reads nothing. */
export function rangeOf({ before, after, around, limit }: HistoryQuery, head: number): MessageRange {
  if (around !== undefined) {
    const first = Math.max(1, around - Math.floor(limit / 2));
    return { first, last: Math.min(head, first + limit - 1) };
  }
  if (after !== undefined) return { first: after + 1, last: Math.min(head, after + limit) };
  const last = Math.min(head, (before ?? head + 1) - 1);
  return { first: Math.max(1, last - limit + 1), last };
}

/** UTF-16 units of a text as it goes over the wire, where a control character takes six. */
const weightOf = (text: string): number => JSON.stringify(text).length - 2;

/** As many messages from the start as keep their texts within the limit; one message at least. */
export function withinUnits<Item extends { readonly text: string }>(
  messages: readonly Item[],
  units = PAGE_MAX_UNITS,
): Item[] {
  let total = 0;
  const end = messages.findIndex((message, index) => {
    total += weightOf(message.text);
    return index > 0 && total > units;
  });
  return messages.slice(0, end < 0 ? messages.length : end);
}

/** Cuts a page that is too heavy at the end farther from what was asked for. */
function lighten(messages: readonly Message[], query: HistoryQuery): Message[] {
  const { around, after } = query;
  if (around !== undefined) {
    const older = messages.filter((message) => message.message_id < around).reverse();
    const newer = messages.filter((message) => message.message_id >= around);
    return [...withinUnits(older, PAGE_MAX_UNITS / 2).reverse(), ...withinUnits(newer, PAGE_MAX_UNITS / 2)];
  }
  if (after !== undefined) return withinUnits(messages);
  return withinUnits([...messages].reverse()).reverse();
}

/** A page of the log with the chain values before its first message and after its last. */
export function readHistory(tables: RoomTables, query: HistoryQuery, head: number, reader: UserId) {
  const { first, last } = rangeOf(query, head);
  const found = first > last ? [] : tables.messages.after(first - 1, last - first + 1, reader);
  const messages = lighten(found, query);
  // For an empty page, both are the value at the place in the log that the query names.
  const start = Math.min(messages[0]?.message_id ?? first, head + 1);
  const end = messages.at(-1)?.message_id ?? start - 1;
  return {
    messages,
    chain_before: tables.log.chain(start - 1) ?? CHAIN_START,
    chain_after: tables.log.chain(end) ?? CHAIN_START,
  };
}
