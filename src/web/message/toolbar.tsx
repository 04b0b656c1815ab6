import { Show } from "solid-js";
import type { Message } from "../../protocol/message.ts";
import { words } from "../language/language.ts";
import buttonStyles from "../primitives/button.module.css";
import { Icon } from "../primitives/icon.tsx";
import type { MenuStep, MessageActions } from "./message-actions.ts";
import styles from "./message-bubble.module.css";

/**
 * Beside the message under the pointer: react, reply, and everything else. A keyboard stops only at the last
 * button, whose menu has the others too, and only in the focused message.
 */
export function Toolbar(props: {
  readonly message: Message;
  readonly name: string;
  readonly actions: MessageActions;
  readonly isActive: boolean;
}) {
  const open = (event: MouseEvent & { readonly currentTarget: Element }, step: MenuStep): void =>
    props.actions.openMenu(props.message, event.currentTarget.getBoundingClientRect(), step);
  return (
    <div class={styles.toolbar}>
      <div>
        <Show when={props.actions.canReact(props.message)}>
          <button
            type="button"
            class={buttonStyles.iconButton}
            tabIndex={-1}
            aria-label={words().message.react}
            title={words().message.react}
            onClick={(event) => open(event, "emoji")}
          >
            <Icon name="react" size={18} />
          </button>
        </Show>
        <Show when={props.actions.choices(props.message).includes("reply")}>
          <button
            type="button"
            class={buttonStyles.iconButton}
            tabIndex={-1}
            aria-label={words().message.replyTo(props.name)}
            title={words().message.choices.reply}
            onClick={() => props.actions.choose("reply", props.message)}
          >
            <Icon name="reply" size={18} />
          </button>
        </Show>
        <button
          type="button"
          class={buttonStyles.iconButton}
          tabIndex={props.isActive ? 0 : -1}
          aria-haspopup="dialog"
          aria-label={words().message.actions}
          title={words().message.more}
          onClick={(event) => open(event, "choices")}
        >
          <Icon name="more" size={18} />
        </button>
      </div>
    </div>
  );
}
