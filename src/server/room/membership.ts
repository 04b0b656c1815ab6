import type { ActionOf } from "../../protocol/actions.ts";
import { accept, type Code, type Refusal, type Result, refuse } from "../../protocol/codes.ts";
import { dmMembers, type UserId } from "../../protocol/ids.ts";
import { INBOX_FANOUT_MAX, REQUESTS_MAX } from "../../protocol/limits.ts";
import { outranks } from "../../protocol/policy.ts";
import type { Role } from "../../protocol/room.ts";
import type { StoredMember } from "./member-sql.ts";
import type { StoredChange } from "./room-sql.ts";
import type { RoomState } from "./room-state.ts";

/**
 * Coming and going, and what members may do to each other. Each operation answers with the changes
 * it made: none where everything already was as wanted.
 */

export type Changes = Result<readonly StoredChange[]>;

const NOTHING: Changes = accept([]);

/** The first members of a new room. */
export function found(state: RoomState, owner: UserId, others: readonly UserId[], now: number): void {
  if (state.info.kind === "dm") {
    // Nobody is told that somebody thought of writing to them; their first message says it.
    for (const user_id of dmMembers(state.info.room_id))
      add(state, owner, user_id, "member", now, user_id === owner ? [owner] : []);
    return;
  }
  for (const user_id of new Set([owner, ...others]))
    add(state, owner, user_id, user_id === owner ? "owner" : "member", now);
}

/** Joins a public channel, or asks to where its admins want to be asked. */
export function join(
  state: RoomState,
  user_id: UserId,
  now: number,
): Result<{ state: "joined" | "requested"; changes: readonly StoredChange[] }> {
  if (state.member(user_id)) return accept({ state: "joined", changes: [] });
  const refusal = state.denialFor("join", user_id, now) ?? state.refuseMore(1);
  if (refusal) return refusal;
  // A channel that everybody left goes to whoever comes first.
  if (state.memberCount === 0)
    return accept({ state: "joined", changes: [add(state, user_id, user_id, "owner", now)] });
  if (state.info.settings.join === "open")
    return accept({ state: "joined", changes: [add(state, user_id, user_id, "member", now)] });
  if (state.sql.doors.countRequests() >= REQUESTS_MAX) return refuse("too_many");
  state.sql.doors.request({ user_id, at: now });
  return accept({ state: "requested", changes: [] });
}

/** Brings people in. Those already in stay as they are; those banned stay out. */
export function invite(state: RoomState, by: UserId, user_ids: readonly UserId[], now: number): Changes {
  const refusal = state.denialFor("invite", by, now);
  if (refusal) return refusal;
  const added = [...new Set(user_ids)].filter((user_id) => !state.member(user_id));
  if (added.some((user_id) => state.sql.members.isBanned(user_id))) return refuse("person_banned");
  return (
    state.refuseMore(added.length) ?? accept(added.map((user_id) => add(state, by, user_id, "member", now)))
  );
}

/** Comes in by a link somebody had the right to make. */
export function admit(state: RoomState, by: UserId, user_id: UserId, now: number): Changes {
  if (state.member(user_id)) return NOTHING;
  return refuseEntry(state, user_id) ?? accept([add(state, by, user_id, "member", now)]);
}

/** Why somebody who may come in cannot. */
export function refuseEntry(state: RoomState, user_id: UserId): Refusal | undefined {
  if (state.info.settings.archived) return refuse("archived");
  return state.sql.members.isBanned(user_id) ? refuse("banned") : state.refuseMore(1);
}

export function answerRequest(
  state: RoomState,
  by: UserId,
  { user_id, admit: isAdmitted }: ActionOf<"answer_request">,
  now: number,
): Changes {
  const refusal = state.denialFor("answer_request", by, now);
  if (refusal) return refusal;
  if (!state.sql.doors.takeRequest(user_id)) return NOTHING;
  return isAdmitted ? admit(state, by, user_id, now) : NOTHING;
}

/** A room never stays without an owner: the longest-standing admin, else member, follows the last one. */
export function leave(state: RoomState, user_id: UserId, now: number): Changes {
  const refusal = state.denialFor("leave", user_id, now);
  if (refusal) return refusal;
  const left = drop(state, "member_left", user_id, user_id, now);
  const heir = state.sql.members.countRole("owner") === 0 ? state.sql.members.heir() : undefined;
  return accept(heir ? [left, changeRole(state, user_id, heir, "owner", now)] : [left]);
}

/**
 * Ends the room. Nobody is told by a change: sockets close, and inboxes drop the room. What was said
 * is gone when all of them know, for until then the room must remember whom to tell.
 */
