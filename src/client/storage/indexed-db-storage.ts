import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import { AREAS, type Area, CACHE_FORM, type Storage } from "./storage.ts";

const VERSION_KEY = "cache version";

type Schema = DBSchema & { [A in Area]: { key: string; value: unknown } };

/**
 * Storage in IndexedDB: one object store per area, with out-of-line string keys. The database's own
 * version never changes, so a tab with old code never blocks one with new code. The form of the cache
 * is a value like any other, and records of other areas carry their own; see record-steps.ts.
 */
export class IndexedDbStorage implements Storage {
  readonly #name: string;
  #database: Promise<IDBPDatabase<Schema>> | undefined;

  constructor(name = "parlor") {
    this.#name = name;
  }

  async get(area: Area, key: string): Promise<unknown> {
    return (await this.#open()).get(area, key);
  }

  async put(area: Area, key: string, value: unknown): Promise<void> {
    await (await this.#open()).put(area, value, key);
  }

  async delete(area: Area, key: string): Promise<void> {
    await (await this.#open()).delete(area, key);
  }

  async list(area: Area, prefix: string): Promise<unknown[]> {
    return (await this.#open()).getAll(area, startingWith(prefix));
  }

  async clear(area: Area, prefix: string): Promise<void> {
    await (await this.#open()).delete(area, startingWith(prefix));
  }

  #open(): Promise<IDBPDatabase<Schema>> {
    this.#database ??= openDatabase(this.#name, () => {
      this.#database = undefined;
    });
    return this.#database;
  }
}

const startingWith = (prefix: string): IDBKeyRange => IDBKeyRange.bound(prefix, `${prefix}\uffff`);

async function openDatabase(name: string, onLost: () => void): Promise<IDBPDatabase<Schema>> {
  const database = await openDB<Schema>(name, 1, {
    upgrade(fresh) {
      for (const area of AREAS) fresh.createObjectStore(area);
    },
    // Another page deletes the database: let it, and open a new one when it is needed.
    blocking(_current, _blocked, event) {
      (event.target as IDBDatabase).close();
      onLost();
    },
    terminated: onLost,
  });
  await dropOldCache(database);
  return database;
}

async function dropOldCache(database: IDBPDatabase<Schema>): Promise<void> {
  // Almost always equal. A read-write transaction would delay the first reads.
  if ((await database.get("session", VERSION_KEY)) === CACHE_FORM) return;
  const transaction = database.transaction(["session", "cache"], "readwrite");
  const session = transaction.objectStore("session");
  if ((await session.get(VERSION_KEY)) !== CACHE_FORM) {
    await transaction.objectStore("cache").clear();
    await session.put(CACHE_FORM, VERSION_KEY);
  }
  await transaction.done;
}
