import { isNarrow } from "./narrow.ts";

/** Pixels from the edge of the screen within which a swipe back begins. */
const EDGE_PX = 40;
/** Pixels a finger moves before its direction is clear. */
const CLEAR_PX = 10;
/** Pixels after which letting go means going back. A quick flick needs fewer. */
const FAR_PX = 96;
const FLICK_PX_PER_MS = 0.5;

/**
 * A finger that comes in from the left edge drags the page along. If it is let go far enough or fast enough,
 * it goes back. Only on phones, where one page lies over the other.
 */
export function onSwipeBack(element: HTMLElement, goBack: () => void): void {
  let start: { readonly x: number; readonly y: number; readonly at: number } | undefined;
  let dx = 0;
  let isSwiping = false;
  const end = (how: "back" | "stay"): void => {
    start = undefined;
    if (!isSwiping) return;
    isSwiping = false;
    element.style.transition = how === "stay" ? "transform var(--quick)" : "";
    element.style.transform = "";
    if (how === "back") goBack();
  };
  element.addEventListener(
    "touchstart",
    ({ touches, timeStamp }) => {
      const [touch] = touches;
      const isOfUse = touches.length === 1 && touch !== undefined && touch.clientX <= EDGE_PX;
      start = isOfUse && isNarrow() ? { x: touch.clientX, y: touch.clientY, at: timeStamp } : undefined;
      dx = 0;
    },
    { passive: true },
  );
  element.addEventListener(
    "touchmove",
    (event) => {
      const [touch] = event.touches;
      if (start === undefined || touch === undefined) return;
      dx = touch.clientX - start.x;
      const dy = Math.abs(touch.clientY - start.y);
      if (!isSwiping && Math.max(Math.abs(dx), dy) < CLEAR_PX) return;
      if (!isSwiping && dy > dx) return end("stay"); // The finger scrolls.
      isSwiping = true;
      event.preventDefault();
      element.style.transition = "";
      element.style.transform = `translateX(${Math.max(0, dx)}px)`;
    },
    { passive: false },
  );
  element.addEventListener("touchend", ({ timeStamp }) => {
    const isFast = start !== undefined && dx / Math.max(1, timeStamp - start.at) > FLICK_PX_PER_MS;
    end(dx > FAR_PX || (isFast && dx > CLEAR_PX) ? "back" : "stay");
  });
  element.addEventListener("touchcancel", () => end("stay"));
}
