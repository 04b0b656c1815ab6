import type { RoomKind } from "./ids.ts";
import type { Permissions, Role } from "./room.ts";

/** A row of the policy: who may do something, and in which rooms. `policy.ts` reads it. */
export interface Rule {
  /** The lowest role, or the setting of the room that decides it; `stranger` is for people outside the room. */
  readonly who: Role | keyof Permissions | "stranger";
  /** The kinds of room in which it exists at all. */
  readonly kinds: readonly RoomKind[];
  /** Others see it, so people who are muted or blocked may not do it. */
  readonly posts?: true;
  /** Also possible in an archived room. */
  readonly archived?: true;
}

export const ANY: readonly RoomKind[] = ["dm", "group", "channel"];
/** Kinds of room whose members are not determined by the room's id. */
export const SHARED: readonly RoomKind[] = ["group", "channel"];
