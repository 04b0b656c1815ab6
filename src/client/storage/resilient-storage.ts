import type { Clock } from "../clock.ts";
import { MemoryStorage } from "./memory-storage.ts";
import type { Area, Storage } from "./storage.ts";

/** Milliseconds after which a storage that does not answer counts as failed. */
const ANSWER_MAX_MS = 2_000;

/**
 * Wraps a storage that may fail (private mode, a full disk, a browser that never answers). What cannot
 * be stored is held in memory, so nothing is lost while the page lives. Never rejects. While one call
 * hangs, the others are still made but not awaited.
 */
export class ResilientStorage implements Storage {
  readonly #storage: Storage;
  readonly #clock: Clock;
  readonly #held = new MemoryStorage();
  #hanging = 0;

  constructor(storage: Storage, clock: Clock) {
    this.#storage = storage;
    this.#clock = clock;
  }

  async get(area: Area, key: string): Promise<unknown> {
    const held = await this.#held.get(area, key);
    return held ?? this.#ask(this.#storage.get(area, key), undefined);
  }

  async put(area: Area, key: string, value: unknown): Promise<void> {
    await this.#held.put(area, key, value);
    const kept = this.#storage.put(area, key, value).then(() => this.#release(area, key, value));
    await this.#ask(kept, undefined);
  }

  async delete(area: Area, key: string): Promise<void> {
    await this.#held.delete(area, key);
    await this.#ask(this.#storage.delete(area, key), undefined);
  }

  /** First what is stored, then what is held, each in the order of keys. A value that is being stored may come twice. */
  async list(area: Area, prefix: string): Promise<unknown[]> {
    const kept = await this.#ask(this.#storage.list(area, prefix), []);
    return [...kept, ...(await this.#held.list(area, prefix))];
  }

  async clear(area: Area, prefix: string): Promise<void> {
    await this.#held.clear(area, prefix);
    await this.#ask(this.#storage.clear(area, prefix), undefined);
  }

  /** The storage has this value. A newer one that was put meanwhile stays held. */
  async #release(area: Area, key: string, value: unknown): Promise<void> {
    if ((await this.#held.get(area, key)) === value) await this.#held.delete(area, key);
  }

  async #ask<T>(answer: Promise<T>, otherwise: T): Promise<T> {
    const safe = answer.catch(() => otherwise);
    if (this.#hanging > 0) return otherwise;
    let timeout: unknown;
    const late = new Promise<"late">((resolve) => {
      timeout = this.#clock.setTimeout(() => resolve("late"), ANSWER_MAX_MS);
    });
    const first = await Promise.race([safe.then((value) => ({ value })), late]);
    this.#clock.clearTimeout(timeout);
    if (first !== "late") return first.value;
    this.#hanging++;
    void safe.then(() => this.#hanging--);
    return otherwise;
  }
}
