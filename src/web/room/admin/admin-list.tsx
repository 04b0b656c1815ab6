import { type Accessor, createResource, For, type JSX, Match, Switch } from "solid-js";
import type { Result } from "../../../protocol/codes.ts";
import { laterWords } from "../../language/language.ts";
import { refusalText } from "../../language/refusal-text.ts";
import noteStyles from "../../primitives/note.module.css";
import styles from "./admin.module.css";

export interface AdminList<T> {
  /** Undefined while it is loading for the first time. */
  readonly entries: Accessor<readonly T[] | undefined>;
  readonly failed: Accessor<string | undefined>;
  readonly refetch: () => void;
}

/** Loads one of the lists that a room keeps for its admins. */
export function createAdminList<T>(read: () => Promise<Result<readonly T[]>>): AdminList<T> {
  // With an initial value, even an undefined one, the panel does not suspend and says that it is loading.
  const [list, { refetch }] = createResource(read, { initialValue: undefined });
  const entries = () => {
    const result = list.latest;
    return result?.ok ? result.value : undefined;
  };
  const failed = () => {
    const result = list.latest;
    return result !== undefined && !result.ok ? refusalText(result) : undefined;
  };
  return { entries, failed, refetch: () => void refetch() };
}

/** The entries, or a note that there are none or why they could not be loaded. */
export function AdminListView<T>(props: {
  readonly list: AdminList<T>;
  readonly label: string;
  readonly none: string;
  readonly children: (entry: T) => JSX.Element;
}) {
  return (
    <Switch>
      <Match when={props.list.failed()}>
        <p class={noteStyles.note} role="alert">
          {props.list.failed()}
        </p>
      </Match>
      <Match when={props.list.entries() === undefined}>
        <p class={noteStyles.note}>{laterWords().room.admin.loading}</p>
      </Match>
      <Match when={props.list.entries()?.length === 0}>
        <p class={noteStyles.note}>{props.none}</p>
      </Match>
      <Match when={true}>
        <ul class={styles.list} aria-label={props.label}>
          <For each={props.list.entries()}>{(entry) => <li>{props.children(entry)}</li>}</For>
        </ul>
      </Match>
    </Switch>
  );
}
