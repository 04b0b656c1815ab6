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
import { words } from "../../language/language.ts";
import { Icon } from "../../primitives/icon.tsx";
import { onSwipeBack } from "../../primitives/swipe-back.ts";
import { keyed } from "../../state/keyed.ts";
import { observe, useParlor } from "../../state/parlor-context.ts";
import { type ListName, toRooms } from "../../state/route.ts";
import { MentionLine, SavedLine, ThreadLine } from "./lines.tsx";
import "../../people/people.css";
import "./lists.css";

/** What an inbox keeps from all rooms, the latest first; each leads to its message. */
export function ListPage(props: { readonly list: ListName }) {
  return (
    <section class="list-page" aria-labelledby="list-title" ref={(element) => onSwipeBack(element, toRooms)}>
      <header class="room-header">
        <button
          type="button"
          class="icon-button to-rooms"
          aria-label={words().room.header.toRooms}
          onClick={toRooms}
        >
          <Icon name="back" size={24} />
        </button>
        <h1 id="list-title">{words().rooms.lists[props.list]}</h1>
      </header>
      <div class="list-scroll">
        <Switch>
          <Match when={props.list === "mentions"}>
            <Entries kind="mention" none={words().shell.lists.mentions}>
              {(entry) => <MentionLine entry={entry()} />}
            </Entries>
          </Match>
          <Match when={props.list === "threads"}>
            <Entries kind="thread" none={words().shell.lists.threads}>
              {(entry) => <ThreadLine entry={entry()} />}
            </Entries>
          </Match>
          <Match when={props.list === "saved"}>
            <Entries kind="saved" none={words().shell.lists.saved}>
              {(entry) => <SavedLine entry={entry()} />}
            </Entries>
          </Match>
        </Switch>
      </div>
    </section>
  );
}

/** Entries drawn at once; more as one asks for them. */
const PAGE = 50;

function Entries<Kind extends EntryKind>(props: {
  readonly kind: Kind;
  readonly none: { readonly title: string; readonly text: string };
  /** Draws one, which may change while it is shown. */
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
        <div class="welcome">
          <h2>{props.none.title}</h2>
          <p class="soft">{props.none.text}</p>
        </div>
      }
    >
      <ul class="excerpts">
        <For each={keys()}>{(key) => props.children(item(key))}</For>
      </ul>
      <Show when={all().length > shown()}>
        <button type="button" class="button" onClick={() => setShown(shown() + PAGE)}>
          {words().shell.lists.more}
        </button>
      </Show>
    </Show>
  );
}