export function dissolve(state: RoomState, by: UserId, now: number): Changes {
  const refusal = state.denialFor("delete_room", by, now);
  if (refusal) return refusal;
  state.end(state.record({ type: "room_changed", by, settings: { archived: true } }, now), now);
  return NOTHING;
}

export function remove(state: RoomState, by: UserId, { user_id }: ActionOf<"remove">, now: number): Changes {
  const refusal = state.denialFor("remove", by, now) ?? refuseRank(state, by, user_id);
  if (refusal) return refusal;
  return state.member(user_id) ? accept([drop(state, "member_removed", by, user_id, now)]) : NOTHING;
}

/** Puts a person out and keeps them out, or ends that. Who is not in the room can be banned too. */
export function ban(state: RoomState, by: UserId, { user_id, on }: ActionOf<"ban">, now: number): Changes {
  const refusal = state.denialFor("ban", by, now) ?? refuseRank(state, by, user_id);
  if (refusal) return refusal;
  if (state.sql.members.isBanned(user_id) === on) return NOTHING;
  if (!on) {
    state.sql.members.unban(user_id);
    return accept([state.record({ type: "member_unbanned", by, user_id }, now)]);
  }
  state.sql.doors.takeRequest(user_id);
  state.sql.members.ban({ user_id, by, at: now });
  return accept([
    state.member(user_id)
      ? drop(state, "member_banned", by, user_id, now)
      : state.record({ type: "member_banned", by, user_id, outside: true }, now),
  ]);
}

export function mute(
  state: RoomState,
  by: UserId,
  { user_id, until }: ActionOf<"mute">,
  now: number,
): Changes {
  const refusal = state.denialFor("mute", by, now) ?? refuseRank(state, by, user_id);
  if (refusal) return refusal;
  const member = state.member(user_id);
  if (!member) return refuse("not_found");
  if (member.muted_until === until) return NOTHING;
  state.putMember({ ...member, muted_until: until });
  return accept([state.record({ type: "member_muted", by, user_id, until }, now)]);
}

/** An owner makes others what they want, themselves less only while another owner is left. */
export function setRole(
  state: RoomState,
  by: UserId,
  { user_id, role }: ActionOf<"set_role">,
  now: number,
): Changes {
  const refusal = state.denialFor("set_role", by, now);
  if (refusal) return refusal;
  const member = state.member(user_id);
  if (!member) return refuse("not_found");
  if (member.role === role) return NOTHING;
  if (member.role === "owner" && state.sql.members.countRole("owner") === 1)
    return refuse("not_allowed", { detail: "A room needs an owner." });
  return accept([changeRole(state, by, member, role, now)]);
}

function refuseRank(state: RoomState, by: UserId, user_id: UserId) {
  const [actor, other] = [state.member(by), state.member(user_id)];
  return actor && other && !outranks(actor.role, other.role) ? refuse("not_allowed") : undefined;
}

function add(
  state: RoomState,
  by: UserId,
  user_id: UserId,
  role: Role,
  now: number,
  concerned = [user_id],
): StoredChange {
  const { members, doors } = state.sql;
  const muted_until = members.takeMute(user_id);
  state.putMember({ user_id, role, joined_at: now, read_from: state.log.tail.message_id, muted_until });
  doors.takeRequest(user_id);
  const joined = state.record({ type: "member_joined", by, user_id, role }, now, concerned);
  // From here on only inboxes that say they are live are told of each message; now they can say so.
  if (state.memberCount === INBOX_FANOUT_MAX + 1) state.oweEveryone(joined);
  return joined;
}

/** How somebody is no longer in the room, and what their sockets are closed with. */
export const GONE_AS = {
  member_left: "not_a_member",
  member_removed: "removed",
  member_banned: "banned",
} as const satisfies Record<string, Code>;
type Going = keyof typeof GONE_AS;

/** Whether by this change somebody is no longer in the room. */
export const isGoing = <C extends { readonly type: string }>(
  change: C,
): change is Extract<C, { type: Going }> => Object.hasOwn(GONE_AS, change.type);

function drop(state: RoomState, type: Going, by: UserId, user_id: UserId, now: number): StoredChange {
  const member = state.member(user_id);
  const concerned = member ? [user_id] : [];
  if (member && member.muted_until > now) state.sql.members.keepMute(user_id, member.muted_until);
  state.dropMember(user_id);
  return state.record({ type, by, user_id }, now, concerned);
}

function changeRole(
  state: RoomState,
  by: UserId,
  member: StoredMember,
  role: Role,
  now: number,
): StoredChange {
  state.putMember({ ...member, role });
  return state.record({ type: "role_changed", by, user_id: member.user_id, role }, now, [member.user_id]);
}
