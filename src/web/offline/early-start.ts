import type { Parlor } from "../../client/index.ts";
import { route } from "../state/route.ts";

/** Remembers that somebody is signed in here, in a place that can be read synchronously. */
const KEY = "parlor.in";
/** Milliseconds within which the page draws the room it was opened at, if it ever does. */
const DRAWN_MS = 5_000;

/**
 * Shows returning users their rooms sooner: the chunk that draws the rooms is loaded while the open room is
 * read from the device, instead of after it.
 */
export function startEarly(parlor: Parlor): void {
  if (wasIn()) void import("../shell/shell.tsx");
  const stop = parlor.session.subscribe(() => {
    const { status } = parlor.session.get();
    if (status === "loading") return;
    stop();
    if (status === "signed_in") openRoom(parlor);
  });
  parlor.session.subscribe(() => remember(parlor.session.get().status === "signed_in"));
}

/** Holds the room open until its view does. */
function openRoom(parlor: Parlor): void {
  const now = route();
  if (now.page !== "room") return;
  const room = parlor.openRoom(now.room_id);
  setTimeout(() => room.close(), DRAWN_MS);
}

function wasIn(): boolean {
  try {
    return localStorage.getItem(KEY) !== null;
  } catch {
    return false;
  }
}

function remember(isIn: boolean): void {
  try {
    if (isIn) localStorage.setItem(KEY, "");
    else localStorage.removeItem(KEY);
  } catch {
    // Storage is forbidden, so the app starts the slower way.
  }
}
