import { createEffect, For, Match, Switch } from "solid-js";
import { words } from "../language/language.ts";
import { PersonAvatar } from "../primitives/avatar.tsx";
import { Icon } from "../primitives/icon.tsx";
import { ofKind } from "../state/of-kind.ts";
import styles from "./completion-list.module.css";
import type { Suggestion } from "./create-completion.ts";

/** Suggestions above the field. The field keeps the focus and announces which line is active. */
export function CompletionList(props: {
  readonly id: string;
  readonly suggestions: readonly Suggestion[];
  readonly active: number;
  readonly onPick: (suggestion: Suggestion) => void;
}) {
  let list!: HTMLDivElement;
  createEffect(() => list.children[props.active]?.scrollIntoView({ block: "nearest" }));
  return (
    <div
      ref={list}
      id={props.id}
      class={styles.list}
      role="listbox"
      tabIndex={0}
      aria-label={words().composer.suggestions}
      // Pressing a suggestion must not take the focus from the field.
      onPointerDown={(event) => event.preventDefault()}
    >
      <For each={props.suggestions}>
        {(suggestion, index) => (
          <button
            type="button"
            id={`${props.id}-${index()}`}
            role="option"
            tabIndex={-1}
            aria-selected={index() === props.active}
            onClick={() => props.onPick(suggestion)}
          >
            <Switch>
              <Match when={ofKind(suggestion, "person")}>
                {(found) => (
                  <>
                    <PersonAvatar person={found().person} size="s" />
                    <span class="cut">
                      <bdi>{found().person.name}</bdi>
                    </span>
                    <span class="soft">@{found().person.handle}</span>
                  </>
                )}
              </Match>
              <Match when={ofKind(suggestion, "room")}>
                {(found) => (
                  <>
                    <Icon name="mention" size={20} />
                    <span>@{found().whom}</span>
                    <span class="soft cut">{words().composer.roomMentions[found().whom]}</span>
                  </>
                )}
              </Match>
              <Match when={ofKind(suggestion, "emoji")}>
                {(found) => (
                  <>
                    <span class={styles.emoji} aria-hidden="true">
                      {found().emoji.emoji}
                    </span>
                    <span class="cut">{found().emoji.name}</span>
                    <span class="soft cut">
                      {found()
                        .emoji.codes.slice(0, 1)
                        .map((code) => `:${code}:`)}
                    </span>
                  </>
                )}
              </Match>
            </Switch>
          </button>
        )}
      </For>
    </div>
  );
}
