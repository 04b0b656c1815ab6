import { createEffect, createSignal, Show } from "solid-js";
import type { MessageId } from "../../protocol/ids.ts";
import { words } from "../language/language.ts";
import { Icon } from "../primitives/icon.tsx";
import styles from "./timeline.module.css";

/** How many messages are new, while the first of them is above the view. Pressing it leads there. */
export function JumpToUnread(props: {
  /** The message after which the new ones begin. */
  readonly newAfter: MessageId | undefined;
  readonly head: MessageId;
  /** How many of the messages after one are deleted, as far as they are loaded: there is nothing to read in them. */
  readonly deletedAfter: (message_id: MessageId) => number;
  /** The highest message in view; 0 if there is none yet. */
  readonly highest: MessageId;
  readonly onJump: (message_id: MessageId) => void;
  readonly onDismiss: () => void;
}) {
  // Once the first new message has been in view, the button is no longer needed.
  const [seen, setSeen] = createSignal<MessageId>();
  createEffect(() => {
    const { newAfter, highest } = props;
    if (newAfter !== undefined && highest > 0 && highest <= newAfter + 1) setSeen(newAfter);
  });
  const first = () => {
    const { newAfter, highest } = props;
    const isAbove = newAfter !== undefined && newAfter > 0 && highest > newAfter + 1;
    return isAbove && seen() !== newAfter ? newAfter + 1 : undefined;
  };
  return (
    <Show when={first()}>
      {(message_id) => (
        <div class={styles.jumpToUnread}>
          <button type="button" class={styles.jumpButton} onClick={() => props.onJump(message_id())}>
            <Icon name="up" size={16} />
            <span>
              {words().timeline.unread(
                Math.max(1, props.head - message_id() + 1 - props.deletedAfter(message_id() - 1)),
              )}
            </span>
            <span class={styles.jumpHint}>{words().timeline.toFirstUnread}</span>
          </button>
          <button
            type="button"
            class={styles.dismiss}
            aria-label={words().timeline.dismiss}
            onClick={() => {
              setSeen(props.newAfter);
              props.onDismiss();
            }}
          >
            <Icon name="close" size={16} />
          </button>
        </div>
      )}
    </Show>
  );
}
