import { createSelector, For } from "solid-js";
import { words } from "../language/language.ts";
import styles from "./emoji-picker.module.css";
import type { Section, ShownEmoji } from "./sections.ts";

/** The emoji by section. The field above keeps the focus and announces the active one. */
export function EmojiGrid(props: {
  readonly ref: (element: HTMLDivElement) => void;
  readonly id: string;
  readonly sections: readonly Section[];
  readonly active: number;
  readonly onPick: (emoji: string) => void;
}) {
  const isActive = createSelector(() => props.active);
  return (
    <div
      ref={(element) => props.ref(element)}
      id={props.id}
      class={styles.grid}
      role="listbox"
      tabIndex={-1}
      aria-label={words().emoji.picker}
    >
      <For each={props.sections}>
        {(section) => (
          <fieldset class={styles.section}>
            <legend>{section.label}</legend>
            <div role="presentation">
              <For each={section.emoji}>
                {(each) => (
                  <Option
                    shown={each}
                    id={`${props.id}-${each.index}`}
                    isActive={isActive(each.index)}
                    onPick={() => props.onPick(each.emoji)}
                  />
                )}
              </For>
            </div>
          </fieldset>
        )}
      </For>
    </div>
  );
}

function Option(props: {
  readonly shown: ShownEmoji;
  readonly id: string;
  readonly isActive: boolean;
  readonly onPick: () => void;
}) {
  return (
    <button
      type="button"
      id={props.id}
      role="option"
      tabIndex={-1}
      aria-selected={props.isActive}
      aria-label={props.shown.name}
      title={props.shown.name}
      onClick={() => props.onPick()}
    >
      {props.shown.emoji}
    </button>
  );
}

/** The option right below or above in the grid, even if it is in the next section. */
export function rowBeside(grid: HTMLElement, active: number, by: 1 | -1): number {
  const all = [...grid.querySelectorAll<HTMLElement>("[role=option]")];
  const from = all[active];
  if (from === undefined) return 0;
  const start = from.getBoundingClientRect();
  let best = active;
  let row: number | undefined;
  let nearest = Number.POSITIVE_INFINITY;
  for (let index = active + by; index >= 0 && index < all.length; index += by) {
    const { top, left } = all[index]?.getBoundingClientRect() ?? start;
    if ((top - start.top) * by <= 1) continue;
    row ??= top;
    if (Math.abs(top - row) > 1) break;
    if (Math.abs(left - start.left) >= nearest) continue;
    nearest = Math.abs(left - start.left);
    best = index;
  }
  return best;
}
