import type { ActionOf } from "../../protocol/actions.ts";
import { accept, type Code, type Refusal, type Result, refuse } from "../../protocol/codes.ts";
import { dmMembers, type UserId } from "../../protocol/ids.ts";
import { BANS_MAX, INBOX_FANOUT_MAX, REQUESTS_MAX } from "../../protocol/limits.ts";
import { outranks } from "../../protocol/policy.ts";
import type { Role } from "../../protocol/room.ts";
import type { RoomState } from "./room-state.ts";
import type { StoredChange } from "./tables/changes.ts";
import type { StoredMember } from "./tables/members.ts";

/**
 * Joining and leaving, and what members may do to each other. Each operation answers with the changes
 * it made; there are none if everything was already as requested.
 */

export type Changes = Result<readonly StoredChange[]>;

const NOTHING: Changes = accept([]);

/** The first members of a new room. */
export function addFounders(state: RoomState, owner: UserId, others: readonly UserId[], now: number): void {
  if (state.info.kind === "dm") {
    // The other user does not see yet that somebody opened a DM with them: the first message will show it.
    for (const user_id of dmMembers(state.info.room_id))
      add(state, owner, user_id, "member", now, user_id === owner ? [owner] : []);
    return;
  }
  for (const user_id of new Set([owner, ...others]))
    add(state, owner, user_id, user_id === owner ? "owner" : "member", now);
}

/** Joins a public channel, or asks its admins to be let in if they want to be asked. */
export function join(
  state: RoomState,
  user_id: UserId,
  now: number,
): Result<{ state: "joined" | "requested"; changes: readonly StoredChange[] }> {
  if (state.member(user_id)) return accept({ state: "joined", changes: [] });
  const refusal = state.denialFor("join", user_id, now) ?? state.checkCapacity(1);
  if (refusal) return refusal;
  // A channel that everybody left belongs to the first who joins.
  if (state.memberCount === 0)
    return accept({ state: "joined", changes: [add(state, user_id, user_id, "owner", now)] });
  if (state.info.settings.join === "open")
    return accept({ state: "joined", changes: [add(state, user_id, user_id, "member", now)] });
  if (state.tables.requests.count() >= REQUESTS_MAX) return refuse("too_many");
  state.tables.requests.add({ user_id, at: now });
  return accept({ state: "requested", changes: [] });
}

/** Adds users to the room. Members stay as they are; if one of the users is banned, nobody is added. */
export function invite(state: RoomState, by: UserId, user_ids: readonly UserId[], now: number): Changes {
  const refusal = state.denialFor("invite", by, now);
  if (refusal) return refusal;
  const added = [...new Set(user_ids)].filter((user_id) => !state.member(user_id));
  if (added.some((user_id) => state.tables.bans.isBanned(user_id))) return refuse("person_banned");
  return (
    state.checkCapacity(added.length) ??
    accept(added.map((user_id) => add(state, by, user_id, "member", now)))
  );
}

/** Lets a user in, by an invite link or because an admin agreed. `by` is who made that possible. */
export function admit(state: RoomState, by: UserId, user_id: UserId, now: number): Changes {
  if (state.member(user_id)) return NOTHING;
  return denialForAdmission(state, user_id) ?? accept([add(state, by, user_id, "member", now)]);
}

/** Why a user cannot join even with an invitation. */
export function denialForAdmission(state: RoomState, user_id: UserId): Refusal | undefined {
  if (state.info.settings.archived) return refuse("archived");
  return state.tables.bans.isBanned(user_id) ? refuse("banned") : state.checkCapacity(1);
}

export function answerRequest(
  state: RoomState,
  by: UserId,
  { user_id, admit: isAdmitted }: ActionOf<"answer_request">,
  now: number,
): Changes {
  const refusal = state.denialFor("answer_request", by, now);
  if (refusal) return refusal;
  if (!state.tables.requests.take(user_id)) return NOTHING;
  return isAdmitted ? admit(state, by, user_id, now) : NOTHING;
}

