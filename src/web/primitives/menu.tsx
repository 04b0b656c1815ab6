import { type JSX, onCleanup, onMount } from "solid-js";
import { Portal } from "solid-js/web";
import { classes } from "./classes.ts";
import { Icon, type IconName } from "./icon.tsx";
import styles from "./menu.module.css";

/** Pixels between a menu and what was pressed, and between it and the edge of the window. */
const GAP = 6;

/**
 * A menu where the user pressed: beside the button on a desktop, from below on a phone. Like a Dialog it is
 * the browser's own, which takes care of focus, Escape and a press elsewhere.
 */
export function Menu(props: {
  readonly label: string;
  readonly at: DOMRect;
  readonly onClose: () => void;
  /** Receives a function that closes the menu. Calling it first lets a choice move the focus and keep it. */
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
  /** For something that is on or off. */
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

/** Arrow keys go from one item to the next, in a circle. */
function step(dialog: HTMLDialogElement, event: KeyboardEvent): void {
  const by = STEPS[event.key];
  if (by === undefined) return;
  const all = [...dialog.querySelectorAll("button")];
  const now = all.indexOf(document.activeElement as HTMLButtonElement);
  all.at((now + by) % all.length)?.focus();
  event.preventDefault();
}
