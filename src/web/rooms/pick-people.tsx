import { createMemo, createSignal, For, Show } from "solid-js";
import type { Conversation } from "../../protocol/inbox.ts";
import type { User } from "../../protocol/user.ts";
import { Field } from "../elements/field.tsx";
import { Icon } from "../elements/icon.tsx";
import { PeopleList } from "./people-list.tsx";
import { useFamiliarPeople, usePeopleSearch } from "./people-search.ts";

/** Several people: those picked as chips, a search below, familiar faces before anything is typed. */
export function PickPeople(props: {
  readonly label: string;
  readonly conversations: readonly Conversation[];
  readonly picked: readonly User[];
  readonly onPicked: (people: readonly User[]) => void;
}) {
  const [typed, setTyped] = createSignal("");
  const search = usePeopleSearch(typed);
  const familiar = useFamiliarPeople(() => props.conversations);
  const chosen = createMemo(() => new Set(props.picked.map(({ user_id }) => user_id)));
  const without = (person: User) => props.picked.filter(({ user_id }) => user_id !== person.user_id);
  const toggle = (person: User) =>
    props.onPicked(chosen().has(person.user_id) ? without(person) : [...props.picked, person]);
  return (
    <>
      <Field
        label={props.label}
        type="search"
        autocomplete="off"
        placeholder="Name or handle"
        value={typed()}
        onText={setTyped}
      />
      <Show when={props.picked.length > 0}>
        <div class="chips">
          <For each={props.picked}>
            {(person) => (
              <button
                type="button"
                class="chip"
                aria-label={`Take ${person.name} out`}
                onClick={() => props.onPicked(without(person))}
              >
                <span class="cut">{person.name}</span>
                <Icon name="close" size={14} />
              </button>
            )}
          </For>
        </div>
      </Show>
      <PeopleList
        label="People found"
        search={search()}
        familiar={familiar()}
        typed={typed()}
        chosen={chosen()}
        onPick={toggle}
      />
    </>
  );
}
