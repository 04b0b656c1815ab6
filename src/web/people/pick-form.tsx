import { createMemo, createSignal, For, type JSX, Show } from "solid-js";
import type { UserId } from "../../protocol/ids.ts";
import type { User } from "../../protocol/user.ts";
import { laterWords } from "../language/language.ts";
import buttonStyles from "../primitives/button.module.css";
import { classes } from "../primitives/classes.ts";
import dialogStyles from "../primitives/dialog.module.css";
import { Field, Wrong } from "../primitives/field.tsx";
import { Icon } from "../primitives/icon.tsx";
import { PeopleList } from "./people-list.tsx";
import { useFamiliarPeople, usePeopleSearch } from "./people-search.ts";
import styles from "./pick-form.module.css";

/**
 * A form that ends with picking people: the first members of a new room, or more members for an existing one.
 */
export function PickForm(props: {
  readonly label: string;
  /** People who are members already and need not be picked. */
  readonly already?: ReadonlySet<UserId>;
  /** The other fields of the form. */
  readonly children?: JSX.Element;
  /** The button's label, given how many are picked. */
  readonly submit: (picked: number) => string;
  readonly canSubmit?: (picked: number) => boolean;
  /** Resolves to what went wrong, if anything did. */
  readonly onSubmit: (picked: readonly UserId[]) => Promise<string | undefined>;
}) {
  const [picked, setPicked] = createSignal<readonly User[]>([]);
  const [failed, setFailed] = createSignal<string>();
  const [busy, setBusy] = createSignal(false);
  const fresh = createMemo(() => picked().filter(({ user_id }) => !props.already?.has(user_id)));
  const isIdle = () => busy() || props.canSubmit?.(fresh().length) === false;
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    if (isIdle()) return;
    setBusy(true);
    setFailed(await props.onSubmit(fresh().map(({ user_id }) => user_id)));
    setBusy(false);
  };
  return (
    <form class={dialogStyles.sheet} noValidate onSubmit={(event) => void submit(event)}>
      <div class={dialogStyles.body}>
        {props.children}
        <PickPeople label={props.label} picked={picked()} onPicked={setPicked} />
      </div>
      <div class={dialogStyles.footer}>
        <Wrong text={failed()} />
        <button
          type="submit"
          class={classes(buttonStyles.button, buttonStyles.main)}
          aria-disabled={isIdle()}
        >
          {props.submit(fresh().length)}
        </button>
      </div>
    </form>
  );
}

/**
 * Picks several people: the chosen ones as chips, a search below, and familiar people before anything is
 * typed.
 */
function PickPeople(props: {
  readonly label: string;
  readonly picked: readonly User[];
  readonly onPicked: (people: readonly User[]) => void;
}) {
  const t = () => laterWords().rooms.people;
  const [typed, setTyped] = createSignal("");
  const search = usePeopleSearch(typed);
  const familiar = useFamiliarPeople();
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
        placeholder={t().nameOrHandle}
        value={typed()}
        onText={setTyped}
      />
      <Show when={props.picked.length > 0}>
        <div class={styles.chips}>
          <For each={props.picked}>
            {(person) => (
              <button
                type="button"
                class={styles.chip}
                aria-label={t().remove(person.name)}
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
        label={t().found}
        search={search()}
        familiar={familiar()}
        typed={typed()}
        chosen={chosen()}
        onPick={toggle}
      />
    </>
  );
}
