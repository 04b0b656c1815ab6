import type { RoomId, UserId } from "../../protocol/ids.ts";
import type { Audience } from "../../protocol/inbox.ts";

/**
 * What a user says to somebody who wants to write to them or to have them in a room. `yes`: they know each
 * other. `ask`: the user decides. `no`: the user does not want to be asked, or not again so soon. `blocked`:
 * the user has blocked them, so they do not write, and into a room they can only invite.
 */
export type Consent = "yes" | "ask" | "no" | "blocked";

/** Somebody who wants something of a user. */
export interface Asker {
  readonly user_id: UserId;
  /** The rooms they are in, by their own inbox: no client says this. */
  readonly rooms: readonly RoomId[];
}

/** What decides how a user answers. */
export interface Acquaintance {
  readonly isBlocked: boolean;
  /** The user has agreed to a DM with them. */
  readonly isContact: boolean;
  /** Both are in a room, or in one that nobody can come into by themselves. */
  readonly sharesRoom: boolean;
  readonly sharesGroup: boolean;
  /** A request of theirs was declined a short while ago, or the user has no room for more requests. */
  readonly isTooSoon: boolean;
}

export const isAmong = (
  audience: Audience,
  { isContact, sharesRoom }: Pick<Acquaintance, "isContact" | "sharesRoom">,
): boolean => audience === "everyone" || isContact || (audience === "shared_room" && sharesRoom);

/** `areAllKnown`: in this deployment everyone knows everyone, as in a team. */
export function consentOf(who: Acquaintance, writers: Audience, areAllKnown: boolean): Consent {
  if (who.isBlocked) return who.isTooSoon ? "no" : "blocked";
  const isKnown = areAllKnown || who.isContact || who.sharesGroup;
  if (!isAmong(writers, who)) return "no";
  if (isKnown) return "yes";
  return who.isTooSoon ? "no" : "ask";
}
