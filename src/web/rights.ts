import type { RoomKind } from "../protocol/ids.ts";
import type { Permissions, Role, Room } from "../protocol/room.ts";

/** What somebody may do in a room. The server has the last word; this leaves out what it would refuse. */
export interface Rights {
  readonly isOwner: boolean;
  /** Owner or admin: what they set and see. */
  readonly isAdmin: boolean;
  readonly post: boolean;
  readonly invite: boolean;
  readonly pin: boolean;
  /** Calling on everybody at once: `@all`, `@here`. */
  readonly callRoom: boolean;
}

export function rightsIn(
  kind: RoomKind,
  room: Pick<Room, "permissions" | "archived"> | undefined,
  role: Role | undefined,
): Rights {
  const isOwner = kind !== "dm" && role === "owner";
  const isAdmin = isOwner || (kind !== "dm" && role === "admin");
  const isOpen = role !== undefined && room !== undefined && !room.archived;
  const may = (what: keyof Permissions): boolean =>
    isOpen && (kind === "dm" || isAdmin || room.permissions[what] === "everyone");
  return {
    isOwner,
    isAdmin,
    post: may("post"),
    pin: may("pin"),
    invite: kind !== "dm" && may("invite"),
    callRoom: kind !== "dm" && may("mention_room"),
  };
}

const RANK: Record<Role, number> = { owner: 3, admin: 2, member: 1 };

/** Whether one may remove, ban or mute another: only who is below. */
export const outranks = (own: Role | undefined, other: Role): boolean =>
  own !== undefined && own !== "member" && RANK[own] > RANK[other];
