import type { UserId } from "../../protocol/ids.ts";
import { callEach } from "../object/calls.ts";
import type { Inbox, LargeRoom } from "./inbox.ts";
import type { RoomUpdate } from "./room-update.ts";

/** The dependencies of catching up. */
export interface CatchUpPorts {
  /** Asks a large room what its member missed; null if they are no member. */
  ask(room: LargeRoom, user_id: UserId, signal: AbortSignal): Promise<RoomUpdate | null>;
  /** Takes what a room reports, and tells the devices. */
  apply(update: RoomUpdate): void;
}

/** How often a large room is asked what was missed. */
const TRIES = 3;

/** Large rooms report only to inboxes with a device connected, so the first device to connect makes the inbox ask them. */
export async function catchUp(inbox: Inbox, ports: CatchUpPorts): Promise<void> {
  await callEach(inbox.largeRooms(), (room, signal) => catchUpWith(room, inbox, ports, signal));
}

/** A report that overtakes the answer does not include what came before it: the room is asked again. */
async function catchUpWith(
  room: LargeRoom,
  inbox: Inbox,
  { ask, apply }: CatchUpPorts,
  signal: AbortSignal,
): Promise<void> {
  for (let tries = 0; tries < TRIES; tries++) {
    const update = await ask(room, inbox.user_id, signal);
    if (!update || signal.aborted) return;
    const isOutdated = inbox.isOutdated(update);
    apply(update);
    if (!isOutdated) return;
  }
}
