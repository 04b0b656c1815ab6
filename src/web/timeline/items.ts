import type { MessageId } from "../../protocol/ids.ts";
import { type MessageRow, sentOf } from "../message/message-row.ts";
import { sameList } from "../state/same-list.ts";
import type { Row } from "./rows.ts";

/**
 * A unit of the timeline's list: a message with the rows that belong to it, such as the heading of its day
 * above and notices below. So items come and go only at the ends, and any other change only alters the height
 * of one.
 */
export interface Item {
  readonly key: string;
  readonly above: readonly Row[];
  readonly message: MessageRow | undefined;
  readonly below: readonly Row[];
  /**
   * If the message is of a blocked user: how many such messages this item stands for; 0 if an earlier item
   * stands for this one.
   */
  readonly hidden: number | undefined;
}

/** `isHidden` tells whether a message is of a blocked user and the reader has not asked to see it. */
export function itemsOf(
  rows: readonly Row[],
  isHidden: (message: MessageRow) => boolean = () => false,
): Item[] {
  const items: Item[] = [];
  let above: Row[] = [];
  for (const row of rows) {
    const last = items.at(-1);
    if (row.kind === "message") {
      items.push({ key: row.key, above, message: row, below: [], hidden: isHidden(row) ? 1 : undefined });
      above = [];
    } else if (row.kind === "start")
      items.push({ key: "start", above: [row], message: undefined, below: [], hidden: undefined });
    else if (last && (row.kind === "notice" || last.message === undefined) && above.length === 0)
      items[items.length - 1] = { ...last, below: [...last.below, row] };
    else above.push(row);
  }
  const last = items.at(-1);
  if (above.length > 0 && last) items[items.length - 1] = { ...last, below: [...last.below, ...above] };
  else if (above.length > 0)
    items.push({ key: "rest", above, message: undefined, below: [], hidden: undefined });
  return gathered(items);
}

/** Consecutive hidden messages with nothing between them become one line, at the first of them. */
function gathered(items: Item[]): Item[] {
  for (let index = items.length - 1; index > 0; index--) {
    const item = items[index];
    const before = items[index - 1];
    if (!item?.hidden || before?.hidden === undefined) continue;
    if (item.above.length > 0 || before.below.length > 0 || item.message?.sender !== before.message?.sender)
      continue;
    items[index - 1] = { ...before, hidden: before.hidden + item.hidden };
    items[index] = { ...item, hidden: 0 };
  }
  return items;
}

/**
 * Reuses the earlier items wherever they are the same, so that a change of one does not redraw the others.
 */
export function reuseItems(before: readonly Item[], now: readonly Item[]): readonly Item[] {
  const known = new Map(before.map((item) => [item.key, item]));
  return now.map((item) => {
    const last = known.get(item.key);
    return last && isSame(last, item) ? last : item;
  });
}

const isSame = (a: Item, b: Item): boolean =>
  a.hidden === b.hidden &&
  isSameMessage(a.message, b.message) &&
  sameRows(a.above, b.above) &&
  sameRows(a.below, b.below);

/** Compares field by field: this runs for every loaded message whenever one comes in. */
function isSameMessage(a: MessageRow | undefined, b: MessageRow | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return (
    a.content === b.content &&
    a.first === b.first &&
    a.last === b.last &&
    a.timed === b.timed &&
    a.answers === b.answers &&
    a.answersAbove === b.answersAbove &&
    a.time === b.time &&
    a.sender === b.sender &&
    a.isOwn === b.isOwn &&
    (a.delivery === b.delivery || shallow(a.delivery, b.delivery))
  );
}

const sameRows = (a: readonly Row[], b: readonly Row[]): boolean =>
  a.length === b.length && a.every((row, index) => isSameRow(row, b[index]));

function isSameRow(a: Row, b: Row | undefined): boolean {
  if (a.kind !== "notice" || b?.kind !== "notice") return b !== undefined && shallow(a, b);
  return sameList(a.changes, b.changes);
}

function shallow(a: object, b: object): boolean {
  const keys = Object.keys(a) as (keyof typeof a)[];
  return keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key]);
}

const idOf = (item: Item | undefined): MessageId | undefined =>
  item?.message && sentOf(item.message)?.message_id;

/** The id of the nearest sent message, from an item upwards. */
export function messageAt(items: readonly Item[], index: number): number {
  for (let at = Math.min(index, items.length - 1); at >= 0; at--) {
    const message_id = idOf(items[at]);
    if (message_id !== undefined) return message_id;
  }
  return 0;
}

/** The index of a message; -1 if it is not loaded. */
export const indexOf = (items: readonly Item[], message_id: MessageId): number =>
  items.findIndex((item) => idOf(item) === message_id);
