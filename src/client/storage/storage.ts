/**
 * What the SDK keeps on a device: cloneable values under string keys. `cache` may be lost at any time,
 * and is dropped when its form changes; the other areas are kept until the SDK deletes from them.
 */
export const AREAS = ["session", "outbox", "reads", "cache"] as const;
export type Area = (typeof AREAS)[number];

/** Raise it when the form of what is cached changes. Older caches are then dropped, and nothing else. */
export const CACHE_FORM = "3";

/** Any implementation may fail; the SDK then goes on in memory. */
export interface Storage {
  get(area: Area, key: string): Promise<unknown>;
  /** Resolves when the value would survive a crash of the page. */
  put(area: Area, key: string, value: unknown): Promise<void>;
  delete(area: Area, key: string): Promise<void>;
  /** The values whose keys begin with the prefix, in the order of their keys. */
  list(area: Area, prefix: string): Promise<unknown[]>;
  /** Deletes what `list` would have listed. */
  clear(area: Area, prefix: string): Promise<void>;
}
