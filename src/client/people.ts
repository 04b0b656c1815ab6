import type { Result } from "../protocol/codes.ts";
import type { UserId } from "../protocol/ids.ts";
import { CACHE_PEOPLE_MAX, PEOPLE_LOOKUP_MAX } from "../protocol/limits.ts";
import { type User, withoutTurning } from "../protocol/user.ts";
import { Alarm, type Clock } from "./clock.ts";
import { type Observable, Value } from "./observable.ts";
import type { UserStorage } from "./storage/user-storage.ts";

/** Milliseconds for which look-ups are gathered into one request. */
const GATHER_MS = 50;
/** Milliseconds until look-ups that failed are tried again. */
const RETRY_MS = 10_000;

export interface PeopleDeps {
  readonly clock: Clock;
  readonly storage: UserStorage;
  readonly lookUp: (input: { ids: string }) => Promise<Result<{ people: User[] }>>;
}

/** The users whose names are shown: from the device at once, and from the server once per session. */
export class People {
  readonly #deps: PeopleDeps;
  readonly #known = new Map<UserId, Value<User | undefined>>();
  readonly #asked = new Set<UserId>();
  #waiting: UserId[] = [];
  readonly #gather: Alarm;

  constructor(deps: PeopleDeps) {
    this.#deps = deps;
    this.#gather = new Alarm(deps.clock, () => void this.#lookUp());
  }

  /** Shows the users in the cache, unless the server was faster. */
  async load(): Promise<void> {
    for (const user of await cachedPeople(this.#deps.storage)) {
      const value = this.#value(user.user_id);
      if (!value.get()) value.set(plain(user));
    }
  }

  get(user_id: UserId): Observable<User | undefined> {
    if (!this.#asked.has(user_id)) {
      this.#asked.add(user_id);
      this.#waiting.push(user_id);
      if (!this.#gather.isSet) this.#gather.set(this.#deps.clock.now() + GATHER_MS);
    }
    return this.#value(user_id);
  }

  /** Adds users who were learned of some other way. */
  put(users: readonly User[]): void {
    for (const user of users) {
      this.#asked.add(user.user_id);
      this.#value(user.user_id).set(plain(user));
    }
    void cachePeople(this.#deps.storage, users);
  }

  close(): void {
    this.#gather.clear();
  }

  async #lookUp(): Promise<void> {
    const ids = this.#waiting.slice(0, PEOPLE_LOOKUP_MAX);
    this.#waiting = this.#waiting.slice(PEOPLE_LOOKUP_MAX);
    const found = await this.#deps.lookUp({ ids: ids.join(",") });
    if (found.ok) this.put(found.value.people);
    else this.#waiting.push(...ids);
    if (this.#waiting.length > 0)
      this.#gather.set(this.#deps.clock.now() + (found.ok ? GATHER_MS : RETRY_MS));
  }

  #value(user_id: UserId): Value<User | undefined> {
    let value = this.#known.get(user_id);
    if (!value) {
      value = new Value<User | undefined>(undefined);
      this.#known.set(user_id, value);
    }
    return value;
  }
}

/** A name of today turns nothing around it; one from before may. */
const plain = (user: User): User => {
  const name = withoutTurning(user.name);
  return name === user.name ? user : { ...user, name };
};

const KEY = "person/";

/** The users the device has cached. If there are too many, all are dropped and looked up again. */
export async function cachedPeople(storage: UserStorage): Promise<User[]> {
  const people = await storage.allCached<User>(KEY);
  if (people.length > CACHE_PEOPLE_MAX) await storage.clearCache(KEY);
  return people;
}

export async function cachePeople(storage: UserStorage, people: readonly User[]): Promise<void> {
  await Promise.all(people.map((user) => storage.putCached(KEY + user.user_id, user)));
}
