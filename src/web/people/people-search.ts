import { type Accessor, createEffect, createMemo, createSignal, on, onCleanup } from "solid-js";
import { otherMember } from "../../protocol/ids.ts";
import type { User } from "../../protocol/user.ts";
import { refusalText } from "../language/refusal-text.ts";
import { observe, useMe, useParlor, usePeople } from "../state/parlor-context.ts";

/** Milliseconds without typing after which the search starts. */
const TYPING_MS = 150;

export type Search<T> =
  | { readonly state: "idle" }
  | { readonly state: "looking" }
  | { readonly state: "found"; readonly found: readonly T[] }
  | { readonly state: "failed"; readonly why: string };

type Answer<T> =
  | { readonly ok: true; readonly value: readonly T[] }
  | { readonly ok: false; readonly code: string };

/** Searches for what is typed, shortly after the last key. A late answer to an earlier query is dropped. */
export function createSearch<T>(
  typed: Accessor<string>,
  look: (query: string) => Promise<Answer<T>>,
  emptyToo = false,
) {
  const [search, setSearch] = createSignal<Search<T>>({ state: "idle" });
  createEffect(
    on(typed, (text) => {
      const query = text.trim().replace(/^@/, "");
      if (query === "" && !emptyToo) return void setSearch({ state: "idle" });
      let stale = false;
      if (search().state !== "found") setSearch({ state: "looking" });
      const timer = setTimeout(
        async () => {
          const answer = await look(query);
          if (stale) return;
          setSearch(
            answer.ok
              ? { state: "found", found: answer.value }
              : { state: "failed", why: refusalText(answer) },
          );
        },
        query === "" ? 0 : TYPING_MS,
      );
      onCleanup(() => {
        stale = true;
        clearTimeout(timer);
      });
    }),
  );
  return search;
}

/** People whose handle or name starts as typed, without the user. */
export function usePeopleSearch(typed: Accessor<string>): Accessor<Search<User>> {
  const parlor = useParlor();
  const me = useMe();
  return createSearch<User>(typed, async (q) => {
    const result = await parlor.call("people", { q });
    if (!result.ok) return result;
    parlor.people.put(result.value.people);
    return { ok: true, value: result.value.people.filter(({ user_id }) => user_id !== me().user_id) };
  });
}

/** People the user has talked to: the most likely choice before anything is typed. */
export function useFamiliarPeople(): Accessor<User[]> {
  const me = useMe();
  const conversations = observe(useParlor().conversations);
  const ids = createMemo(() =>
    conversations()
      .filter(({ kind }) => kind === "dm")
      .map(({ room_id }) => otherMember(room_id, me().user_id))
      .filter((id) => id !== me().user_id)
      .slice(0, 20),
  );
  return usePeople(ids);
}
