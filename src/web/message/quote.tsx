import { Show } from "solid-js";
import type { MessageId } from "../../protocol/ids.ts";
import type { Message } from "../../protocol/message.ts";
import { messageLabel } from "../files/file-label.ts";
import { words } from "../language/language.ts";
import { classes } from "../primitives/classes.ts";
import { observe, useMe, useParlor, usePerson } from "../state/parlor-context.ts";
import styles from "./quote.module.css";

/** The message being replied to, in one line. Pressing it leads there. */
export function Quote(props: {
  readonly message_id: MessageId;
  readonly message: Message | undefined;
  readonly onGo: (message_id: MessageId) => void;
}) {
  const me = useMe();
  const blocked = observe(useParlor().blocked);
  const sender = usePerson(() => props.message?.sender ?? me().user_id);
  const name = () => (props.message?.sender === me().user_id ? words().message.you : (sender()?.name ?? "…"));
  const text = (message: Message) => {
    if (message.deleted_at !== undefined) return words().message.wasDeleted;
    return blocked().has(message.sender) ? words().message.fromBlocked : messageLabel(message).slice(0, 300);
  };
  return (
    <blockquote class={styles.quote}>
      <button type="button" onClick={() => props.onGo(props.message_id)}>
        <Show
          when={props.message}
          fallback={<span class={styles.text}>{words().message.earlierMessage}</span>}
        >
          {(message) => (
            <>
              <span class="hidden">{words().message.inReplyTo} </span>
              <span class={classes(styles.name, "cut")}>
                <bdi>{name()}</bdi>
              </span>
              <span class={styles.text} dir="auto">
                {text(message())}
              </span>
            </>
          )}
        </Show>
      </button>
    </blockquote>
  );
}
