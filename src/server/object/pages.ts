import { PAGE_MAX_UNITS } from "../../protocol/limits.ts";

/** UTF-16 units of some items as they go over the wire. */
export const unitsOf = (items: readonly unknown[]): number => JSON.stringify(items).length;

/**
 * Splits a list into pages of at most `size` items that are no longer than a page may be, or hold just one item.
 * `isOfOneKind` says whether an item may be in the same page as the one before it.
 */
export function pagesOf<Item>(
  items: readonly Item[],
  size: number,
  isOfOneKind: (before: Item, item: Item) => boolean = () => true,
): Item[][] {
  const pages: Item[][] = [];
  let page: Item[] = [];
  let total = 0;
  for (const item of items) {
    const units = unitsOf([item]);
    const before = page.at(-1);
    total += units;
    if (!before || page.length === size || total > PAGE_MAX_UNITS || !isOfOneKind(before, item)) {
      page = [];
      pages.push(page);
      total = units;
    }
    page.push(item);
  }
  return pages;
}
