import { accept, type Done, type Result, refuse } from "../../protocol/codes.ts";
import type { RoomId, UserId } from "../../protocol/ids.ts";
import type { Audience } from "../../protocol/inbox.ts";
import { INVITATIONS_BURST, INVITATIONS_PER_HOUR } from "../../protocol/limits.ts";
import { bucket } from "../object/rate-limit.ts";
import type { AccountTables } from "./tables/account.ts";

const INVITATIONS_RATE = { burst: INVITATIONS_BURST, per_second: INVITATIONS_PER_HOUR / 3600 };

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

/** Whether a user may ask so many strangers now; if so, they count as asked. */
export function askStrangers(
  account: Pick<AccountTables, "allowanceFullAt" | "putAllowanceFullAt">,
  count: number,
  now: number,
): Result<Done> {
  let full_at = account.allowanceFullAt("strangers");
  for (let asked = 0; asked < count; asked++) {
    const state = bucket(INVITATIONS_RATE, full_at, now);
    if ("wait" in state) return refuse("rate_limited", { retry_after_ms: state.wait });
    full_at = state.full_at;
  }
  if (count > 0) account.putAllowanceFullAt("strangers", full_at);
  return accept({});
}
