import { type Accessor, createSignal, onCleanup } from "solid-js";
import type { VirtualizerHandle } from "virtua/solid";

/** Pixels from the end that still count as being there. */
const NEAR_PX = 32;
/** Pixels from the top at which older messages are asked for: far enough to be there before the reader. */
const AHEAD_PX = 1_200;

/** Milliseconds after a reader's own movement in which scrolling up is taken as theirs (a fling goes on by itself). */
const FLING_MS = 1_500;
const MOVES = ["wheel", "touchmove", "pointerdown", "pointermove", "keydown"];
const KEYS_UP = new Set(["ArrowUp", "PageUp", "Home", " "]);

export interface Scroll {
  readonly atEnd: Accessor<boolean>;
  /** Index of the lowest row in view. */
  readonly lowest: Accessor<number>;
  readonly isNearTop: () => boolean;
  /** To be called whenever rows or sizes change: whoever was at the end stays there. */
  readonly settle: () => void;
  readonly toEnd: () => void;
  readonly toRow: (index: number) => void;
  /** Takes the scrolling element and the list in it, once both are there. */
  readonly attach: (element: HTMLElement, list: VirtualizerHandle) => void;
}

/**
 * Where the reader is. Being at the end is a state the reader leaves only by scrolling up and
 * re-enters by arriving there: growth, new widths and the list's own corrections never count as leaving.
 */
export function createScroll(onNearTop: () => void): Scroll {
  const [atEnd, setAtEnd] = createSignal(true);
  const [lowest, setLowest] = createSignal(-1);
  let element: HTMLElement | undefined;
  let list: VirtualizerHandle | undefined;
  let before = 0;
  let movedAt = Number.NEGATIVE_INFINITY;
  let frame = 0;

  const toEnd = (): void => {
    setAtEnd(true);
    if (element === undefined) return;
    element.scrollTop = element.scrollHeight;
    before = element.scrollTop;
  };
  const look = (): void => {
    if (element === undefined || list === undefined) return;
    setLowest(list.findItemIndex(list.scrollOffset + list.viewportSize - NEAR_PX));
  };
  const isNearTop = (): boolean => (element?.scrollTop ?? 0) < AHEAD_PX;
  const onScroll = (): void => {
    if (element === undefined) return;
    const { scrollTop, scrollHeight, clientHeight } = element;
    const fromEnd = scrollHeight - scrollTop - clientHeight;
    if (fromEnd <= NEAR_PX) setAtEnd(true);
    else if (scrollTop < before - 1 && performance.now() - movedAt < FLING_MS) setAtEnd(false);
    before = scrollTop;
    if (isNearTop()) onNearTop();
    look();
  };
  const settle = (): void => {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(() => {
      if (atEnd()) toEnd();
      look();
      if (isNearTop()) onNearTop();
    });
  };
  const toRow = (index: number): void => {
    setAtEnd(false);
    list?.scrollToIndex(index, { align: "start", offset: -72 });
  };
  const onMove = (event: Event): void => {
    if (event instanceof WheelEvent && event.deltaY >= 0) return;
    if (event instanceof KeyboardEvent && !KEYS_UP.has(event.key)) return;
    // A press on the element itself is one on its scroll bar or on empty space, not on a message.
    if (event instanceof PointerEvent && (event.target !== element || event.buttons === 0)) return;
    movedAt = performance.now();
  };
  const attach = (scroller: HTMLElement, virtualizer: VirtualizerHandle): void => {
    element = scroller;
    list = virtualizer;
    scroller.addEventListener("scroll", onScroll, { passive: true });
    for (const type of MOVES) scroller.addEventListener(type, onMove, { passive: true });
    settle();
  };
  onCleanup(() => {
    cancelAnimationFrame(frame);
    element?.removeEventListener("scroll", onScroll);
    for (const type of MOVES) element?.removeEventListener(type, onMove);
  });
  return { atEnd, lowest, isNearTop, settle, toEnd, toRow, attach };
}
