/** Keys that move the focus. */
const NAVIGATION_KEYS = new Set([
  "Tab",
  "ArrowUp",
  "ArrowDown",
  "ArrowLeft",
  "ArrowRight",
  "Home",
  "End",
  "PageUp",
  "PageDown",
]);

let isOn = false;
// In the capturing phase, so that it is known before a handler asks.
globalThis.addEventListener?.("pointerdown", () => (isOn = false), { capture: true });
globalThis.addEventListener?.(
  "keydown",
  ({ key }) => {
    if (NAVIGATION_KEYS.has(key)) isOn = true;
  },
  { capture: true },
);

/** Whether the user last moved the focus with the keyboard. A letter is a shortcut then; otherwise it is text for a message. */
export const isNavigatingByKeyboard = (): boolean => isOn;
