import { createMemo, For } from "solid-js";
import type { Poll as Asked, Message } from "../../protocol/message.ts";
import { words } from "../language/language.ts";
import { classes } from "../primitives/classes.ts";
import { Icon } from "../primitives/icon.tsx";
import styles from "./poll.module.css";

/** The options of a poll, each with its share. Pressing one votes or takes the vote back. */
export function Poll(props: {
  readonly poll: Asked;
  /** Undefined while the message is being sent. */
  readonly message: Message | undefined;
  readonly onVote: (option: number) => void;
}) {
  const tally = (option: number) => props.message?.votes?.[option] ?? { count: 0, me: false };
  const all = createMemo(() => props.poll.options.reduce((sum, _, option) => sum + tally(option).count, 0));
  const share = (option: number) => (all() === 0 ? 0 : Math.round((100 * tally(option).count) / all()));
  return (
    <fieldset class={styles.poll} aria-label={words().message.poll.title}>
      <For each={props.poll.options}>
        {(text, option) => (
          <button
            type="button"
            class={styles.option}
            aria-pressed={tally(option()).me ?? false}
            disabled={props.message === undefined}
            style={{ "--share": `${share(option())}%` }}
            onClick={() => props.onVote(option())}
          >
            <span class={classes(styles.mark, props.poll.multiple && styles.square)}>
              <Icon name="check" size={14} />
            </span>
            <span class={styles.text} dir="auto">
              {text}
            </span>
            <span class={styles.count}>
              <span aria-hidden="true">{tally(option()).count}</span>
              <span class="hidden">{words().message.poll.votes(tally(option()).count)}</span>
            </span>
          </button>
        )}
      </For>
      <p class={styles.about}>
        {props.poll.multiple ? words().message.poll.several : words().message.poll.one} ·{" "}
        {words().message.poll.votes(all())}
      </p>
    </fieldset>
  );
}
