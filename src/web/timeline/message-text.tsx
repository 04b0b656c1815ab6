import { createMemo, For, type JSX } from "solid-js";
import type { Content } from "../../protocol/message.ts";
import { useMe, usePeople } from "../parlor-context.ts";
import { pieces } from "./text.ts";

/** A message's words: text, links and mentions, in whatever direction they are written; `meta` ends the last line. */
export function MessageText(props: { readonly content: Content; readonly meta: JSX.Element }) {
  const me = useMe();
  const called = usePeople(() => props.content.mentions ?? []);
  const parts = createMemo(() => pieces(props.content.text, called()));
  return (
    <p class="line" dir="auto">
      <span class="words">
        <For each={parts()}>
          {(piece) => {
            switch (piece.kind) {
              case "text":
                return piece.text;
              case "link":
                return (
                  <a href={piece.href} target="_blank" rel="noopener noreferrer nofollow">
                    {piece.text}
                  </a>
                );
              case "mention":
                return (
                  <span class="mention" classList={{ you: piece.user_id === me().user_id }}>
                    {piece.text}
                  </span>
                );
            }
          }}
        </For>
      </span>
      {props.meta}
    </p>
  );
}
