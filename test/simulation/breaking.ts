/** The product with one rule broken in each, and the rules of which one must be seen not to hold. */
export type BrokenRules = Record<
  string,
  {
    /** Breaks it; returns how to undo that. */
    readonly breaks: () => () => void;
    readonly seenAs: readonly string[];
  }
>;

/** Puts something else in the place of a method. Returns how to undo it. */
export function replace<T extends object, K extends keyof T>(
  target: T,
  key: K,
  by: (original: T[K]) => T[K],
): () => void {
  const original = target[key];
  target[key] = by(original);
  return () => {
    target[key] = original;
  };
}
