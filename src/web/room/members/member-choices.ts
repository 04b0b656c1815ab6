import type { RosterMember } from "../../../client/index.ts";
import type { Action } from "../../../protocol/actions.ts";
import type { UserId } from "../../../protocol/ids.ts";
import { outranks } from "../../../protocol/policy.ts";
import type { Role } from "../../../protocol/room.ts";

/** What can be done about a member. */
export type MemberChoice =
  | "make_owner"
  | "make_admin"
  | "make_member"
  | "mute_hour"
  | "mute_day"
  | "mute"
  | "unmute"
  | "remove"
  | "ban";

const HOUR_MS = 60 * 60_000;

/**
 * The choices in the order of the menu; empty for somebody without permission. The server decides in the end.
 */
export function memberChoices(
  member: RosterMember,
  by: {
    readonly me: UserId;
    readonly role: Role | undefined;
    readonly archived: boolean;
    readonly now: number;
  },
): MemberChoice[] {
  if (by.archived || member.user_id === by.me) return [];
  const mayRule = by.role !== undefined && outranks(by.role, member.role);
  const isMuted = member.muted_until > by.now;
  const all: (MemberChoice | false)[] = [
    by.role === "owner" && member.role !== "owner" && "make_owner",
    by.role === "owner" && member.role !== "admin" && "make_admin",
    by.role === "owner" && member.role !== "member" && "make_member",
    mayRule && !isMuted && "mute_hour",
    mayRule && !isMuted && "mute_day",
    mayRule && !isMuted && "mute",
    mayRule && isMuted && "unmute",
    mayRule && "remove",
    mayRule && "ban",
  ];
  return all.filter((choice) => choice !== false);
}

export function memberAction(choice: MemberChoice, user_id: UserId, now: number): Action {
  switch (choice) {
    case "make_owner":
      return { type: "set_role", user_id, role: "owner" };
    case "make_admin":
      return { type: "set_role", user_id, role: "admin" };
    case "make_member":
      return { type: "set_role", user_id, role: "member" };
    case "mute_hour":
      return { type: "mute", user_id, until: now + HOUR_MS };
    case "mute_day":
      return { type: "mute", user_id, until: now + 24 * HOUR_MS };
    case "mute":
      return { type: "mute", user_id, until: Number.MAX_SAFE_INTEGER };
    case "unmute":
      return { type: "mute", user_id, until: 0 };
    case "remove":
      return { type: "remove", user_id };
    case "ban":
      return { type: "ban", user_id, on: true };
  }
}
