import type { MessageRow } from "../message/message-row.ts";
import type { Row } from "./rows.ts";

/**
 * What the timeline places: a message with all that stands by it, its day and the line of the new
 * above, notices below. So items come and go at the ends alone, and whatever else happens changes the
 * height of one.
 */
export interface Item {
  readonly key: string;
  readonly above: readonly Row[];
  readonly message: MessageRow | undefined;
  readonly below: readonly Row[];
  /**
   * Where the message is from somebody blocked: how many of them stand here as one line; 0 in those
   * that the line of an earlier one stands for.
   */
  readonly hidden: number | undefined;
}

/** `isHidden` says of a message whether it is from somebody blocked and has not been asked for. */
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

/** Hidden messages that follow each other without anything between are one line, at the first of them. */
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

/** The items of before wherever they are the same, so that nothing is drawn anew for the change of another. */
export function reused(before: readonly Item[], now: readonly Item[]): readonly Item[] {
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

function isSameMessage(a: MessageRow | undefined, b: MessageRow | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  const { delivery: was, ...before } = a;
  const { delivery: is, ...now } = b;
  return shallow(before, now) && shallow(was, is);
}

const sameRows = (a: readonly Row[], b: readonly Row[]): boolean =>
  a.length === b.length && a.every((row, index) => isSameRow(row, b[index]));

function isSameRow(a: Row, b: Row | undefined): boolean {
  if (a.kind !== "notice" || b?.kind !== "notice") return b !== undefined && shallow(a, b);
  return a.changes.length === b.changes.length && a.changes.every((each, index) => each === b.changes[index]);
}

function shallow(a: object, b: object): boolean {
  const keys = Object.keys(a) as (keyof typeof a)[];
  return keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key]);
}

/** The nearest message the server has, from an item upwards. */
export function messageAt(items: readonly Item[], index: number): number {
  for (let at = Math.min(index, items.length - 1); at >= 0; at--) {
    const delivery = items[at]?.message?.delivery;
    if (delivery?.state === "sent") return delivery.message.message_id;
  }
  return 0;
}

/** Where a message is; -1 where it is not among them. */
export const indexOf = (items: readonly Item[], message_id: number): number =>
  items.findIndex(
    ({ message }) => message?.delivery.state === "sent" && message.delivery.message.message_id === message_id,
  );
