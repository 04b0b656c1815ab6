import type { RoomKind } from "../../protocol/ids.ts";
import { allows, type Operation } from "../../protocol/policy.ts";
import type { Role, Room } from "../../protocol/room.ts";

/** What somebody may do in a room. The server has the last word; this leaves out what it would refuse. */
export interface Rights {
  readonly isOwner: boolean;
  /** Owner or admin: what they set and see. */
  readonly isAdmin: boolean;
  readonly post: boolean;
  readonly invite: boolean;
  readonly pin: boolean;
  /** Calling on everybody at once: `@all`, `@here`. */
  readonly mentionRoom: boolean;
}

export function rightsIn(
  kind: RoomKind,
  room: Pick<Room, "permissions" | "archived"> | undefined,
  role: Role | undefined,
): Rights {
  const may = (operation: Operation): boolean =>
    room !== undefined && allows(operation, role, { ...room, kind });
  return {
    isOwner: may("delete_room"),
    isAdmin: may("moderate"),
    post: may("send"),
    pin: may("pin"),
    invite: may("invite"),
    mentionRoom: may("mention_room"),
  };
}
