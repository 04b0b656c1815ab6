import { type Observable, Value } from "../observable.ts";
import type { UserStorage } from "../storage/user-storage.ts";

const KEY = "searches";
const KEPT = 10;

interface Stored {
  readonly typed: readonly string[];
}

/** What the user has looked for on this device. It goes with everything else of theirs when they sign out. */
export class RecentSearches {
  readonly #storage: UserStorage;
  readonly #list = new Value<readonly string[]>([]);
  readonly #loading: Promise<void>;

  constructor(storage: UserStorage) {
    this.#storage = storage;
    this.#loading = this.#load();
  }

  get list(): Observable<readonly string[]> {
    return this.#list;
  }

  add(typed: string): void {
    const trimmed = typed.trim();
    if (trimmed !== "") void this.#change((list) => [trimmed, ...list.filter((each) => each !== trimmed)]);
  }

  clear(): void {
    void this.#change(() => []);
  }

  async #load(): Promise<void> {
    this.#list.set((await this.#storage.cached<Stored>(KEY))?.typed ?? []);
  }

  async #change(change: (list: readonly string[]) => readonly string[]): Promise<void> {
    await this.#loading;
    const typed = change(this.#list.get()).slice(0, KEPT);
    this.#list.set(typed);
    await this.#storage.putCached(KEY, { typed });
  }
}
