import { onCleanup } from "solid-js";
import { latinKey } from "../primitives/latin-key.ts";

/** Keys that work anywhere in the app. */
export function createShortcuts(on: {
  readonly onOpenSwitcher: () => void;
  /** Returns whether a room is open that can be searched. */
  readonly onSearchRoom: () => boolean;
}): void {
  const onKeyDown = (event: KeyboardEvent): void => {
    // On a Mac, Ctrl-K deletes to the end of the line, so only ⌘-K works there.
    const isMac = /mac/i.test(navigator.platform);
    const isShortcut = (isMac ? event.metaKey : event.ctrlKey) && !event.altKey && !event.shiftKey;
    const key = latinKey(event).toLowerCase();
    // An open dialog comes first.
    if (document.querySelector("dialog[open]") !== null) return;
    if (isShortcut && key === "k") {
      event.preventDefault();
      on.onOpenSwitcher();
    }
    // From the search itself, the browser's own is a second press away.
    const field = document.querySelector<HTMLElement>("[data-search-field]");
    if (isShortcut && key === "f" && (field === null || field !== document.activeElement)) {
      field?.focus();
      if (field !== null || on.onSearchRoom()) event.preventDefault();
    }
    if (event.altKey && !event.ctrlKey && !event.metaKey) step(event);
  };
  addEventListener("keydown", onKeyDown);
  onCleanup(() => removeEventListener("keydown", onKeyDown));
}

/** Alt and an arrow go to the room above or below in the list; with Shift, to the next unread one. */
function step(event: KeyboardEvent): void {
  const by = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
  if (by === 0) return;
  const all = [...document.querySelectorAll<HTMLAnchorElement>("[data-room-list] a")];
  const at = all.findIndex((row) => row.hasAttribute("aria-current"));
  const ahead = by > 0 ? all.slice(at + 1) : all.slice(0, Math.max(0, at)).reverse();
  const next = ahead.find((row) => !event.shiftKey || row.dataset.waiting !== undefined);
  if (next === undefined) return;
  event.preventDefault();
  next.click();
}
