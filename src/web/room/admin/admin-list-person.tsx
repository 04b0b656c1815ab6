import { type JSX, Show } from "solid-js";
import type { UserId } from "../../../protocol/ids.ts";
import { PersonAvatar } from "../../primitives/avatar.tsx";
import { usePerson } from "../../state/parlor-context.ts";

/** A line about a person, what was done by whom, and what can be done now. */
export function AdminListPerson(props: {
  readonly user_id: UserId;
  readonly by?: UserId;
  /** With the name of who did it. */
  readonly about: (by: string) => string;
  readonly title?: string;
  readonly children?: JSX.Element;
}) {
  const person = usePerson(() => props.user_id);
  const by = usePerson(() => props.by ?? props.user_id);
  return (
    <div class="book-person">
      <PersonAvatar person={person()} size="s" />
      <p class="person-words" title={props.title}>
        <span class="person-name cut">
          <bdi>{person()?.name ?? "…"}</bdi>
        </span>
        <span class="person-handle cut">{props.about(by()?.name ?? "…")}</span>
      </p>
      <Show when={props.children}>
        <div class="book-ways">{props.children}</div>
      </Show>
    </div>
  );
}
