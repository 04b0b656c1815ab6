import type { RoomId } from "../../src/protocol/ids.ts";
import type { Stored } from "./action-history.ts";
import { checkInbox, type Marks } from "./converged-inbox.ts";
import { checkRoom, checkSends } from "./converged-room.ts";
import type { Device } from "./device.ts";
import { Violation } from "./invariant-monitor.ts";
import type { StoredInbox } from "./stored-inbox.ts";
import type { StoredRoom } from "./stored-room.ts";

/** At a glance: whether it is worth while to look at everything. */
export function seemsCurrent({ parlor, rooms }: Device, heads: ReadonlyMap<RoomId, number>): boolean {
  if (parlor.connection.get().state !== "live") return false;
  if (parlor.conversations.get().some(({ room_id, head }) => head !== heads.get(room_id))) return false;
  return [...rooms].every(([room_id, { state }]) => {
    const { connection, head, pending } = state.get();
    if (connection.state === "closed") return true;
    return (
      connection.state === "live" &&
      head === heads.get(room_id) &&
      pending.every((each) => each.status === "failed")
    );
  });
}

/** Whether everything a device shows is what is stored. Throws what is different. */
export function checkDevice(device: Device, stored: Stored, marks: Marks): void {
  const connection = device.parlor.connection.get();
  if (connection.state !== "live") throw new Violation("INBOX4", `${device.name} is ${connection.state}`);
  checkInbox(device, stored.inboxes.get(device.user_id) as StoredInbox, stored, marks);
  for (const room_id of device.rooms.keys()) {
    const room = stored.rooms.get(room_id) as StoredRoom;
    checkRoom(device, room);
    checkSends(device, room, stored);
  }
}
