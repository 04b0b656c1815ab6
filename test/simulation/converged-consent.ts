import type { UserId } from "../../src/protocol/ids.ts";
import type { Stored } from "./action-history.ts";
import type { Device } from "./device.ts";
import { Violation } from "./invariant-monitor.ts";
import type { StoredInbox } from "./stored-inbox.ts";
import { endsMembership, type StoredRoom } from "./stored-room.ts";

/** Nobody is in a room without having agreed, and everybody is asked what there is to ask. */
export function checkConsent({ rooms, inboxes }: Stored, devices: readonly Device[]): void {
  for (const room of rooms.values()) {
    for (const inbox of inboxes.values()) checkRequest(room, inbox);
    for (const user_id of room.members.keys()) checkReturn(room, user_id, devices);
    const told = room.receipts.find(({ user_id }) => room.asked.has(user_id));
    if (told) throw new Violation("CONSENT5", `${room.room_id}: ${told.user_id} has read ${told.read}`);
  }
}

/** The inbox shows what the room asks, unless its user has declined that. */
function checkRequest(room: StoredRoom, inbox: StoredInbox): void {
  const { user_id, declinedUntil } = inbox;
  const where = `inbox of ${user_id}, ${room.room_id}`;
  const shown = inbox.request(room.room_id);
  const at = room.invited.get(user_id);
  const until = declinedUntil.get(room.room_id) ?? 0;
  if (shown?.invitation && shown.invitation.at !== at)
    throw new Violation("CONSENT3", `${where}: invited at ${shown.invitation.at}, is ${at}`);
  if (at !== undefined && at >= until && !shown)
    throw new Violation("CONSENT3", `${where}: is not told of the invitation at ${at}`);
  const isAsked = room.asked.has(user_id) && room.isKnownTo(user_id);
  if (shown?.request && !isAsked) throw new Violation("CONSENT4", `${where}: is asked by nobody`);
  if (isAsked && until === 0 && !shown) throw new Violation("CONSENT4", `${where}: is not asked`);
}

/** Whoever has left by themselves is back only if one of their devices has joined. */
function checkReturn({ room_id, changes }: StoredRoom, user_id: UserId, devices: readonly Device[]): void {
  const own = changes.filter(
    (change) => (change.type === "member_joined" || endsMembership(change)) && change.user_id === user_id,
  );
  if (own.at(-2)?.type !== "member_left") return;
  const hasAgreed = devices.some((device) => device.user_id === user_id && device.joined.has(room_id));
  if (!hasAgreed) throw new Violation("CONSENT1", `${room_id}: ${user_id} is back without having agreed`);
}
