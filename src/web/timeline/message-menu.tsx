import { createSignal, For, Match, Show, Switch } from "solid-js";
import type { Message } from "../../protocol/message.ts";
import { Icon } from "../elements/icon.tsx";
import { Menu, MenuItem } from "../elements/menu.tsx";
import { type Choice, choiceWords } from "./choices.ts";
import { moreEmoji, quickEmoji } from "./emoji.ts";
import "./message-menu.css";
import type { MenuStep, Talk } from "./talk.ts";

/** All that can be done with one message. Deleting asks once, in place. */
export function MessageMenu(props: {
  readonly message: Message;
  readonly at: DOMRect;
  readonly step: MenuStep;
  readonly talk: Talk;
  readonly onClose: () => void;
}) {
  const [step, setStep] = createSignal<MenuStep | "sure">(props.step);
  return (
    <Menu label="Message actions" at={props.at} onClose={props.onClose}>
      {(close) => {
        const choose = (choice: Choice): void => {
          close();
          props.talk.choose(choice, props.message);
        };
        const react = (emoji: string): void => {
          close();
          props.talk.react(props.message, emoji);
        };
        return (
          <Switch>
            <Match when={step() === "sure"}>
              <Sure onKeep={close} onDelete={() => choose("delete")} />
            </Match>
            <Match when={true}>
              <Show when={props.talk.canReact(props.message)}>
                <Emoji
                  message={props.message}
                  isOpen={step() === "emoji"}
                  onOpen={() => setStep("emoji")}
                  onPick={react}
                />
              </Show>
              <Show when={step() === "choices"}>
                <For each={props.talk.choices(props.message)}>
                  {(choice) => (
                    <MenuItem
                      {...choiceWords[choice]}
                      danger={choice === "delete"}
                      onPick={() => (choice === "delete" ? setStep("sure") : choose(choice))}
                    />
                  )}
                </For>
              </Show>
            </Match>
          </Switch>
        );
      }}
    </Menu>
  );
}

function Emoji(props: {
  readonly message: Message;
  readonly isOpen: boolean;
  readonly onOpen: () => void;
  readonly onPick: (emoji: string) => void;
}) {
  const isMine = (emoji: string) =>
    props.message.reactions?.some((each) => each.emoji === emoji && each.me) ?? false;
  return (
    <fieldset class="emoji" classList={{ open: props.isOpen }} aria-label="React">
      <For each={props.isOpen ? [...quickEmoji, ...moreEmoji] : quickEmoji}>
        {(emoji) => (
          <button type="button" aria-pressed={isMine(emoji)} onClick={() => props.onPick(emoji)}>
            {emoji}
          </button>
        )}
      </For>
      <Show when={!props.isOpen}>
        <button type="button" aria-label="More emoji" onClick={() => props.onOpen()}>
          <Icon name="new" size={18} />
        </button>
      </Show>
    </fieldset>
  );
}

function Sure(props: { readonly onKeep: () => void; readonly onDelete: () => void }) {
  return (
    <div class="delete-sure">
      <p>Delete this message for everyone?</p>
      <button
        type="button"
        class="button"
        ref={(keep) => queueMicrotask(() => keep.focus())}
        onClick={() => props.onKeep()}
      >
        Keep
      </button>
      <button type="button" class="button danger" onClick={() => props.onDelete()}>
        Delete
      </button>
    </div>
  );
}
