import { type Accessor, createMemo } from "solid-js";

/**
 * Turns a list of snapshots into stable keys and a lookup. A list drawn from keys keeps its elements (and the
 * reader's focus and selection) when an item's snapshot is replaced; only what changed is redrawn.
 */
export function keyed<T, Key extends string>(list: Accessor<readonly T[]>, keyOf: (item: T) => Key) {
  const byKey = createMemo(() => new Map(list().map((item) => [keyOf(item), item])));
  const keys = createMemo<readonly Key[]>(() => [...byKey().keys()], [], { equals: sameKeys });
  /** The newest snapshot under a key, or the last one while its element is being removed. */
  const item = (key: Key): Accessor<T> =>
    createMemo((last: T | undefined) => byKey().get(key) ?? last) as Accessor<T>;
  return { keys, item };
}

const sameKeys = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((key, index) => key === b[index]);
