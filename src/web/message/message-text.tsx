import { createMemo, type JSX } from "solid-js";
import type { Content } from "../../protocol/message.ts";
import { Blocks } from "../markdown/blocks.tsx";
import markdownStyles from "../markdown/markdown.module.css";
import { type MentionTarget, splitMentions, WHOLE_ROOM } from "../markdown/mentions.ts";
import { blocksOf } from "../markdown/notation.ts";
import { classes } from "../primitives/classes.ts";
import { useMe, usePeople } from "../state/parlor-context.ts";
import styles from "./message-bubble.module.css";

/**
 * The text of a message with its notation, in whatever direction it is written. `meta` ends the last line.
 */
export function MessageText(props: {
  readonly content: Pick<Content, "text" | "mentions" | "mention_room">;
  readonly meta: JSX.Element;
}) {
  const me = useMe();
  const people = usePeople(() => props.content.mentions ?? []);
  const targets = createMemo((): MentionTarget[] => {
    const { mention_room } = props.content;
    const persons = people().map(({ user_id, handle }) => ({ whom: user_id, handle }));
    return mention_room === undefined ? persons : [...persons, { whom: WHOLE_ROOM, handle: mention_room }];
  });
  const blocks = createMemo(() => blocksOf(props.content.text));
  return (
    <div class={styles.line} dir="auto">
      <div class={classes(styles.text, markdownStyles.text)} data-message-text="">
        <Blocks
          of={blocks()}
          split={(text) => splitMentions(text, targets())}
          isMe={(whom) => whom === WHOLE_ROOM || whom === me().user_id}
        />
      </div>
      {props.meta}
    </div>
  );
}
