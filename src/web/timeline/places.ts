import type { MessageId, RoomId } from "../../protocol/ids.ts";

/** The reader's place in a room: this message is this many pixels below the upper edge of the view. */
export interface Place {
  readonly message_id: MessageId;
  readonly below: number;
}

const KEY = "parlor.places";
/** How many rooms' places are remembered: those that were left last. */
const ROOMS_MAX = 100;

type Places = readonly (readonly [RoomId, Place])[];

/** Kept as long as the tab, even through reloads. Other tabs have places of their own. */
function places(): Places {
  try {
    return JSON.parse(sessionStorage.getItem(KEY) ?? "[]") as Places;
  } catch {
    return [];
  }
}

export const placeIn = (room_id: RoomId): Place | undefined => new Map(places()).get(room_id);

/** `place` is undefined if the reader is at the end. */
export function rememberPlace(room_id: RoomId, place: Place | undefined): void {
  const others = places().filter(([id]) => id !== room_id);
  const next: Places = place ? [[room_id, place], ...others.slice(0, ROOMS_MAX - 1)] : others;
  try {
    sessionStorage.setItem(KEY, JSON.stringify(next));
  } catch {
    // Without storage, a room opens at its end.
  }
}
