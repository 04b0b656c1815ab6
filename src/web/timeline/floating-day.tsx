import { Show } from "solid-js";
import { dayLabel } from "../language/times.ts";
import { classes } from "../primitives/classes.ts";
import type { Item } from "./items.ts";
import styles from "./timeline.module.css";

/**
 * The day at the top of the view, shown while the reader scrolls. Screen readers have the headings of the
 * days instead.
 */
export function FloatingDay(props: { readonly item: Item | undefined; readonly isShown: boolean }) {
  // Where a day begins, its heading is already there.
  const time = () => {
    const { message, above = [] } = props.item ?? {};
    return above.some(({ kind }) => kind === "day" || kind === "start") ? undefined : message?.time;
  };
  return (
    <Show when={time()}>
      {(at) => (
        <p class={classes(styles.floatingDay, props.isShown && styles.shown)} aria-hidden="true">
          {dayLabel(at())}
        </p>
      )}
    </Show>
  );
}
