import { type Accessor, batch, createComputed, createSignal, onCleanup, type Signal } from "solid-js";
import { sameList } from "./same-list.ts";

interface Entry<T> {
  readonly snapshot: Signal<T>;
  users: number;
}

/**
 * Turns a list of snapshots into stable keys and a lookup. A list drawn from keys keeps its elements (and the
 * reader's focus and selection) when an item's snapshot is replaced. Each item has a signal of its own, so a
 * change costs what depends on the changed items, however many others there are.
 */
export function keyed<T, Key extends string>(list: Accessor<readonly T[]>, keyOf: (item: T) => Key) {
  const entries = new Map<Key, Entry<T>>();
  const [keys, setKeys] = createSignal<readonly Key[]>([], { equals: sameList });
  let present: ReadonlySet<Key> = new Set();
  createComputed(() => {
    const items = list();
    batch(() => {
      const now = new Set<Key>();
      for (const item of items) {
        const key = keyOf(item);
        const entry = entries.get(key);
        if (entry === undefined) entries.set(key, { snapshot: createSignal(item), users: 0 });
        else entry.snapshot[1](() => item);
        now.add(key);
      }
      const before = present;
      present = now;
      for (const key of before) dropUnused(key);
      setKeys([...now]);
    });
  });
  /** An element may be drawn a little longer than its item is in the list, and the item may come back. */
  function dropUnused(key: Key): void {
    if (!present.has(key) && entries.get(key)?.users === 0) entries.delete(key);
  }
  /** The newest snapshot under a key of the list, or the last one while its element is being removed. */
  const item = (key: Key): Accessor<T> => {
    const entry = entries.get(key);
    if (entry === undefined) throw new Error("no item of the list has this key");
    entry.users++;
    onCleanup(() => {
      entry.users--;
      dropUnused(key);
    });
    return entry.snapshot[0];
  };
  return { keys, item };
}
