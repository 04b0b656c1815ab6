import {
  type Accessor,
  createEffect,
  createMemo,
  createSignal,
  createUniqueId,
  For,
  Match,
  on,
  onMount,
  Show,
  Switch,
} from "solid-js";
import type { RoomId } from "../../protocol/ids.ts";
import { SEARCH_QUERY_MAX } from "../../protocol/limits.ts";
import type { User } from "../../protocol/user.ts";
import { laterWords, words } from "../language/language.ts";
import { PersonAvatar, RoomAvatar } from "../primitives/avatar.tsx";
import buttonStyles from "../primitives/button.module.css";
import { classes } from "../primitives/classes.ts";
import { Icon } from "../primitives/icon.tsx";
import { observe, useParlor } from "../state/parlor-context.ts";
import { type Completion, createCompletions, operatorsFor } from "./completions.ts";
import styles from "./search.module.css";
import { clauseAt, replaced } from "./typed.ts";

/** Less than the server takes: days become times, which are longer. */
const TYPED_MAX = SEARCH_QUERY_MAX - 100;

/** A line under the field: a completion, or something that was looked for before. */
type Line =
  | { readonly kind: "completion"; readonly completion: Completion }
  | { readonly kind: "recent"; readonly typed: string }
  | { readonly kind: "forget" };

interface FieldProps {
  readonly room_id: RoomId | undefined;
  readonly members: Accessor<readonly User[]> | undefined;
  readonly typed: string;
  readonly recent: readonly string[];
  readonly onTyped: (typed: string) => void;
  readonly onForget: () => void;
  /** The arrow key has left the field for what was found. */
  readonly onDown: () => void;
  readonly ref: (field: HTMLInputElement) => void;
}

/** The lines under the field, which of them is chosen, and what the keys do about them. */
function createLines(props: FieldProps, id: string, field: () => HTMLInputElement) {
  const [caret, setCaret] = createSignal(props.typed.length);
  const [isOpen, setOpen] = createSignal(false);
  const [at, setAt] = createSignal(-1);
  const conversations = observe(useParlor().conversations);
  const typed = () => props.typed;
  const completions = createCompletions({
    typed,
    caret,
    conversations,
    room_id: props.room_id,
    members: props.members,
  });
  const lines = createMemo((): readonly Line[] => {
    if (typed().trim() !== "") return completions().map((completion) => ({ kind: "completion", completion }));
    return [
      ...props.recent.map((before): Line => ({ kind: "recent", typed: before })),
      ...(props.recent.length > 0 ? [{ kind: "forget" } as const] : []),
      ...operatorsFor("", props.room_id).map((completion): Line => ({ kind: "completion", completion })),
    ];
  });
  createEffect(on([lines, isOpen], () => setAt(-1)));
  const isShown = () => isOpen() && lines().length > 0;

  const look = (): void => void setCaret(field().selectionStart ?? field().value.length);
  const put = (next: string, place: number): void => {
    field().value = next;
    field().setSelectionRange(place, place);
    setCaret(place);
    props.onTyped(next);
    field().focus();
  };
  const pick = (line: Line): void => {
    if (line.kind === "forget") return props.onForget();
    if (line.kind === "recent") {
      put(line.typed, line.typed.length);
      return void setOpen(false);
    }
    const here = clauseAt(typed(), caret()) ?? { start: caret(), end: caret() };
    const next = replaced(typed(), here, line.completion.text);
    put(next.typed, next.caret);
    setOpen(line.completion.kind === "operator");
  };
  const move = (by: number): void => {
    const next = at() + by;
    if (isShown() && next < lines().length) {
      setAt(Math.max(-1, next));
      document.getElementById(`${id}-${at()}`)?.scrollIntoView({ block: "nearest" });
    } else if (by > 0) {
      setOpen(false);
      props.onDown();
    }
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.isComposing) return;
    const by = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    const chosen = isShown() ? lines()[at()] : undefined;
    const isPicked =
      chosen !== undefined && (event.key === "Enter" || (event.key === "Tab" && !event.shiftKey));
    const isClosed = event.key === "Escape" && (isShown() || typed() !== "");
    if (by !== 0 || isPicked || isClosed) event.preventDefault();
    if (by !== 0) move(by);
    if (isPicked) return pick(chosen);
    if (event.key === "Enter") setOpen(false);
    if (!isClosed) return;
    event.stopPropagation();
    if (isShown()) setOpen(false);
    else put("", 0);
  };
  return { lines, isShown, setOpen, at, setAt, look, put, pick, onKeyDown };
}

