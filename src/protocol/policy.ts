import { type ActionOperation, actionRules } from "./actions.ts";
import { type Refusal, refuse } from "./codes.ts";
import type { RoomKind } from "./ids.ts";
import type { Permissions, Role } from "./room.ts";
import { ANY, type Rule, SHARED } from "./rule.ts";

/**
 * Who may do what: one table, and one function that reads it. Every operation of a room is decided here
 * and nowhere else. Clients use it too, so that they do not offer what would be refused. The tests go
 * through the whole table.
 */

/** Where a person stands in a room. */
export interface Standing {
  readonly role?: Role | undefined;
  readonly banned: boolean;
  /** Unix milliseconds until which they may not post. */
  readonly muted_until: number;
  /** In a DM: the other person has blocked them. */
  readonly blocked: boolean;
}

/** The parts of a room's state that decide. */
export interface Rules {
  readonly kind: RoomKind;
  readonly archived: boolean;
  readonly permissions: Permissions;
}

const others = {
  read: { who: "member", kinds: ANY, archived: true },
  send: { who: "post", kinds: ANY, posts: true },
  mention_room: { who: "mention_room", kinds: SHARED, posts: true },
  typing: { who: "post", kinds: ANY, posts: true },
  receipt: { who: "member", kinds: ANY },

  join: { who: "stranger", kinds: ["channel"] },
  leave: { who: "member", kinds: SHARED, archived: true },
  invite: { who: "invite", kinds: SHARED },
  link: { who: "admin", kinds: SHARED },
  delete_room: { who: "owner", kinds: SHARED, archived: true },
  /** Earlier versions of messages, reports, bans, the audit log. */
  moderate: { who: "admin", kinds: SHARED, archived: true },
} as const satisfies Record<string, Rule>;

export type Operation = keyof typeof others | ActionOperation;

/** The whole table. The rules of actions are in their definitions. */
export const rules: Readonly<Record<Operation, Rule>> = { ...others, ...actionRules };

/** Roles by rank: a higher one may do all that a lower one may. */
export const RANK: Readonly<Record<Role, number>> = { owner: 3, admin: 2, member: 1 };

/** Why a person may not do something; undefined if they may. `now` in Unix milliseconds. */
export function denialFor(
  operation: Operation,
  standing: Standing,
  room: Rules,
  now: number,
): Refusal | undefined {
  const rule = rules[operation];
  if (standing.banned) return refuse("banned");
  // A stranger must not even learn that a room which is not public exists.
  const isOpen = rule.who === "stranger" && rule.kinds.includes(room.kind);
  if (!standing.role && !isOpen) return refuse("not_a_member");
  if (!rule.kinds.includes(room.kind)) return refuse("not_allowed");
  if (room.archived && !rule.archived) return refuse("archived");
  if (rule.who === "stranger" || !standing.role) return undefined;
  if (RANK[standing.role] < RANK[leastRole(rule.who, room)]) return refuse("not_allowed");
  if (rule.posts && standing.blocked) return refuse("blocked");
  if (rule.posts && standing.muted_until > now) return refuse("muted");
  return undefined;
}

/** Whether a role allows something. This is all a client can know: mutes and blocks are up to the server. */
export const allows = (operation: Operation, role: Role | undefined, room: Rules): boolean =>
  denialFor(operation, { role, banned: false, muted_until: 0, blocked: false }, room, 0) === undefined;

/** Whether a role is above another: only then may it remove, ban, mute or demote. */
export const outranks = (role: Role, other: Role): boolean => RANK[role] > RANK[other];

function leastRole(who: Exclude<Rule["who"], "stranger">, room: Rules): Role {
  if (who === "owner" || who === "admin" || who === "member") return who;
  // The two people of a DM are equals, whatever their roles say.
  return room.kind !== "dm" && room.permissions[who] === "admins" ? "admin" : "member";
}
