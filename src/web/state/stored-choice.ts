import { type Accessor, createSignal } from "solid-js";

/** A choice that this device stores and that its other tabs follow at once; the default until one is made. */
export interface StoredChoice<T extends string> {
  readonly value: Accessor<T>;
  readonly choose: (next: T) => void;
}

/** Stores one of several values under a key of localStorage. The default is not written. */
export function storedChoice<T extends string>(
  key: string,
  values: readonly T[],
  otherwise: T,
): StoredChoice<T> {
  const read = (): T => {
    try {
      const kept = localStorage.getItem(key);
      return values.find((each) => each === kept) ?? otherwise;
    } catch {
      return otherwise; // Storage may be forbidden.
    }
  };
  const [value, set] = createSignal<T>(read());
  // Outside of a page there are no other tabs.
  globalThis.addEventListener?.("storage", (event) => {
    if (event.key === key || event.key === null) set(() => read());
  });
  const choose = (next: T): void => {
    set(() => next);
    try {
      if (next === otherwise) localStorage.removeItem(key);
      else localStorage.setItem(key, next);
    } catch {
      // Then the choice lasts as long as the page.
    }
  };
  return { value, choose };
}
