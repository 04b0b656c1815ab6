import type { MessageId, RoomId } from "../../protocol/ids.ts";

/** Where a reader is in a room: this message is so many pixels below the upper edge of the view. */
export interface Place {
  readonly message_id: MessageId;
  readonly below: number;
}

const KEY = "parlor.places";
/** Rooms whose places are remembered: those that were left last. */
const ROOMS_MAX = 100;

type Places = readonly (readonly [RoomId, Place])[];

/** For as long as the tab lives, reloads included; other tabs may be elsewhere. */
function places(): Places {
  try {
    return JSON.parse(sessionStorage.getItem(KEY) ?? "[]") as Places;
  } catch {
    return [];
  }
}

export const placeIn = (room_id: RoomId): Place | undefined => new Map(places()).get(room_id);

/** Nothing where the reader is at the end. */
export function rememberPlace(room_id: RoomId, place: Place | undefined): void {
  const others = places().filter(([id]) => id !== room_id);
  const next: Places = place ? [[room_id, place], ...others.slice(0, ROOMS_MAX - 1)] : others;
  try {
    sessionStorage.setItem(KEY, JSON.stringify(next));
  } catch {
    // Without storage, a room opens at its end.
  }
}
