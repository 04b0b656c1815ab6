/** Keys that go from one thing to the next. */
const STEPS = new Set([
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

let walks = false;
// In the capturing phase: before whoever asks.
globalThis.addEventListener?.("pointerdown", () => (walks = false), { capture: true });
globalThis.addEventListener?.(
  "keydown",
  ({ key }) => {
    if (STEPS.has(key)) walks = true;
  },
  { capture: true },
);

/** Whether the focus was last moved with the keyboard. Only then does a letter mean a shortcut, and not a message. */
export const isWalking = (): boolean => walks;
