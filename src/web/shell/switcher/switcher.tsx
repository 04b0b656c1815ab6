import {
  type Accessor,
  createEffect,
  createMemo,
  createSignal,
  createUniqueId,
  For,
  on,
  Show,
} from "solid-js";
import { otherMember } from "../../../protocol/ids.ts";
import type { User } from "../../../protocol/user.ts";
import { laterWords } from "../../language/language.ts";
import { refusalText } from "../../language/refusal-text.ts";
import peopleStyles from "../../people/people.module.css";
import { usePeopleSearch } from "../../people/people-search.ts";
import { PersonAvatar, RoomAvatar } from "../../primitives/avatar.tsx";
import { classes } from "../../primitives/classes.ts";
import dialogStyles from "../../primitives/dialog.module.css";
import { Dialog } from "../../primitives/dialog.tsx";
import fieldStyles from "../../primitives/field.module.css";
import { Wrong } from "../../primitives/field.tsx";
import { Icon } from "../../primitives/icon.tsx";
import { latinKey } from "../../primitives/latin-key.ts";
import noteStyles from "../../primitives/note.module.css";
import { keepTyped } from "../../search/typed.ts";
import { observe, useMe, useParlor, usePerson } from "../../state/parlor-context.ts";
import { useSearchNames } from "../../state/room-name.ts";
import { navigate, roomPath, route, SEARCH_PATH } from "../../state/route.ts";
import { type SwitcherResult, switcherResults } from "./results.ts";
import styles from "./switcher.module.css";

/** A place, or a search for what was typed in the messages of all rooms. */
type Line = SwitcherResult | { readonly kind: "search" };

/** What may be meant by what was typed, the most likely first. */
function createResults(typed: Accessor<string>) {
  const me = useMe();
  const conversations = observe(useParlor().conversations);
  const names = useSearchNames(conversations);
  const search = usePeopleSearch(typed);
  const people = createMemo((): readonly User[] => {
    const now = search();
    return now.state === "found" ? now.found : [];
  });
  const results = createMemo((): readonly Line[] => {
    const there = route();
    const places = switcherResults({
      conversations: conversations(),
      nameOf: (room_id) => names().get(room_id) ?? "",
      people: people(),
      me: me().user_id,
      typed: typed(),
      here: there.page === "room" ? there.room_id : undefined,
    });
    return typed().trim() === "" ? places : [...places, { kind: "search" }];
  });
  return { results, search };
}

/** The quick way to any room or person: a few letters and Enter. */
export function Switcher(props: { readonly onClose: () => void }) {
  const parlor = useParlor();
  const me = useMe();
  const id = createUniqueId();
  const t = () => laterWords().shell.switcher;
  const [typed, setTyped] = createSignal("");
  const [at, setAt] = createSignal(0);
  const [failed, setFailed] = createSignal<string>();
  const { results, search } = createResults(typed);
  createEffect(on(typed, () => setAt(0)));
  const chosen = () => Math.min(at(), results().length - 1);

  const searchMessages = (): void => {
    if (typed().trim() !== "") keepTyped(`${me().user_id} `, typed().trim());
    props.onClose();
    navigate(SEARCH_PATH);
  };
  const go = async (result: Line | undefined): Promise<void> => {
    if (result === undefined) return;
    if (result.kind === "search") return searchMessages();
    if (result.kind === "person") {
      const opened = await parlor.openDm(result.person.user_id);
      if (!opened.ok) return void setFailed(refusalText(opened));
    }
    props.onClose();
    navigate(roomPath(result.room_id));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.isComposing) return;
    // Pressed twice, the shortcut means the messages.
    if ((event.ctrlKey || event.metaKey) && latinKey(event).toLowerCase() === "k") {
      event.preventDefault();
      return searchMessages();
    }
    const by = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (by !== 0) {
      event.preventDefault();
      const count = Math.max(1, results().length);
      setAt((chosen() + by + count) % count);
      document.getElementById(`${id}-${chosen()}`)?.scrollIntoView({ block: "nearest" });
    }
    if (event.key !== "Enter") return;
    event.preventDefault();
    void go(results()[chosen()]);
  };

  return (
    <Dialog title={t().title} onClose={props.onClose}>
      <div class={classes(dialogStyles.body, styles.switcher)}>
        <input
          type="text"
          role="combobox"
          class={fieldStyles.input}
          aria-label={t().label}
          aria-expanded="true"
          aria-controls={id}
          aria-autocomplete="list"
          aria-activedescendant={results().length > 0 ? `${id}-${chosen()}` : undefined}
          placeholder={t().label}
          autocomplete="off"
          spellcheck={false}
          autofocus
          onInput={(event) => setTyped(event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
        <Wrong text={failed()} />
        <div id={id} role="listbox" aria-label={t().label} class={styles.results}>
          <For each={results()}>
            {(result, index) => (
              // biome-ignore lint/a11y/useKeyWithClickEvents lint/a11y/useFocusableInteractive: keys are the field's, which stays focused
              <div
                id={`${id}-${index()}`}
                role="option"
                class={classes(peopleStyles.person, styles.result)}
                aria-selected={chosen() === index()}
                onPointerMove={() => setAt(index())}
                onClick={() => void go(result)}
              >
                <Show
                  when={result.kind !== "search" && result}
                  fallback={<SearchLine typed={typed().trim()} />}
                >
                  {(place) => <ResultLine result={place()} />}
                </Show>
              </div>
            )}
          </For>
        </div>
        <Show when={results().length === 0 && search().state !== "looking"}>
          <p class={noteStyles.note} role="status">
            {typed().trim() === "" ? t().empty : t().none(typed().trim())}
          </p>
        </Show>
        <p class={styles.hint}>{t().keys}</p>
      </div>
    </Dialog>
  );
}

function SearchLine(props: { readonly typed: string }) {
  return (
    <>
      <Icon name="search" size={20} />
      <span class={classes(peopleStyles.name, "cut")}>{laterWords().search.forWords(props.typed)}</span>
    </>
  );
}

function ResultLine(props: { readonly result: SwitcherResult }) {
  const me = useMe();
  const other = usePerson(() => {
    const { result } = props;
    if (result.kind === "person") return result.person.user_id;
    return result.conversation.kind === "dm" ? otherMember(result.room_id, me().user_id) : me().user_id;
  });
  const room = () => {
    const { result } = props;
    return result.kind === "room" && result.conversation.kind !== "dm" ? result.conversation : undefined;
  };
  const about = () => {
    if (room() !== undefined) return laterWords().shell.switcher.kinds[room()?.kind ?? "group"];
    const handle = `@${other()?.handle ?? ""}`;
    return props.result.kind === "person" ? `${handle} · ${laterWords().shell.switcher.newDm}` : handle;
  };
  return (
    <>
      <Show when={room()} fallback={<PersonAvatar person={other()} size="s" />}>
        {(known) => <RoomAvatar {...known()} size="s" />}
      </Show>
      <span class={classes(peopleStyles.name, styles.name, "cut")}>
        <bdi>{room()?.name ?? other()?.name ?? "…"}</bdi>
      </span>
      <span class={classes(peopleStyles.handle, styles.about, "cut")}>{about()}</span>
    </>
  );
}
