import { type JSX, Show } from "solid-js";
import type { UserId } from "../../../protocol/ids.ts";
import peopleStyles from "../../people/people.module.css";
import { PersonAvatar } from "../../primitives/avatar.tsx";
import { classes } from "../../primitives/classes.ts";
import { usePerson } from "../../state/parlor-context.ts";
import styles from "./admin.module.css";

/** A line about a person: what was done, by whom, and what can be done now. */
export function AdminListPerson(props: {
  readonly user_id: UserId;
  readonly by?: UserId;
  /** The text below the name, given the name of who did it. */
  readonly about: (by: string) => string;
  readonly title?: string;
  readonly children?: JSX.Element;
}) {
  const person = usePerson(() => props.user_id);
  const by = usePerson(() => props.by ?? props.user_id);
  return (
    <div class={styles.person}>
      <PersonAvatar person={person()} size="s" />
      <p class={classes(peopleStyles.text, styles.text)} title={props.title}>
        <span class={classes(peopleStyles.name, "cut")}>
          <bdi>{person()?.name ?? "…"}</bdi>
        </span>
        <span class={classes(peopleStyles.handle, styles.about, "cut")}>
          {props.about(by()?.name ?? "…")}
        </span>
      </p>
      <Show when={props.children}>
        <div class={styles.actions}>{props.children}</div>
      </Show>
    </div>
  );
}
