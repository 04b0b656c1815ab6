import type { RoomId, UserId } from "../../src/protocol/ids.ts";
import { Violation } from "./invariant-monitor.ts";
import type { StoredChange, StoredRoom } from "./stored-room.ts";

/** How a room stood at one point of its log, by the changes so far. */
interface Standing {
  readonly roles: Map<UserId, string>;
  readonly banned: Set<UserId>;
  /** Unix milliseconds until which people may not post. */
  readonly muted: Map<UserId, number>;
  isArchived: boolean;
}

/**
 * The log read from its beginning: the changes tell who is a member, and nobody who was none, was
 * muted or wrote into an archived room has said anything.
 */
export function checkMembers({ room_id, rows, changes, members }: StoredRoom): void {
  const standing: Standing = { roles: new Map(), banned: new Set(), muted: new Map(), isArchived: false };
  const left = [...changes];
  const followUpTo = (message_id: number) => {
    while (left[0] && left[0].after_message_id < message_id)
      follow(room_id, standing, left.shift() as StoredChange);
  };
  for (const { message_id, sender, time } of rows) {
    followUpTo(message_id);
    const where = `${room_id}: ${message_id} is by ${sender}`;
    if (!standing.roles.has(sender)) throw new Violation("MEMBER3", `${where}, no member then`);
    if ((standing.muted.get(sender) ?? 0) > time) throw new Violation("MEMBER7", `${where}, muted then`);
    if (standing.isArchived) throw new Violation("MEMBER8", `${where}, and the room was archived then`);
  }
  followUpTo(Number.POSITIVE_INFINITY);
  const now = [...members.values()].map(({ user_id, role }) => `${user_id} ${role}`).sort();
  const told = [...standing.roles].map(([user_id, role]) => `${user_id} ${role}`).sort();
  if (now.join() !== told.join())
    throw new Violation("MEMBER3", `${room_id}: members ${now.join()}, by the changes ${told.join()}`);
  if (now.length > 0 && !room_id.startsWith("d_") && !now.some((line) => line.endsWith("owner")))
    throw new Violation("MEMBER5", `${room_id}: no owner`);
}

function follow(room_id: RoomId, standing: Standing, change: StoredChange): void {
  const { roles, banned, muted } = standing;
  switch (change.type) {
    case "member_joined":
      if (banned.has(change.user_id))
        throw new Violation("MEMBER7", `${room_id}: ${change.user_id} came in while banned`);
      roles.set(change.user_id, change.role);
      return;
    case "role_changed":
      roles.set(change.user_id, change.role);
      return;
    case "member_banned":
      banned.add(change.user_id);
      roles.delete(change.user_id);
      return;
    case "member_left":
    case "member_removed":
      roles.delete(change.user_id);
      return;
    case "member_unbanned":
      banned.delete(change.user_id);
      return;
    case "member_muted":
      muted.set(change.user_id, change.until);
      return;
    case "room_changed":
      standing.isArchived = change.settings.archived ?? standing.isArchived;
  }
}
