import { type Accessor, createMemo, createSignal } from "solid-js";
import type { Message } from "../../protocol/message.ts";
import { isNavigatingByKeyboard } from "../primitives/keyboard-navigation.ts";
import { latinKey } from "../primitives/latin-key.ts";
import type { Item } from "./items.ts";
import type { Scroll } from "./scroll.ts";

/** What keys do with the focused message. */
export interface RovingFocusOptions {
  readonly items: Accessor<readonly Item[]>;
  readonly scroll: Scroll;
  readonly element: () => HTMLElement | undefined;
  /** Home and End go to the ends of the room, not only of what is loaded. */
  readonly onFirst: () => void;
  readonly onLast: () => void;
  readonly onMenu: (message: Message, at: DOMRect) => void;
  /** A shortcut was pressed on a message. Returns whether it did anything. */
  readonly onShortcut: (key: string, message: Message, at: DOMRect) => boolean;
}

export interface RovingFocus {
  /** The message that Tab stops at. */
  readonly active: Accessor<string | undefined>;
  readonly onKeyDown: (event: KeyboardEvent) => void;
  readonly onFocusIn: (event: FocusEvent) => void;
}

/** Messages by keyboard: arrow keys go from one to the next, and Tab stops at only one of them. */
export function createRovingFocus(options: RovingFocusOptions): RovingFocus {
  const { items, scroll } = options;
  const [active, setActive] = createSignal<string>();
  const activeIndex = createMemo(() => {
    const key = active();
    return key === undefined ? -1 : items().findIndex((item) => item.key === key);
  });

  const focus = (index: number): void => {
    const key = items()[index]?.key;
    if (key === undefined) return;
    setActive(key); // From here on it is mounted, wherever it is.
    queueMicrotask(() => {
      messageElement(options.element(), key)?.focus({ preventScroll: true });
      scroll.into(index);
    });
  };
  /** Focuses the next message in a direction, starting at an item. */
  const step = (from: number, by: 1 | -1): void => {
    for (let index = from; index >= 0 && index < items().length; index += by)
      if (items()[index]?.message && items()[index]?.hidden !== 0) return focus(index);
  };
  const page = (): number => Math.max(1, scroll.lowest() - scroll.highest());

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.altKey || event.metaKey || event.ctrlKey) return;
    const target = event.target as HTMLElement;
    const isMessage = target.matches("[data-key]");
    if (!isMessage && target !== options.element()) return;
    const done =
      (isMessage && onMessage(event, target)) || move(event.key, isMessage ? activeIndex() : undefined);
    if (done) event.preventDefault();
  };
  const move = (key: string, at: number | undefined): boolean => {
    switch (key) {
      case "ArrowUp":
        step(at === undefined ? scroll.lowest() : at - 1, -1);
        return true;
      case "ArrowDown":
        step(at === undefined ? scroll.highest() : at + 1, 1);
        return true;
      case "Home":
        options.onFirst();
        return true;
      case "End":
        options.onLast();
        return true;
      case "PageUp":
        if (at !== undefined) step(Math.max(0, at - page()), -1);
        return at !== undefined;
      case "PageDown":
        if (at !== undefined) step(Math.min(items().length - 1, at + page()), 1);
        return at !== undefined;
      default:
        return false;
    }
  };
  const onMessage = (event: KeyboardEvent, target: HTMLElement): boolean => {
    const delivery = items()[activeIndex()]?.message?.delivery;
    if (delivery?.state !== "sent") return false;
    const at = target.getBoundingClientRect();
    if (event.key === "Enter" || event.key === "ContextMenu" || (event.key === "F10" && event.shiftKey)) {
      options.onMenu(delivery.message, at);
      return true;
    }
    return (
      isNavigatingByKeyboard() && !event.shiftKey && options.onShortcut(latinKey(event), delivery.message, at)
    );
  };
  const onFocusIn = (event: FocusEvent): void => {
    const element = event.target instanceof Element ? event.target.closest("[data-key]") : null;
    if (element instanceof HTMLElement) setActive(element.dataset.key);
  };
  return { active, onKeyDown, onFocusIn };
}

const messageElement = (list: HTMLElement | undefined, key: string): HTMLElement | null =>
  list?.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`) ?? null;