/** Where a search is typed. Operators, people, rooms and days are completed as one types. */
export function SearchField(props: FieldProps) {
  const id = createUniqueId();
  const t = () => laterWords().search;
  let field!: HTMLInputElement;
  const list = createLines(props, id, () => field);
  const { isShown, setOpen, look } = list;
  const label = () => (props.room_id === undefined ? words().search.placeholder : t().placeholderInRoom);
  onMount(() => props.ref(field));
  return (
    <div
      class={styles.field}
      onFocusOut={(event) =>
        event.currentTarget.contains(event.relatedTarget as Node | null) || setOpen(false)
      }
    >
      <Icon name="search" size={18} />
      <input
        ref={field}
        type="text"
        role="combobox"
        data-search-field=""
        aria-label={label()}
        aria-expanded={isShown()}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={isShown() && list.at() >= 0 ? `${id}-${list.at()}` : undefined}
        placeholder={label()}
        autocomplete="off"
        autocapitalize="off"
        spellcheck={false}
        enterkeyhint="search"
        maxLength={TYPED_MAX}
        value={props.typed}
        onInput={(event) => {
          look();
          setOpen(true);
          props.onTyped(event.currentTarget.value);
        }}
        onFocus={() => setOpen(props.typed === "")}
        onClick={() => {
          look();
          setOpen(true);
        }}
        onKeyUp={look}
        onKeyDown={list.onKeyDown}
      />
      <Show when={props.typed !== ""}>
        <button
          type="button"
          class={buttonStyles.iconButton}
          aria-label={t().clear}
          onClick={() => list.put("", 0)}
        >
          <Icon name="close" size={18} />
        </button>
      </Show>
      <div
        id={`${id}-list`}
        role="listbox"
        aria-label={t().suggestions}
        class={styles.lines}
        hidden={!isShown()}
        // Pressing a line must not take the focus from the field.
        onPointerDown={(event) => event.preventDefault()}
      >
        <For each={isShown() ? list.lines() : []}>
          {(line, index) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents lint/a11y/useFocusableInteractive: keys are the field's, which stays focused
            <div
              id={`${id}-${index()}`}
              role="option"
              class={styles.line}
              aria-selected={list.at() === index()}
              onPointerMove={() => list.setAt(index())}
              onClick={() => list.pick(line)}
            >
              <LineText line={line} />
            </div>
          )}
        </For>
      </div>
    </div>
  );
}

function LineText(props: { readonly line: Line }) {
  const completion = () => (props.line.kind === "completion" ? props.line.completion : undefined);
  const recent = () => (props.line.kind === "recent" ? props.line.typed : undefined);
  return (
    <Switch>
      <Match when={recent()}>
        {(typed) => (
          <>
            <Icon name="clock" size={18} />
            <span class="cut">
              <bdi>{typed()}</bdi>
            </span>
          </>
        )}
      </Match>
      <Match when={props.line.kind === "forget"}>
        <Icon name="delete" size={18} />
        <span class={classes(styles.about, "soft")}>{laterWords().search.forget}</span>
      </Match>
      <Match when={completion()}>
        {(found) => (
          <>
            <Show when={found().person}>{(person) => <PersonAvatar person={person()} size="s" />}</Show>
            <Show when={found().room}>{(room) => <RoomAvatar {...room()} size="s" />}</Show>
            <span class={classes(found().kind === "operator" && styles.operator, "cut")}>
              <bdi>{found().label}</bdi>
            </span>
            <span class={classes(styles.about, "soft cut")}>{found().about}</span>
          </>
        )}
      </Match>
    </Switch>
  );
}
