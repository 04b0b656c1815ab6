import {
  type Accessor,
  createMemo,
  createSignal,
  For,
  type JSX,
  Match,
  Show,
  Switch,
  untrack,
} from "solid-js";
import { type Entry, type EntryKind, keyOf } from "../../../protocol/inbox.ts";
import { laterWords, words } from "../../language/language.ts";
import excerptStyles from "../../message/excerpt.module.css";
import buttonStyles from "../../primitives/button.module.css";
import { classes } from "../../primitives/classes.ts";
import emptyStateStyles from "../../primitives/empty-state.module.css";
import pageStyles from "../../primitives/page.module.css";
import { Page } from "../../primitives/page.tsx";
import { keyed } from "../../state/keyed.ts";
import { observe, useParlor } from "../../state/parlor-context.ts";
import type { ListName } from "../../state/route.ts";
import { MentionLine, SavedLine, ThreadLine } from "./lines.tsx";
import styles from "./lists.module.css";
import { RequestList } from "./requests.tsx";

/** What an inbox keeps from all rooms, the latest first. Each entry leads to its message. */
export function ListPage(props: { readonly list: ListName }) {
  return (
    <Page titleId="list-title" title={words().rooms.lists[props.list]}>
      <div class={classes(pageStyles.scroll, styles.entries)}>
        <Switch>
          <Match when={props.list === "requests"}>
            <RequestList />
          </Match>
          <Match when={props.list === "mentions"}>
            <Entries kind="mention" none={laterWords().shell.lists.mentions}>
              {(entry) => <MentionLine entry={entry()} />}
            </Entries>
          </Match>
          <Match when={props.list === "threads"}>
            <Entries kind="thread" none={laterWords().shell.lists.threads}>
              {(entry) => <ThreadLine entry={entry()} />}
            </Entries>
          </Match>
          <Match when={props.list === "saved"}>
            <Entries kind="saved" none={laterWords().shell.lists.saved}>
              {(entry) => <SavedLine entry={entry()} />}
            </Entries>
          </Match>
        </Switch>
      </div>
    </Page>
  );
}

/** Entries drawn at once; a button shows more. */
const PAGE = 50;

function Entries<Kind extends EntryKind>(props: {
  readonly kind: Kind;
  readonly none: { readonly title: string; readonly text: string };
  /** Draws one entry, which may change while it is shown. */
  readonly children: (entry: Accessor<Extract<Entry, { kind: Kind }>>) => JSX.Element;
}) {
  type Own = Extract<Entry, { kind: Kind }>;
  const all = observe(useParlor().entries(untrack(() => props.kind)));
  const [shown, setShown] = createSignal(PAGE);
  const entries = createMemo(() => all().slice(0, shown()) as Own[]);
  const { keys, item } = keyed(entries, keyOf);
  return (
    <Show
      when={keys().length > 0}
      fallback={
        <div class={emptyStateStyles.emptyState}>
          <h2>{props.none.title}</h2>
          <p class="soft">{props.none.text}</p>
        </div>
      }
    >
      <ul class={excerptStyles.excerpts}>
        <For each={keys()}>{(key) => props.children(item(key))}</For>
      </ul>
      <Show when={all().length > shown()}>
        <button type="button" class={buttonStyles.button} onClick={() => setShown(shown() + PAGE)}>
          {laterWords().shell.lists.more}
        </button>
      </Show>
    </Show>
  );
}
