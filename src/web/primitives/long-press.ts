/** Milliseconds a finger rests before it means a menu. As phones have it. */
const LONG_PRESS_MS = 450;
/** Pixels a resting finger may tremble. */
const TREMBLE_PX = 10;

/**
 * A finger that rests on something asks for its menu. Browsers say so by `contextmenu`, but for
 * Safari on a phone, which says nothing; what such a press would also click is then not clicked.
 */
export function onLongPress(element: HTMLElement, run: () => void): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let start: Touch | undefined;
  let isHeld = false;
  const end = (): void => clearTimeout(timer);
  element.addEventListener(
    "touchstart",
    ({ touches }) => {
      end();
      isHeld = false;
      start = touches[0];
      if (touches.length > 1) return;
      timer = setTimeout(() => {
        isHeld = true;
        run();
      }, LONG_PRESS_MS);
    },
    { passive: true },
  );
  element.addEventListener(
    "touchmove",
    ({ touches: [now] }) => {
      if (now === undefined || start === undefined) return;
      if (Math.hypot(now.clientX - start.clientX, now.clientY - start.clientY) > TREMBLE_PX) end();
    },
    { passive: true },
  );
  element.addEventListener("touchcancel", end);
  element.addEventListener("touchend", (event) => {
    end();
    if (isHeld) event.preventDefault();
  });
}
