import * as z from "zod/mini";
import type { ClientId, RoomId, UserId } from "../../protocol/ids.ts";
import type { Tabs } from "../transport/tabs/tabs.ts";
import { RECORD_FORM, upToDate } from "./record-steps.ts";
import { type Area, CACHE_FORM, type Storage } from "./storage.ts";

/** Where an item is on its way to. */
export type Destination = RoomId | typeof INBOX;
export const INBOX = "inbox";

/** The other tabs, as far as storage is concerned; see `Tabs`. */
type Neighbours = Pick<Tabs, "id" | "tell">;
const NOBODY: Neighbours = { id: "", tell: () => {} };

/**
 * One signed-in user's part of a device, under keys that begin with the user's id. Items on their way
 * to the server bear the tab that sends them, and the other tabs are told when some change.
 */
export class UserStorage {
  readonly #storage: Storage;
  readonly #prefix: string;
  readonly #tabs: Neighbours;
  #isSealed = false;

  constructor(storage: Storage, user_id: UserId, tabs: Neighbours = NOBODY) {
    this.#storage = storage;
    this.#prefix = `${user_id}/`;
    this.#tabs = tabs;
  }

  // ---- kept until it is done; other code may have written it, so it is parsed, and left alone if it is not understood ----

  /** The items on their way to one destination, or to all, in the order of their client_ids. */
  async pending<T>(schema: z.ZodMiniType<T>, destination?: Destination): Promise<T[]> {
    const prefix = destination === undefined ? "" : `${destination}/`;
    return parseAll(schema, await this.#storage.list("outbox", this.#prefix + prefix));
  }

  async getPending<T>(
    schema: z.ZodMiniType<T>,
    destination: Destination,
    name: string,
  ): Promise<T | undefined> {
    return parseAll(schema, [await this.#storage.get("outbox", this.#pendingKey(destination, name))])[0];
  }

  /** An item keeps the tab it was first stored by. */
  async putPending(
    destination: Destination,
    item: { readonly client_id: ClientId; readonly tab?: string },
  ): Promise<void> {
    const { id } = this.#tabs;
    const owned = id === "" || item.tab !== undefined ? item : { ...item, tab: id };
    await this.putPendingState(destination, item.client_id, owned);
    this.#tabs.tell(destination);
  }

  async deletePending(destination: Destination, client_id: ClientId): Promise<void> {
    await this.deletePendingState(destination, client_id);
    this.#tabs.tell(destination);
  }

  /** The same for something that other tabs need not know of. */
  putPendingState(destination: Destination, name: string, value: object): Promise<void> {
    return this.#put("outbox", this.#pendingKey(destination, name), { ...value, form: RECORD_FORM });
  }

  deletePendingState(destination: Destination, name: string): Promise<void> {
    return this.#storage.delete("outbox", this.#pendingKey(destination, name));
  }

  /** The bytes of a file that is on its way. They lie beside the items, and are no item. */
  putBlob(key: string, blob: Blob): Promise<void> {
    return this.#put("outbox", this.#blobKey(key), { blob });
  }

  async getBlob(key: string): Promise<Blob | undefined> {
    const found = (await this.#storage.get("outbox", this.#blobKey(key))) as { blob?: unknown } | undefined;
    return found?.blob instanceof Blob ? found.blob : undefined;
  }

  deleteBlobs(prefix: string): Promise<void> {
    return this.#storage.clear("outbox", this.#blobKey(prefix));
  }

  async reads<T>(schema: z.ZodMiniType<T>): Promise<T[]> {
    return parseAll(schema, await this.#storage.list("reads", this.#prefix));
  }

  async putRead(room_id: RoomId, read: object): Promise<void> {
    await this.#put("reads", this.#prefix + room_id, read);
    this.#tabs.tell(INBOX);
  }

  async deleteRead(room_id: RoomId): Promise<void> {
    await this.#storage.delete("reads", this.#prefix + room_id);
    this.#tabs.tell(INBOX);
  }

  // ---- the cache; what was written in another form counts as lost ----

  async cached<T>(key: string): Promise<T | undefined> {
    return unwrapped<T>([await this.#storage.get("cache", this.#prefix + key)])[0];
  }

  async allCached<T>(prefix: string): Promise<T[]> {
    return unwrapped<T>(await this.#storage.list("cache", this.#prefix + prefix));
  }

  putCached(key: string, value: object): Promise<void> {
    return this.#put("cache", this.#prefix + key, { ...value, form: CACHE_FORM });
  }

  deleteCached(key: string): Promise<void> {
    return this.#storage.delete("cache", this.#prefix + key);
  }

  /** Drops what the server knows anyway. What is on the screen is cached again when it changes. */
  clearCache(prefix = ""): Promise<void> {
    return this.#storage.clear("cache", this.#prefix + prefix);
  }

  /** Nothing more is stored: what was shown last must not come back after it was deleted. */
  seal(): void {
    this.#isSealed = true;
  }

  /** Leaves nothing of this user on the device. */
  async clear(): Promise<void> {
    this.seal();
    for (const area of ["outbox", "reads", "cache"] as const) await this.#storage.clear(area, this.#prefix);
  }

  async #put(area: Area, key: string, value: unknown): Promise<void> {
    if (!this.#isSealed) await this.#storage.put(area, key, value);
  }

  #blobKey(key: string): string {
    return `${this.#prefix}files/${key}`;
  }

  #pendingKey(destination: Destination, name: string): string {
    return `${this.#prefix}${destination}/${name}`;
  }
}

const parseAll = <T>(schema: z.ZodMiniType<T>, values: readonly unknown[]): T[] =>
  values.flatMap((value) => {
    const parsed = z.safeParse(schema, upToDate(value));
    return parsed.success ? [parsed.data] : [];
  });

const unwrapped = <T>(values: readonly unknown[]): T[] =>
  (values as readonly ({ readonly form: unknown } | undefined)[]).flatMap((value) => {
    if (value?.form !== CACHE_FORM) return [];
    const { form: _, ...cached } = value;
    return [cached as T];
  });
