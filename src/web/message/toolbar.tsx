import { Show } from "solid-js";
import type { Message } from "../../protocol/message.ts";
import { words } from "../language/language.ts";
import { Icon } from "../primitives/icon.tsx";
import type { MenuStep, Talk } from "./message-actions.ts";

/**
 * Beside a message under the pointer: react, reply, and everything else. A keyboard stops at the last
 * alone, whose menu has the others too, and only in the message it is at.
 */
export function Tools(props: {
  readonly message: Message;
  readonly name: string;
  readonly talk: Talk;
  readonly isActive: boolean;
}) {
  const open = (event: MouseEvent & { readonly currentTarget: Element }, step: MenuStep): void =>
    props.talk.openMenu(props.message, event.currentTarget.getBoundingClientRect(), step);
  return (
    <div class="tools">
      <div>
        <Show when={props.talk.canReact(props.message)}>
          <button
            type="button"
            class="icon-button"
            tabIndex={-1}
            aria-label={words().timeline.react}
            title={words().timeline.react}
            onClick={(event) => open(event, "emoji")}
          >
            <Icon name="react" size={18} />
          </button>
        </Show>
        <Show when={props.talk.choices(props.message).includes("reply")}>
          <button
            type="button"
            class="icon-button"
            tabIndex={-1}
            aria-label={words().timeline.replyTo(props.name)}
            title={words().timeline.choices.reply}
            onClick={() => props.talk.choose("reply", props.message)}
          >
            <Icon name="reply" size={18} />
          </button>
        </Show>
        <button
          type="button"
          class="icon-button"
          tabIndex={props.isActive ? 0 : -1}
          aria-haspopup="dialog"
          aria-label={words().timeline.actions}
          title={words().timeline.more}
          onClick={(event) => open(event, "choices")}
        >
          <Icon name="more" size={18} />
        </button>
      </div>
    </div>
  );
}
