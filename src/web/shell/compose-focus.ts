import { onCleanup } from "solid-js";

const FIELDS = "input, textarea, select, [contenteditable], [role=listbox]";
/** Values of `key` for keys that begin a character, such as a dead accent or an input method. */
const BEGINNINGS = new Set(["Process", "Dead", "Unidentified"]);

/** The composer of the thread that somebody is in, or else the room's. */
const composerNear = (element: Element | null): HTMLTextAreaElement | null =>
  element?.closest("aside")?.querySelector("textarea") ??
  document.querySelector("[data-conversation] textarea");

/** Whether the user pressed something in a conversation, or in a dialog that may have covered one. */
const isInConversation = (element: Element): boolean =>
  element.closest("[data-conversation], dialog") !== null ||
  element.closest("aside")?.querySelector("textarea") != null;

const isDialogOpen = (): boolean => document.querySelector("dialog[open]") !== null;

function isTyped(event: KeyboardEvent): boolean {
  if (event.isComposing || event.metaKey || event.ctrlKey !== event.getModifierState("AltGraph"))
    return false;
  // A blank presses buttons, and scrolls.
  return BEGINNINGS.has(event.key) || (Array.from(event.key).length === 1 && event.key !== " ");
}

/**
 * Keeps the focus where the user types. Text typed while no field has the focus goes into the composer, and the
 * composer gets the focus back after the user has done something with the mouse.
 */
export function createComposeFocus(): void {
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || !isTyped(event) || isDialogOpen()) return;
    const target = event.target instanceof Element ? event.target : null;
    // The browser types into what has the focus after this.
    if (target?.closest(FIELDS) == null) composerNear(target)?.focus();
  };
  const onClick = (event: MouseEvent): void => {
    const { target } = event;
    // On a touch screen, focus would bring up the keyboard. A press of a key on a button is a click without a pointer.
    const isMouse = event instanceof PointerEvent && event.pointerType === "mouse" && event.detail > 0;
    if (!isMouse || !(target instanceof Element) || !isInConversation(target)) return;
    if (target.closest("textarea") !== null) return;
    // What was pressed may open a dialog or take the focus itself.
    setTimeout(() => {
      if (isDialogOpen() || getSelection()?.isCollapsed === false) return;
      const composer = composerNear(target.isConnected ? target : null);
      const has = document.activeElement;
      if (composer === null || (has !== composer && has?.closest(FIELDS) != null)) return;
      // A dialog that closes gives the focus back to where it was, but in Chromium not the caret: nothing could be typed.
      if (has === composer) composer.blur();
      composer.focus({ preventScroll: true });
    });
  };
  addEventListener("keydown", onKeyDown);
  addEventListener("click", onClick);
  onCleanup(() => {
    removeEventListener("keydown", onKeyDown);
    removeEventListener("click", onClick);
  });
}
