import { createSignal, For, Match, Show, Suspense, Switch } from "solid-js";
import type { Message } from "../../protocol/message.ts";
import { recentEmoji } from "../emoji/preferences.ts";
import { laterWords, words } from "../language/language.ts";
import { lazyView } from "../language/lazy-view.ts";
import buttonStyles from "../primitives/button.module.css";
import { classes } from "../primitives/classes.ts";
import { Icon } from "../primitives/icon.tsx";
import { Menu, MenuItem } from "../primitives/menu.tsx";
import { choiceIcons, isSheet, type MenuChoice, type SheetName } from "./choices.ts";
import type { MenuStep, MessageActions } from "./message-actions.ts";
import styles from "./message-menu.module.css";
import { quickReactions } from "./quick-reactions.ts";

// Rarely used parts are loaded when they are opened.
const EmojiPicker = lazyView(async () => (await import("../emoji/emoji-picker.tsx")).EmojiPicker);
const MessageSheet = lazyView(async () => (await import("./message-sheet.tsx")).MessageSheet);

/**
 * Everything that can be done with a message: some at once, some on a sheet. Deleting asks for confirmation
 * in place.
 */
export function MessageMenu(props: {
  readonly message: Message;
  readonly at: DOMRect;
  readonly step: MenuStep;
  readonly actions: MessageActions;
  readonly onClose: () => void;
}) {
  const [sheet, setSheet] = createSignal<SheetName>();
  let next: SheetName | undefined;
  const closed = (): void => {
    if (next === undefined) props.onClose();
    else setSheet(next);
  };
  return (
    <Show
      when={sheet()}
      fallback={
        <Choices
          message={props.message}
          at={props.at}
          step={props.step}
          actions={props.actions}
          onSheet={(name) => (next = name)}
          onClose={closed}
        />
      }
    >
      {(name) => (
        <Suspense>
          <MessageSheet
            name={name()}
            message={props.message}
            actions={props.actions}
            onClose={props.onClose}
          />
        </Suspense>
      )}
    </Show>
  );
}

function Choices(props: {
  readonly message: Message;
  readonly at: DOMRect;
  readonly step: MenuStep;
  readonly actions: MessageActions;
  readonly onSheet: (name: SheetName) => void;
  readonly onClose: () => void;
}) {
  const [step, setStep] = createSignal<MenuStep | "confirm">(props.step);
  return (
    <Menu label={words().message.actions} at={props.at} onClose={props.onClose}>
      {(close) => {
        const choose = (choice: MenuChoice): void => {
          if (isSheet(choice)) props.onSheet(choice);
          close();
          if (!isSheet(choice)) props.actions.choose(choice, props.message);
        };
        const react = (emoji: string): void => {
          close();
          props.actions.react(props.message, emoji);
        };
        return (
          <Switch>
            <Match when={step() === "confirm"}>
              <ConfirmDelete onCancel={close} onDelete={() => choose("delete")} />
            </Match>
            <Match when={step() === "emoji" && props.actions.canReact(props.message)}>
              <Suspense fallback={<div aria-busy="true" />}>
                <EmojiPicker onPick={react} onClose={close} />
              </Suspense>
            </Match>
            <Match when={true}>
              <Show when={props.actions.canReact(props.message)}>
                <QuickEmoji message={props.message} onMore={() => setStep("emoji")} onPick={react} />
              </Show>
              <For each={props.actions.choices(props.message)}>
                {(choice) => (
                  <MenuItem
                    icon={choiceIcons[choice]}
                    label={words().message.choices[choice]}
                    danger={choice === "delete"}
                    onPick={() => (choice === "delete" ? setStep("confirm") : choose(choice))}
                  />
                )}
              </For>
            </Match>
          </Switch>
        );
      }}
    </Menu>
  );
}

/** The quick reactions. All other emoji are one press away. */
function QuickEmoji(props: {
  readonly message: Message;
  readonly onMore: () => void;
  readonly onPick: (emoji: string) => void;
}) {
  const isMine = (emoji: string) =>
    props.message.reactions?.some((each) => each.emoji === emoji && each.me) ?? false;
  return (
    <fieldset class={styles.quickReactions} aria-label={words().message.react}>
      <For each={quickReactions(recentEmoji())}>
        {(emoji) => (
          <button type="button" aria-pressed={isMine(emoji)} onClick={() => props.onPick(emoji)}>
            {emoji}
          </button>
        )}
      </For>
      <button type="button" aria-label={words().message.moreEmoji} onClick={() => props.onMore()}>
        <Icon name="new" size={18} />
      </button>
    </fieldset>
  );
}

function ConfirmDelete(props: { readonly onCancel: () => void; readonly onDelete: () => void }) {
  return (
    <div class={styles.confirmDelete}>
      <p>{laterWords().message.deleting.confirm}</p>
      <button
        type="button"
        class={buttonStyles.button}
        ref={(cancel) => queueMicrotask(() => cancel.focus())}
        onClick={() => props.onCancel()}
      >
        {laterWords().message.deleting.cancel}
      </button>
      <button
        type="button"
        class={classes(buttonStyles.button, buttonStyles.danger)}
        onClick={() => props.onDelete()}
      >
        {laterWords().message.deleting.delete}
      </button>
    </div>
  );
}
