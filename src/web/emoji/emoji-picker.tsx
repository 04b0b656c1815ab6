import { createEffect, createMemo, createSignal, createUniqueId, For, on, Show } from "solid-js";
import { language, laterWords } from "../language/language.ts";
import { classes } from "../primitives/classes.ts";
import fieldStyles from "../primitives/field.module.css";
import { Wrong } from "../primitives/field.tsx";
import { newestDrawable } from "./drawable.ts";
import { EmojiGrid, rowBeside } from "./emoji-grid.tsx";
import { type Emoji, loadEmoji } from "./emoji-list.ts";
import styles from "./emoji-picker.module.css";
import { chooseSkinTone, recentEmoji, rememberEmoji, skinTone } from "./preferences.ts";
import { sectionsOf } from "./sections.ts";
import { ToneChoice } from "./tone-choice.tsx";

/**
 * All emoji, to be placed in a menu or dialog that the caller closes. The user searches by name or moves with
 * the arrow keys without leaving the field; Enter or a press picks. It loads its data by itself, in the
 * language of the app.
 */
export function EmojiPicker(props: {
  /** Called with the emoji in the chosen skin tone. */
  readonly onPick: (emoji: string) => void;
  readonly onClose: () => void;
}) {
  const id = createUniqueId();
  const [typed, setTyped] = createSignal("");
  const [tone, setTone] = createSignal(skinTone());
  const [active, setActive] = createSignal(0);
  const { all, hasFailed } = createEmojiList();
  const recent = recentEmoji();
  const sections = createMemo(() => (all().length === 0 ? [] : sectionsOf(all(), typed(), tone(), recent)));
  const shown = createMemo(() => sections().flatMap(({ emoji }) => emoji));
  const isSearching = () => typed().trim() !== "";
  createEffect(on(typed, () => setActive(0)));
  let grid!: HTMLDivElement;

  const goTo = (index: number): void => {
    setActive(Math.max(0, Math.min(shown().length - 1, index)));
    document.getElementById(`${id}-${active()}`)?.scrollIntoView({ block: "nearest" });
  };
  const pick = (emoji: string): void => {
    rememberEmoji(emoji);
    props.onPick(emoji);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.isComposing) return;
    // A surrounding menu uses the arrow keys to move between its buttons.
    event.stopPropagation();
    const isInText = isSearching() && active() === 0;
    const chosen = shown()[active()];
    if (event.key === "ArrowDown" || event.key === "ArrowUp")
      goTo(rowBeside(grid, active(), event.key === "ArrowDown" ? 1 : -1));
    else if (event.key === "ArrowRight" && !isInText) goTo(active() + 1);
    else if (event.key === "ArrowLeft" && !isInText) goTo(active() - 1);
    else if (event.key === "Enter" && chosen !== undefined) pick(chosen.emoji);
    else if (event.key === "Escape") props.onClose();
    else return;
    event.preventDefault();
  };

  return (
    <div class={styles.picker}>
      <div class={styles.top}>
        <input
          // On a phone, the keyboard would cover the emoji.
          ref={(input) => matchMedia("(hover: hover)").matches && setTimeout(() => input.focus())}
          type="search"
          class={fieldStyles.input}
          role="combobox"
          aria-label={laterWords().emoji.find}
          placeholder={laterWords().emoji.find}
          aria-expanded={shown().length > 0}
          aria-controls={id}
          aria-autocomplete="list"
          aria-activedescendant={shown().length > 0 ? `${id}-${active()}` : undefined}
          autocomplete="off"
          spellcheck={false}
          value={typed()}
          onInput={(event) => setTyped(event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
        <ToneChoice
          tone={tone()}
          onChoose={(next) => {
            chooseSkinTone(next);
            setTone(next);
          }}
        />
      </div>
      <Show when={!isSearching()}>
        <nav class={styles.groups} aria-label={laterWords().emoji.groups}>
          <For each={sections()}>
            {(section, index) => (
              <button
                type="button"
                tabIndex={-1}
                aria-label={section.label}
                title={section.label}
                onClick={() => {
                  setActive(section.emoji[0]?.index ?? 0);
                  grid.children[index()]?.scrollIntoView({ block: "start" });
                }}
              >
                {section.sign}
              </button>
            )}
          </For>
        </nav>
      </Show>
      <Wrong text={hasFailed() ? laterWords().emoji.failed : undefined} />
      <EmojiGrid
        ref={(element) => (grid = element)}
        id={id}
        sections={sections()}
        active={active()}
        onPick={pick}
      />
      <p class={classes(styles.name, "cut")} aria-live="polite">
        <Show when={shown()[active()]} fallback={isSearching() ? laterWords().emoji.none : ""}>
          {(emoji) => (
            <>
              <span aria-hidden="true">{emoji().emoji}</span> {emoji().name}
            </>
          )}
        </Show>
      </p>
    </div>
  );
}

/** The emoji this device can draw, as soon as they are loaded. */
function createEmojiList() {
  const [all, setAll] = createSignal<readonly Emoji[]>([]);
  const [hasFailed, setFailed] = createSignal(false);
  createEffect(() => {
    void loadEmoji(language())
      .then((list) => setAll(list.filter(({ version }) => version <= newestDrawable())))
      .catch(() => setFailed(true));
  });
  return { all, hasFailed };
}
