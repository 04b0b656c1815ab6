import type { MessageId } from "../../protocol/ids.ts";
import type { Messages } from "./log-tail.ts";

/** Arithmetic of message ranges. A range has no holes, so an id says where its message is. */

export function holds(range: Messages, message_id: MessageId): boolean {
  const first = range[0]?.message_id;
  return first !== undefined && message_id >= first && message_id < first + range.length;
}

/** At most so many messages, with a given one in the middle as far as the ends allow. */
export function around(range: Messages, message_id: MessageId, most: number): Messages {
  const place = message_id - (range[0]?.message_id ?? 0);
  const start = Math.max(0, Math.min(place - Math.floor(most / 2), range.length - most));
  return range.slice(start, start + most);
}

/**
 * The held range, extended by a page on one side or both; undefined if that would leave a hole. `next`
 * is the id after the held range, which may be empty. Messages in both stay as held.
 */
export function joined(held: Messages, page: Messages, next: MessageId): Messages | undefined {
  const first = held[0]?.message_id ?? next;
  const before = page.filter(({ message_id }) => message_id < first);
  const after = page.filter(({ message_id }) => message_id >= next);
  const touches =
    (before.at(-1)?.message_id ?? first - 1) === first - 1 && (after[0]?.message_id ?? next) === next;
  return touches ? [...before, ...held, ...after] : undefined;
}
