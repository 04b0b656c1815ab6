import { createHash, timingSafeEqual } from "node:crypto";
import { accept, type Done, type Result, refuse } from "../../protocol/codes.ts";
import type { LinkId, UserId } from "../../protocol/ids.ts";
import { LINKS_MAX } from "../../protocol/limits.ts";
import type { InviteLink, LinkedRoom } from "../../protocol/moderation.ts";
import { admit, type Changes, denialForAdmission } from "./membership.ts";
import type { RoomState } from "./room-state.ts";
import type { StoredLink } from "./tables/invite-links.ts";

/** Invite links. Whoever has a link can join, so the room keeps only the digest of its secret. */

export interface NewLink {
  readonly link_id: LinkId;
  /** Fresh randomness, shown once. */
  readonly secret: string;
  readonly expires_at: number | null;
  readonly uses: number | null;
}

const digest = (secret: string): string => createHash("sha256").update(secret).digest("hex");

export function createLink(state: RoomState, by: UserId, link: NewLink, now: number): Result<InviteLink> {
  const refusal = state.denialFor("link", by, now);
  if (refusal) return refusal;
  if (state.tables.links.all().length >= LINKS_MAX) return refuse("too_many");
  const { link_id, expires_at, uses } = link;
  const made = { link_id, by, created_at: now, expires_at, uses_left: uses };
  state.tables.links.put({ ...made, digest: digest(link.secret) });
  state.tables.audit.add({ by, at: now, action: { type: "create_link", link_id } });
  return accept(made);
}

export function revokeLink(state: RoomState, by: UserId, link_id: LinkId, now: number): Result<Done> {
  const refusal = state.denialFor("link", by, now);
  if (refusal) return refusal;
  if (!state.tables.links.delete(link_id)) return refuse("not_found");
  state.tables.audit.add({ by, at: now, action: { type: "revoke_link", link_id } });
  return accept({});
}

/** Joins by a link. A member who opens a link does not use it up. */
export function joinByLink(
  state: RoomState,
  user_id: UserId,
  link_id: LinkId,
  secret: string,
  now: number,
): Changes {
  const found = findLink(state, user_id, link_id, secret, now);
  if (!found.ok) return found;
  const link = found.value;
  if (state.member(user_id)) return accept([]);
  const changes = admit(state, link.by, user_id, now);
  if (changes.ok && link.uses_left !== null)
    state.tables.links.put({ ...link, uses_left: link.uses_left - 1 });
  return changes;
}

/** What a holder of a link may know of the room before they join. */
export function previewLink(
  state: RoomState,
  user_id: UserId,
  link_id: LinkId,
  secret: string,
  now: number,
): Result<LinkedRoom> {
  const found = findLink(state, user_id, link_id, secret, now);
  if (!found.ok) return found;
  const is_member = state.member(user_id) !== undefined;
  const refusal = is_member ? undefined : denialForAdmission(state, user_id);
  if (refusal) return refusal;
  const { room_id, kind, name, topic, member_count } = state.view();
  return accept({ room_id, kind, name, topic, member_count, is_member });
}

/** The link, if it can be used. For members a used-up or expired one still leads to the room. */
function findLink(
  state: RoomState,
  user_id: UserId,
  link_id: LinkId,
  secret: string,
  now: number,
): Result<StoredLink> {
  const link = state.isDeleted ? undefined : state.tables.links.get(link_id);
  if (!link || !timingSafeEqual(Buffer.from(link.digest), Buffer.from(digest(secret))))
    return refuse("link_invalid");
  const isSpent = (link.expires_at ?? now) < now || link.uses_left === 0;
  return isSpent && !state.member(user_id) ? refuse("link_invalid") : accept(link);
}
