import { type Accessor, createSignal, onCleanup } from "solid-js";
import type { VirtualizerHandle } from "virtua/solid";

/** How close to the end, in pixels, still counts as being there. */
const NEAR_PX = 32;
/**
 * How close to either end of what is loaded, in pixels, more is loaded: far enough to be there before the
 * reader.
 */
const AHEAD_PX = 2_400;
/**
 * Milliseconds after the reader's own movement during which scrolling up counts as theirs (a fling continues
 * by itself).
 */
const FLING_MS = 1_500;
/** Milliseconds without scrolling after which the reader has come to rest. */
const REST_MS = 900;
/** Frames a new list needs to measure what is in view and reach its place. */
const FRESH_FRAMES = 4;
const MOVES = ["wheel", "touchmove", "pointerdown", "pointermove", "keydown"];
const KEYS_UP = new Set(["ArrowUp", "PageUp", "Home", " "]);

export interface Scroll {
  /** Whether the newest message is in view. It then stays in view as others arrive. */
  readonly atEnd: Accessor<boolean>;
  /** Indexes of the highest and the lowest item in view. */
  readonly highest: Accessor<number>;
  readonly lowest: Accessor<number>;
  readonly isMoving: Accessor<boolean>;
  /** Pixels between the upper edge of the view and that of an item. */
  readonly below: (index: number) => number;
  /** Whether the list knows the height of its view. */
  readonly isMeasured: () => boolean;
  /** Call this whenever items change. In the next frame it keeps the view at the end if it was there. */
  readonly settle: () => void;
  /** The same for sizes, which are known only once a frame has been laid out: it moves the view within that frame. */
  readonly resized: () => void;
  readonly toEnd: () => void;
  /** Scrolls to the item with this key as soon as it is drawn. */
  readonly toItem: (key: string, how: Alignment) => void;
  /** Brings an item into view, moving as little as possible. */
  readonly into: (index: number) => void;
  readonly attach: (element: HTMLElement) => void;
  /** Sets the list, each time a new one is created. */
  readonly follow: (list: VirtualizerHandle | undefined) => void;
}

/** In the middle, or this many pixels below the upper edge. */
export type Alignment = "middle" | { readonly below: number };

interface Options {
  /** Whether there are newer messages than those loaded. */
  readonly hasNewer: Accessor<boolean>;
  /** Whether newer messages are on their way. */
  readonly isCatchingUp: Accessor<boolean>;
  /** The index of an item in the list; -1 if it is not there. */
  readonly indexOf: (key: string) => number;
  readonly onNearStart: () => void;
  readonly onNearEnd: () => void;
  /** Called when the view has moved or its content has changed. */
  readonly onLook: () => void;
}

/**
 * Where the reader is. Being at the end is a state that the reader leaves only by scrolling up and enters
 * again by arriving there. Growth, new widths and the list's own corrections never count as leaving.
 */
export function createScroll(options: Options): Scroll {
  const { hasNewer, isCatchingUp, indexOf, onNearStart, onNearEnd, onLook } = options;
  const [sticks, setSticks] = createSignal(true);
  const view = createView();
  const destination = createDestination(indexOf);
  const gestures = createGestures(destination.clear);
  let element: HTMLElement | undefined;
  let list: VirtualizerHandle | undefined;
  let before = 0;
  let frame = 0;
  /** Frames until the list has reached its place, because it is new or jumps elsewhere. */
  let fresh = 0;

  const atEnd = (): boolean => sticks() && !hasNewer();
  const fromEnd = (): number => (element === undefined ? 0 : distanceFromEnd(element));
  const toEnd = (): void => {
    destination.clear();
    setSticks(true);
    if (element !== undefined) before = scrolledToEnd(element);
  };
  const look = (): void => {
    if (element === undefined || list === undefined) return;
    view.measure(list, element);
    if (fresh > 0) return;
    if (element.scrollTop < AHEAD_PX) onNearStart();
    if (fromEnd() < AHEAD_PX && hasNewer()) onNearEnd();
    onLook();
  };
  const onScroll = (): void => {
    const { scrollTop = 0 } = element ?? {};
    arrive();
    if (fromEnd() > NEAR_PX && scrollTop < before - 1 && gestures.hasMovedUp()) setSticks(false);
    if (scrollTop !== before) gestures.onScroll();
    before = scrollTop;
    look();
  };
  /** During a jump the end is only passed, and what looks like the end may not be loaded to the end yet. */
  const arrive = (): void => {
    if (fresh === 0 && !destination.isSet() && fromEnd() <= NEAR_PX) setSticks(!hasNewer());
  };
  const settle = (): void => {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(() => {
      if (atEnd()) toEnd();
      destination.scroll(list);
      look();
      if (list === undefined) return;
      if (fresh > 0) {
        if (--fresh === 0) arrive();
        settle();
      } else if (destination.isSet() && !isCatchingUp()) {
        destination.clear();
        arrive();
      }
    });
  };
  const resized = (): void => {
    if (fresh === 0 && !destination.isSet() && atEnd()) toEnd();
    settle();
  };
  onCleanup(() => cancelAnimationFrame(frame));
  return {
    atEnd,
    highest: view.highest,
    lowest: view.lowest,
    isMoving: gestures.isMoving,
    below: (index) => (list?.getItemOffset(index) ?? 0) - (element?.scrollTop ?? 0),
    isMeasured: () => (list?.viewportSize ?? 0) > 0,
    settle,
    resized,
    toEnd,
    toItem(key, how) {
      setSticks(false);
      destination.set(key, how);
      fresh = FRESH_FRAMES;
      destination.scroll(list);
      settle();
    },
    into(index) {
      destination.clear();
      setSticks(false);
      list?.scrollToIndex(index, { align: "nearest" });
    },
    attach(scroller) {
      element = scroller;
      gestures.attach(scroller, onScroll);
      settle();
    },
    follow(next) {
      list = next;
      fresh = FRESH_FRAMES;
      settle();
    },
  };
}

