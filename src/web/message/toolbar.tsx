import { For, type JSX, Show } from "solid-js";
import type { Message } from "../../protocol/message.ts";
import { recentEmoji } from "../emoji/preferences.ts";
import { words } from "../language/language.ts";
import buttonStyles from "../primitives/button.module.css";
import { Icon } from "../primitives/icon.tsx";
import type { MenuStep, MessageActions } from "./message-actions.ts";
import styles from "./message-bubble.module.css";
import { quickReactions } from "./quick-reactions.ts";

/** How many reactions are one click away. */
const QUICK = 3;

/**
 * Above the end of the message under the pointer: react, reply, and everything else. A keyboard stops only at the last
 * button, whose menu has the others too, and only in the focused message. The others are made when the pointer comes:
 * most messages never need them.
 */
export function Toolbar(props: {
  readonly message: Message;
  readonly name: string;
  readonly actions: MessageActions;
  readonly isActive: boolean;
  readonly isNear: boolean;
}) {
  const open = (event: MouseEvent & { readonly currentTarget: Element }, step: MenuStep): void =>
    props.actions.openMenu(props.message, event.currentTarget.getBoundingClientRect(), step);
  const offers = (choice: "reply" | "thread"): boolean =>
    props.actions.choices(props.message).includes(choice);
  return (
    <div class={styles.toolbar}>
      <div>
        <Show when={props.isNear}>
          <Show when={props.actions.canReact(props.message)}>
            <For each={quickReactions(recentEmoji()).slice(0, QUICK)}>
              {(emoji) => (
                <Tool
                  label={words().message.reactWith(emoji)}
                  onClick={() => props.actions.react(props.message, emoji)}
                >
                  <span class={styles.quick}>{emoji}</span>
                </Tool>
              )}
            </For>
            <Tool label={words().message.react} onClick={(event) => open(event, "emoji")}>
              <Icon name="react" size={18} />
            </Tool>
          </Show>
          <Show when={offers("thread")}>
            <Tool
              label={words().message.choices.thread}
              onClick={() => props.actions.choose("thread", props.message)}
            >
              <Icon name="thread" size={18} />
            </Tool>
          </Show>
          <Show when={offers("reply")}>
            <Tool
              label={words().message.replyTo(props.name)}
              title={words().message.choices.reply}
              onClick={() => props.actions.choose("reply", props.message)}
            >
              <Icon name="reply" size={18} />
            </Tool>
          </Show>
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

function Tool(props: {
  readonly label: string;
  readonly title?: string;
  readonly children: JSX.Element;
  readonly onClick: (event: MouseEvent & { readonly currentTarget: Element }) => void;
}) {
  return (
    <button
      type="button"
      class={buttonStyles.iconButton}
      tabIndex={-1}
      aria-label={props.label}
      title={props.title ?? props.label}
      onClick={(event) => props.onClick(event)}
    >
      {props.children}
    </button>
  );
}
