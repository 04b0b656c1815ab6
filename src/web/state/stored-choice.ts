import { type Accessor, createSignal } from "solid-js";

/** A choice that this device keeps, and that its other tabs follow at once; `otherwise` until one is made. */
export interface StoredChoice<T extends string> {
  readonly value: Accessor<T>;
  readonly choose: (next: T) => void;
}

/** Keeps one of some values under a key of localStorage; the value of a choice never made is not written. */
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
  // Elsewhere than in a page there are no other tabs.
  globalThis.addEventListener?.("storage", (event) => {
    if (event.key === key || event.key === null) set(() => read());
  });
  const choose = (next: T): void => {
    set(() => next);
    try {
      if (next === otherwise) localStorage.removeItem(key);
      else localStorage.setItem(key, next);
    } catch {
      // The choice then lasts as long as the page.
    }
  };
  return { value, choose };
}
