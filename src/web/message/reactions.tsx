import { For, Show } from "solid-js";
import type { Message, Reaction } from "../../protocol/message.ts";
import { words } from "../language/language.ts";
import { names } from "../language/names.ts";
import { keyed } from "../state/keyed.ts";
import { useMe, usePeople } from "../state/parlor-context.ts";
import styles from "./reactions.module.css";

/** The emoji under a message. Pressing one adds the user's reaction or takes it back. */
export function Reactions(props: {
  readonly message: Message;
  readonly canReact: boolean;
  readonly onReact: (emoji: string) => void;
}) {
  const { keys, item } = keyed(
    () => props.message.reactions ?? [],
    (reaction) => reaction.emoji,
  );
  return (
    <Show when={keys().length > 0}>
      <fieldset class={styles.reactions} aria-label={words().message.reactions}>
        <For each={keys()}>
          {(emoji) => (
            <Chip reaction={item(emoji)()} disabled={!props.canReact} onPress={() => props.onReact(emoji)} />
          )}
        </For>
      </fieldset>
    </Show>
  );
}

function Chip(props: {
  readonly reaction: Reaction;
  readonly disabled: boolean;
  readonly onPress: () => void;
}) {
  const me = useMe();
  const people = usePeople(() => props.reaction.users);
  const who = () => {
    const known = people().map(({ user_id, name }) =>
      user_id === me().user_id ? words().message.you : name,
    );
    const rest = Math.max(0, props.reaction.count - known.length);
    return known.length === 0
      ? words().message.people(props.reaction.count)
      : names([...known, ...Array<string>(rest).fill("")], 5);
  };
  return (
    <button
      type="button"
      class={styles.reaction}
      aria-pressed={props.reaction.me ?? false}
      aria-label={`${props.reaction.emoji} ${who()}`}
      title={who()}
      disabled={props.disabled}
      onClick={() => props.onPress()}
    >
      <span class={styles.emoji}>{props.reaction.emoji}</span>
      <span>{props.reaction.count}</span>
    </button>
  );
}
