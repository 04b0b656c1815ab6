import type { Parlor } from "../../client/index.ts";
import { route } from "../state/route.ts";

/** Remembers, where it can be asked without waiting, that somebody is signed in here. */
const KEY = "parlor.in";
/** Milliseconds in which the page draws the room it was opened at, if it ever does. */
const DRAWN_MS = 5_000;

/**
 * Whoever comes back sees their rooms sooner: the chunk that draws them is loaded, and the open room
 * read from the device, side by side instead of one after the other.
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

/** Held until the room is drawn, and so held by that. */
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
    // Storage is forbidden: then it starts the slower way.
  }
}
