import { createEffect, createSignal, Show } from "solid-js";
import type { MessageId } from "../../protocol/ids.ts";
import { words } from "../language/language.ts";
import { classes } from "../primitives/classes.ts";
import { Icon } from "../primitives/icon.tsx";
import styles from "./timeline.module.css";

/** A button back to the newest message, with how many have arrived since the reader left it. */
export function JumpToLatest(props: {
  readonly atEnd: boolean;
  readonly head: MessageId;
  readonly onJump: () => void;
}) {
  const [leftAt, setLeftAt] = createSignal(0);
  createEffect(() => {
    if (props.atEnd || leftAt() === 0) setLeftAt(props.head);
  });
  const fresh = () => (leftAt() === 0 ? 0 : Math.max(0, props.head - leftAt()));
  return (
    <Show when={!props.atEnd}>
      <button
        type="button"
        class={classes(styles.jump, fresh() > 0 && styles.fresh)}
        title={words().timeline.toLatest}
        onClick={() => props.onJump()}
      >
        <Show when={fresh() > 0}>
          <span>{words().timeline.newCount(fresh())}</span>
        </Show>
        <span class="hidden">{words().timeline.toLatest}</span>
        <Icon name="down" size={20} />
      </button>
    </Show>
  );
}
