import { createSignal, Show, Suspense } from "solid-js";
import { words } from "../language/language.ts";
import { lazyView } from "../language/lazy-view.ts";
import buttonStyles from "../primitives/button.module.css";
import { classes } from "../primitives/classes.ts";
import { Icon } from "../primitives/icon.tsx";
import { Menu } from "../primitives/menu.tsx";
import styles from "./composer.module.css";

const EmojiPicker = lazyView(async () => (await import("../emoji/emoji-picker.tsx")).EmojiPicker);

/** Opens the emoji picker above the composer. */
export function EmojiButton(props: { readonly onPick: (emoji: string) => void }) {
  const [at, setAt] = createSignal<DOMRect>();
  return (
    <>
      <button
        type="button"
        class={classes(buttonStyles.iconButton, styles.button)}
        aria-haspopup="dialog"
        aria-expanded={at() !== undefined}
        aria-label={words().emoji.picker}
        title={words().emoji.picker}
        onClick={(event) => setAt(event.currentTarget.getBoundingClientRect())}
      >
        <Icon name="react" size={22} />
      </button>
      <Show when={at()}>
        {(rect) => (
          <Menu label={words().emoji.picker} at={rect()} onClose={() => setAt(undefined)}>
            {(close) => (
              <Suspense>
                <EmojiPicker
                  onClose={close}
                  onPick={(emoji) => {
                    close();
                    props.onPick(emoji);
                  }}
                />
              </Suspense>
            )}
          </Menu>
        )}
      </Show>
    </>
  );
}