const distanceFromEnd = ({ scrollHeight, scrollTop, clientHeight }: HTMLElement): number =>
  scrollHeight - scrollTop - clientHeight;

/** Scrolls an element to its end, and returns its offset there. */
function scrolledToEnd(element: HTMLElement): number {
  element.scrollTop = element.scrollHeight;
  return element.scrollTop;
}

/** The items at the upper and the lower edge of the view. */
function createView() {
  const [highest, setHighest] = createSignal(-1);
  const [lowest, setLowest] = createSignal(-1);
  const measure = (list: VirtualizerHandle, { scrollTop, clientHeight }: HTMLElement): void => {
    // The element's own offset is current; the list learns of it later.
    setHighest(list.findItemIndex(scrollTop));
    setLowest(list.findItemIndex(scrollTop + clientHeight - NEAR_PX));
  };
  return { highest, lowest, measure };
}

/** Where the reader is taken, and held until all messages sent meanwhile have arrived. */
function createDestination(indexOf: (key: string) => number) {
  let destination: { readonly key: string; readonly how: Alignment } | undefined;
  return {
    isSet: () => destination !== undefined,
    set: (key: string, how: Alignment): void => {
      destination = { key, how };
    },
    clear: (): void => {
      destination = undefined;
    },
    /**
     * One attempt may fail: if items are added above before the list has noticed its own movement, it
     * corrects the position it had before.
     */
    scroll: (list: VirtualizerHandle | undefined): void => {
      if (destination === undefined) return;
      const { key, how } = destination;
      const index = indexOf(key);
      if (index < 0) return;
      if (how === "middle") list?.scrollToIndex(index, { align: "center" });
      else list?.scrollToIndex(index, { align: "start", offset: -how.below });
    },
  };
}

/** What the reader moves themselves, as opposed to what the list or new messages move. */
function createGestures(onGesture: () => void) {
  const [isMoving, setMoving] = createSignal(false);
  const listeners = new AbortController();
  let movedAt = Number.NEGATIVE_INFINITY;
  let movedUpAt = Number.NEGATIVE_INFINITY;
  let rest: ReturnType<typeof setTimeout> | undefined;
  const onMove = (event: Event): void => {
    movedAt = performance.now();
    if (event.type !== "pointermove") onGesture();
    if (event instanceof WheelEvent && event.deltaY >= 0) return;
    if (event instanceof KeyboardEvent && !KEYS_UP.has(event.key)) return;
    movedUpAt = movedAt;
  };
  onCleanup(() => {
    clearTimeout(rest);
    listeners.abort();
  });
  return {
    isMoving,
    hasMovedUp: () => performance.now() - movedUpAt < FLING_MS,
    /** The place has changed. */
    onScroll: (): void => {
      if (performance.now() - movedAt >= FLING_MS) return;
      setMoving(true);
      clearTimeout(rest);
      rest = setTimeout(() => setMoving(false), REST_MS);
    },
    attach: (scroller: HTMLElement, onScroll: () => void): void => {
      const options = { passive: true, signal: listeners.signal };
      scroller.addEventListener("scroll", onScroll, options);
      for (const type of MOVES) scroller.addEventListener(type, onMove, options);
    },
  };
}
