import { createSignal, createUniqueId, For, Show } from "solid-js";
import { laterWords } from "../language/language.ts";
import buttonStyles from "../primitives/button.module.css";
import styles from "./emoji-picker.module.css";
import { TONES, toned } from "./tones.ts";

/** The skin tone for all emoji that have one. This device remembers it. */
export function ToneChoice(props: { readonly tone: number; readonly onChoose: (tone: number) => void }) {
  const id = createUniqueId();
  const [isOpen, setOpen] = createSignal(false);
  let opener!: HTMLButtonElement;
  const close = (): void => {
    setOpen(false);
    opener.focus();
  };
  return (
    <div class={styles.tone}>
      <button
        ref={opener}
        type="button"
        class={buttonStyles.iconButton}
        aria-expanded={isOpen()}
        aria-controls={id}
        aria-label={`${laterWords().emoji.tone}: ${laterWords().emoji.tones[props.tone]}`}
        title={laterWords().emoji.tone}
        onClick={() => setOpen(!isOpen())}
      >
        {toned("✋", props.tone)}
      </button>
      <Show when={isOpen()}>
        <fieldset
          id={id}
          class={styles.tones}
          aria-label={laterWords().emoji.tone}
          onKeyDown={(event) => {
            event.stopPropagation();
            if (event.key !== "Escape") return;
            event.preventDefault();
            close();
          }}
        >
          <For each={TONES}>
            {(_, tone) => (
              <label title={laterWords().emoji.tones[tone()]}>
                <input
                  type="radio"
                  name={id}
                  class="hidden"
                  checked={props.tone === tone()}
                  ref={(input) => props.tone === tone() && queueMicrotask(() => input.focus())}
                  aria-label={laterWords().emoji.tones[tone()]}
                  onChange={() => props.onChoose(tone())}
                  onClick={(event) => event.detail > 0 && close()}
                />
                <span aria-hidden="true">{toned("✋", tone())}</span>
              </label>
            )}
          </For>
        </fieldset>
      </Show>
    </div>
  );
}
