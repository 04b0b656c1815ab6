import { type Accessor, createResource, For, type JSX, Match, Switch } from "solid-js";
import type { Result } from "../../../protocol/codes.ts";
import { words } from "../../language/language.ts";
import { sentence } from "../../language/refusal-text.ts";

export interface Book<T> {
  /** Nothing while it is being read for the first time. */
  readonly entries: Accessor<readonly T[] | undefined>;
  readonly failed: Accessor<string | undefined>;
  readonly again: () => void;
}

/** One of the lists that a room keeps for its admins. */
export function createBook<T>(read: () => Promise<Result<readonly T[]>>): Book<T> {
  // With a value to begin with, even none, the panel is there and says that it is loading.
  const [book, { refetch }] = createResource(read, { initialValue: undefined });
  const entries = () => {
    const result = book.latest;
    return result?.ok ? result.value : undefined;
  };
  const failed = () => {
    const result = book.latest;
    return result !== undefined && !result.ok ? sentence(result) : undefined;
  };
  return { entries, failed, again: () => void refetch() };
}

/** Its entries; or that there are none, or why they could not be read. */
export function BookList<T>(props: {
  readonly book: Book<T>;
  readonly label: string;
  readonly none: string;
  readonly children: (entry: T) => JSX.Element;
}) {
  return (
    <Switch>
      <Match when={props.book.failed()}>
        <p class="people-note" role="alert">
          {props.book.failed()}
        </p>
      </Match>
      <Match when={props.book.entries() === undefined}>
        <p class="people-note">{words().room.admin.loading}</p>
      </Match>
      <Match when={props.book.entries()?.length === 0}>
        <p class="people-note">{props.none}</p>
      </Match>
      <Match when={true}>
        <ul class="book" aria-label={props.label}>
          <For each={props.book.entries()}>{(entry) => <li>{props.children(entry)}</li>}</For>
        </ul>
      </Match>
    </Switch>
  );
}
