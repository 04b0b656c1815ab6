import { type Accessor, createMemo } from "solid-js";

/**
 * A list of snapshots as stable keys and a look-up. Lists drawn from keys keep their elements (and
 * the reader's focus and selection) when an item's snapshot is replaced; only what changed redraws.
 */
export function keyed<T, Key extends string>(list: Accessor<readonly T[]>, keyOf: (item: T) => Key) {
  const byKey = createMemo(() => new Map(list().map((item) => [keyOf(item), item])));
  const keys = createMemo<readonly Key[]>(() => [...byKey().keys()], [], { equals: sameKeys });
  /** The newest snapshot under a key; the last one while its element is on the way out. */
  const item = (key: Key): Accessor<T> =>
    createMemo((last: T | undefined) => byKey().get(key) ?? last) as Accessor<T>;
  return { keys, item };
}

const sameKeys = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((key, index) => key === b[index]);
