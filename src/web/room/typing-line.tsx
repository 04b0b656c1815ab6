import { createMemo, Show } from "solid-js";
import type { MessageId } from "../../protocol/ids.ts";
import type { TypingUser } from "../../protocol/room-frames.ts";
import { words } from "../language/language.ts";
import { names } from "../language/names.ts";
import { observe, useParlor, usePeople } from "../state/parlor-context.ts";
import styles from "./typing-line.module.css";

/** "Ann is typing …". Its space is always reserved, so that nothing moves when somebody begins. */
export function TypingLine(props: {
  readonly users: readonly TypingUser[];
  /** The thread in which they type; undefined outside of threads. */
  readonly thread: MessageId | undefined;
}) {
  const blocked = observe(useParlor().blocked);
  const here = createMemo(() =>
    props.users.filter(({ user_id, thread }) => thread === props.thread && !blocked().has(user_id)),
  );
  const people = usePeople(createMemo(() => here().map(({ user_id }) => user_id)));
  const text = () => {
    const t = words().room.typing;
    if (people().length > 3) return t.several;
    return t.typing(names(people().map(({ name }) => name)), people().length);
  };
  return (
    <div class={styles.typing} role="status">
      <Show when={people().length > 0}>
        <p class="cut">
          <span class={styles.dots} aria-hidden="true">
            <i />
            <i />
            <i />
          </span>
          <bdi>{text()}</bdi>
        </p>
      </Show>
    </div>
  );
}
