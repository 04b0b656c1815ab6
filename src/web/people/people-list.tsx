import { For, type JSX, Match, Show, Switch } from "solid-js";
import type { User } from "../../protocol/user.ts";
import { laterWords } from "../language/language.ts";
import { PersonAvatar } from "../primitives/avatar.tsx";
import { classes } from "../primitives/classes.ts";
import { Icon } from "../primitives/icon.tsx";
import noteStyles from "../primitives/note.module.css";
import styles from "./people.module.css";
import type { Search } from "./people-search.ts";

/** A line about a person: avatar, name, handle, and something at the end. */
export function PersonLine(props: {
  readonly person: User;
  readonly online?: boolean | undefined;
  readonly end?: JSX.Element;
}) {
  return (
    <>
      <PersonAvatar person={props.person} online={props.online} />
      <span class={styles.text}>
        <span class={classes(styles.name, "cut")}>
          <bdi>{props.person.name}</bdi>
        </span>
        <span class={classes(styles.handle, "cut")}>@{props.person.handle}</span>
      </span>
      {props.end}
    </>
  );
}

/** Found people as buttons. Those in `chosen` are marked. */
export function PeopleList(props: {
  readonly label: string;
  readonly search: Search<User>;
  readonly familiar: readonly User[];
  readonly typed: string;
  readonly chosen?: ReadonlySet<string>;
  readonly onPick: (person: User) => void;
}) {
  const people = (): readonly User[] =>
    props.search.state === "found" ? props.search.found : props.familiar;
  return (
    <div class={styles.people} aria-live="polite">
      <Switch>
        <Match when={props.search.state === "failed" && props.search}>
          {(failed) => <p class={noteStyles.note}>{failed().why}</p>}
        </Match>
        <Match when={props.search.state === "found" && people().length === 0}>
          <p class={noteStyles.note}>{laterWords().rooms.people.none(props.typed.trim())}</p>
        </Match>
        <Match when={people().length > 0}>
          <ul aria-label={props.label}>
            <For each={people()}>
              {(person) => (
                <li>
                  <button
                    type="button"
                    class={styles.person}
                    aria-pressed={props.chosen === undefined ? undefined : props.chosen.has(person.user_id)}
                    onClick={() => props.onPick(person)}
                  >
                    <PersonLine
                      person={person}
                      end={
                        <Show when={props.chosen?.has(person.user_id)}>
                          <span class={styles.tick}>
                            <Icon name="check" size={16} />
                          </span>
                        </Show>
                      }
                    />
                  </button>
                </li>
              )}
            </For>
          </ul>
        </Match>
      </Switch>
    </div>
  );
}
