/** Milliseconds after which a press counts as long, as on phones. */
const LONG_PRESS_MS = 450;
/** Pixels a resting finger may move. */
const TREMBLE_PX = 10;

/**
 * Calls `run` on a long press. Browsers report one as `contextmenu`, except for Safari on phones, which
 * reports nothing. The click that would follow the press is suppressed.
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