/** A room never stays without an owner: the longest-standing admin, else member, follows the last one. */
export function leave(state: RoomState, user_id: UserId, now: number): Changes {
  const refusal = state.denialFor("leave", user_id, now);
  if (refusal) return refusal;
  const left = drop(state, "member_left", user_id, user_id, now);
  const heir = state.tables.members.countRole("owner") === 0 ? state.tables.members.heir() : undefined;
  return accept(heir ? [left, changeRole(state, user_id, heir, "owner", now)] : [left]);
}

/**
 * Deletes the room for everyone. No change is broadcast: sockets close, and inboxes drop the room. The
 * database goes once all inboxes know, because until then the room must remember whom to tell.
 */
export function deleteRoom(state: RoomState, by: UserId, now: number): Changes {
  const refusal = state.denialFor("delete_room", by, now);
  if (refusal) return refusal;
  state.end(state.record({ type: "room_changed", by, settings: { archived: true } }, now), now);
  return NOTHING;
}

export function remove(state: RoomState, by: UserId, { user_id }: ActionOf<"remove">, now: number): Changes {
  const refusal = state.denialFor("remove", by, now) ?? denialForRank(state, by, user_id);
  if (refusal) return refusal;
  return state.member(user_id) ? accept([drop(state, "member_removed", by, user_id, now)]) : NOTHING;
}

/** Bans a user or lifts the ban. Users who are not in the room can be banned too. */
export function ban(state: RoomState, by: UserId, { user_id, on }: ActionOf<"ban">, now: number): Changes {
  const refusal = state.denialFor("ban", by, now) ?? denialForRank(state, by, user_id);
  if (refusal) return refusal;
  if (state.tables.bans.isBanned(user_id) === on) return NOTHING;
  if (!on) {
    state.tables.bans.unban(user_id);
    return accept([state.record({ type: "member_unbanned", by, user_id }, now)]);
  }
  if (state.tables.bans.count() >= BANS_MAX) return refuse("too_many");
  state.tables.requests.take(user_id);
  state.tables.bans.ban({ user_id, by, at: now });
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
  const refusal = state.denialFor("mute", by, now) ?? denialForRank(state, by, user_id);
  if (refusal) return refusal;
  const member = state.member(user_id);
  if (!member) return refuse("not_found");
  if (member.muted_until === until) return NOTHING;
  state.putMember({ ...member, muted_until: until });
  return accept([state.record({ type: "member_muted", by, user_id, until }, now)]);
}

/** Changes a member's role. The last owner cannot give up that role. */
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
  if (member.role === "owner" && state.tables.members.countRole("owner") === 1)
    return refuse("not_allowed", { detail: "A room needs an owner." });
  return accept([changeRole(state, by, member, role, now)]);
}

/** Nobody acts against a member of their own or a higher role. */
function denialForRank(state: RoomState, by: UserId, user_id: UserId) {
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
  const { members, requests } = state.tables;
  const muted_until = members.takeMute(user_id);
  state.putMember({ user_id, role, joined_at: now, read_from: state.log.tail.message_id, muted_until });
  requests.take(user_id);
  const joined = state.record({ type: "member_joined", by, user_id, role }, now, concerned);
  // From here on only live inboxes are told of each message. Telling all of them now lets them say whether they are live.
  if (state.memberCount === INBOX_FANOUT_MAX + 1) state.notifyEveryone(joined);
  return joined;
}

/** The ways in which membership ends, and the code a user's sockets are closed with. */
const closeCodes = {
  member_left: "not_a_member",
  member_removed: "removed",
  member_banned: "banned",
} as const satisfies Record<string, Code>;
type EndOfMembership = keyof typeof closeCodes;

export const closeCodeFor = (type: EndOfMembership): Code => closeCodes[type];

/** Whether a change ends somebody's membership. */
export const endsMembership = <C extends { readonly type: string }>(
  change: C,
): change is Extract<C, { type: EndOfMembership }> => Object.hasOwn(closeCodes, change.type);

function drop(
  state: RoomState,
  type: EndOfMembership,
  by: UserId,
  user_id: UserId,
  now: number,
): StoredChange {
  const member = state.member(user_id);
  const concerned = member ? [user_id] : [];
  if (member && member.muted_until > now) state.tables.members.keepMute(user_id, member.muted_until);
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
