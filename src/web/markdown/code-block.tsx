import { createEffect, createSignal, For, onCleanup, Show } from "solid-js";
import { words } from "../language/language.ts";
import buttonStyles from "../primitives/button.module.css";
import { copy } from "../primitives/copy.ts";
import { Icon } from "../primitives/icon.tsx";
import type { Token } from "./highlight.ts";
import styles from "./markdown.module.css";

/** Code as it was typed, coloured as soon as the highlighter is loaded. The layout does not change then. */
export function CodeBlock(props: { readonly language: string; readonly text: string }) {
  const [tokens, setTokens] = createSignal<readonly Token[]>();
  createEffect(() => {
    const { language, text } = props;
    setTokens(undefined);
    if (language === "") return;
    let isStale = false;
    onCleanup(() => {
      isStale = true;
    });
    void import("./highlight.ts")
      .then(({ highlight }) => highlight(language.toLowerCase(), text))
      .then((found) => isStale || setTokens(found))
      // Without a network there may be no colours, but the code is shown.
      .catch(() => undefined);
  });
  return (
    <div class={styles.codeBlock}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section class={styles.codeScroll} tabIndex={0} aria-label={words().markdown.code(props.language)}>
        <code dir="ltr">
          <Show when={tokens()} fallback={props.text}>
            {(found) => (
              <For each={found()}>
                {(token) =>
                  token.kind === undefined ? token.text : <span class={styles[token.kind]}>{token.text}</span>
                }
              </For>
            )}
          </Show>
        </code>
      </section>
      <button
        type="button"
        class={buttonStyles.iconButton}
        title={words().markdown.copyCode}
        onClick={() => void copy(props.text)}
      >
        <Icon name="copy" size={16} />
        <span class="hidden">{words().markdown.copyCode}</span>
      </button>
    </div>
  );
}
