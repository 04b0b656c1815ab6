import type { RoomKind } from "../../protocol/ids.ts";
import { allows, type Operation } from "../../protocol/policy.ts";
import type { Role, Room } from "../../protocol/room.ts";

/** What the user may do in a room. The server decides in the end; this leaves out what it would refuse. */
export interface Rights {
  readonly isOwner: boolean;
  /** Owner or admin. */
  readonly isAdmin: boolean;
  readonly post: boolean;
  readonly invite: boolean;
  readonly pin: boolean;
  /** Mentioning everybody at once: `@all`, `@here`. */
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
