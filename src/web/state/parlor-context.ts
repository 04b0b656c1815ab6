import {
  type Accessor,
  batch,
  createContext,
  createMemo,
  createSignal,
  onCleanup,
  type Signal,
  useContext,
} from "solid-js";
import type { Observable, Parlor } from "../../client/index.ts";
import type { UserId } from "../../protocol/ids.ts";
import type { Presence } from "../../protocol/inbox.ts";
import type { User } from "../../protocol/user.ts";
import { sameList } from "./same-list.ts";

export const ParlorContext = createContext<Parlor>();
/** The signed-in user; everything below the shell can rely on one. */
export const SignedIn = createContext<Accessor<User>>();

export function useParlor(): Parlor {
  const parlor = useContext(ParlorContext);
  if (parlor === undefined) throw new Error("no ParlorContext above");
  return parlor;
}

export function useMe(): Accessor<User> {
  const me = useContext(SignedIn);
  if (me === undefined) throw new Error("nobody is signed in");
  return me;
}

/** The one bridge from the SDK's snapshots to Solid's signals. */
export function observe<T>(observable: Observable<T>): Accessor<T> {
  const [value, set] = createSignal(observable.get());
  onCleanup(observable.subscribe(() => set(() => observable.get())));
  return value;
}

/**
 * The same with a signal for each field: what reads one of them does not run again when others change. The
 * fields are read from the object that the accessor returns, which is always the same.
 */
export function observeFields<T extends object>(observable: Observable<T>): Accessor<T> {
  const fields = new Map<keyof T, Signal<unknown>>();
  const field = (key: keyof T): Signal<unknown> => {
    const known = fields.get(key);
    if (known !== undefined) return known;
    const made = createSignal<unknown>(observable.get()[key], { equals: isSame });
    fields.set(key, made);
    return made;
  };
  const update = (): void => {
    const now = observable.get();
    batch(() => {
      for (const [key, [, set]] of fields) set(() => now[key]);
    });
  };
  onCleanup(observable.subscribe(update));
  const snapshot = new Proxy({} as T, { get: (_, key) => field(key as keyof T)[0]() });
  return () => snapshot;
}

/** Lists are the same if all their elements are. */
const isSame = (a: unknown, b: unknown): boolean =>
  a === b || (Array.isArray(a) && Array.isArray(b) && sameList(a, b));

/** A person by id; undefined until they are known. */
export function usePerson(user_id: Accessor<UserId>): Accessor<User | undefined> {
  const { people } = useParlor();
  const source = createMemo(() => observe(people.get(user_id())));
  return () => source()();
}

/** Whether somebody is online, for as long as it is shown. */
export function usePresence(user_id: Accessor<UserId | undefined>): Accessor<Presence | undefined> {
  const parlor = useParlor();
  // A change of the profile must not subscribe again.
  const same = createMemo(user_id);
  const source = createMemo(() => {
    const id = same();
    return id === undefined ? undefined : observe(parlor.presence(id));
  });
  return () => source()?.();
}

/** Several people by id; unknown ones are left out until they are known. */
export function usePeople(user_ids: Accessor<readonly UserId[]>): Accessor<User[]> {
  const { people } = useParlor();
  const sources = createMemo(() => user_ids().map((id) => observe(people.get(id))));
  return createMemo(() => sources().flatMap((person) => person() ?? []));
}
