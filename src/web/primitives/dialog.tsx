import { createUniqueId, type JSX, onMount } from "solid-js";
import { Portal } from "solid-js/web";
import { words } from "../language/language.ts";
import buttonStyles from "./button.module.css";
import styles from "./dialog.module.css";
import { Icon } from "./icon.tsx";

/**
 * A modal sheet: centred on a desktop, from below on a phone. The browser's own <dialog> keeps the focus
 * inside, closes on Escape and returns the focus.
 */
export function Dialog(props: {
  readonly title: string;
  readonly onClose: () => void;
  readonly onBack?: (() => void) | undefined;
  readonly children: JSX.Element;
}) {
  const id = createUniqueId();
  let dialog!: HTMLDialogElement;
  onMount(() => queueMicrotask(() => dialog.isConnected && dialog.showModal()));
  // It is rendered in the body, so that colours around its opener do not reach it.
  return (
    <Portal>
      <dialog
        ref={dialog}
        class={styles.dialog}
        aria-labelledby={id}
        onClose={() => props.onClose()}
        onPointerDown={(event) => event.target === dialog && dialog.close()}
      >
        <div class={styles.sheet}>
          <header>
            {props.onBack && (
              <button
                type="button"
                class={buttonStyles.iconButton}
                aria-label={words().primitives.back}
                onClick={() => props.onBack?.()}
              >
                <Icon name="back" />
              </button>
            )}
            <h2 id={id}>{props.title}</h2>
            <button
              type="button"
              class={buttonStyles.iconButton}
              aria-label={words().primitives.close}
              onClick={() => dialog.close()}
            >
              <Icon name="close" />
            </button>
          </header>
          {props.children}
        </div>
      </dialog>
    </Portal>
  );
}
