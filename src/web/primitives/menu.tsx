import { type JSX, onCleanup, onMount } from "solid-js";
import { Portal } from "solid-js/web";
import { classes } from "./classes.ts";
import { Icon, type IconName } from "./icon.tsx";
import styles from "./menu.module.css";

/** Pixels between a menu and what was pressed, and between it and the window's edge. */
const GAP = 6;

/**
 * A few things to do, where one pressed: beside the button on a desk, from below on a phone. Like a
 * Dialog it is the browser's own, so focus, Escape and a press elsewhere are taken care of.
 */
export function Menu(props: {
  readonly label: string;
  readonly at: DOMRect;
  readonly onClose: () => void;
  /** Given a way to close first, so that what a choice focuses keeps the focus. */
  readonly children: (close: () => void) => JSX.Element;
}) {
  let dialog!: HTMLDialogElement;
  const place = (): void => {
    const { offsetWidth: width, offsetHeight: height } = dialog;
    const below = props.at.bottom + GAP;
    const top = below + height + GAP <= innerHeight ? below : Math.max(GAP, props.at.top - height - GAP);
    const left = Math.max(GAP, Math.min(props.at.left, innerWidth - width - GAP));
    dialog.style.setProperty("--x", `${left}px`);
    dialog.style.setProperty("--y", `${top}px`);
  };
  const resized = new ResizeObserver(place);
  onCleanup(() => resized.disconnect());
  onMount(() =>
    queueMicrotask(() => {
      if (!dialog.isConnected) return;
      dialog.showModal();
      place();
      resized.observe(dialog);
    }),
  );
  return (
    <Portal>
      <dialog
        ref={dialog}
        class={styles.menu}
        aria-label={props.label}
        onClose={() => props.onClose()}
        onPointerDown={(event) => event.target === dialog && dialog.close()}
        onKeyDown={(event) => step(dialog, event)}
      >
        <div class={styles.body}>{props.children(() => dialog.close())}</div>
      </dialog>
    </Portal>
  );
}

/** One line of a menu. */
export function MenuItem(props: {
  readonly icon: IconName;
  readonly label: string;
  readonly onPick: () => void;
  readonly danger?: boolean;
  /** Where it is something that is on or off. */
  readonly on?: boolean;
}) {
  return (
    <button
      type="button"
      class={classes(styles.item, props.danger && styles.danger)}
      aria-pressed={props.on}
      onClick={() => props.onPick()}
    >
      <Icon name={props.icon} />
      <span>{props.label}</span>
      {props.on && <Icon name="check" size={18} />}
    </button>
  );
}

const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };

/** Arrow keys go from one thing to the next, round and round. */
function step(dialog: HTMLDialogElement, event: KeyboardEvent): void {
  const by = STEPS[event.key];
  if (by === undefined) return;
  const all = [...dialog.querySelectorAll("button")];
  const now = all.indexOf(document.activeElement as HTMLButtonElement);
  all.at((now + by) % all.length)?.focus();
  event.preventDefault();
}
