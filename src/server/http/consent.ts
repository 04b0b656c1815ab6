import { accept, type Result, refuse } from "../../protocol/codes.ts";
import type { UserId } from "../../protocol/ids.ts";
import { readDeployment } from "../identity/deployment-d1.ts";
import type { Consent } from "../inbox/consent.ts";

/**
 * Who has to agree before somebody has them in a room or writes to them. Each user's inbox decides: it knows whom the
 * user has blocked, declined or agreed to, and which rooms they are in. The other side's rooms come from that
 * one's inbox, so no client can claim to share one.
 */

/**
 * In a deployment whose people know each other, as in a team, nobody is a stranger. Unless a variable says which it is,
 * that is so where not everybody can sign up.
 */
async function areAllKnown(env: Env): Promise<boolean> {
  if (env.STRANGERS) return env.STRANGERS === "everyone";
  return (await readDeployment(env.DB)).sign_up !== "open";
}

/** What some users say to somebody who wants to reach them, in their order. */
async function consentsTo(env: Env, by: UserId, user_ids: readonly UserId[]): Promise<Consent[]> {
  if (user_ids.length === 0) return [];
  const [areKnown, rooms] = await Promise.all([areAllKnown(env), env.INBOX.getByName(by).sharedRooms()]);
  const asker = { user_id: by, rooms };
  return Promise.all(user_ids.map((user_id) => env.INBOX.getByName(user_id).consentTo(asker, areKnown)));
}

/** How users whom somebody wants in a room come in. */
export interface Admitted {
  /** Who is added, since they know whoever adds them. */
  readonly known: readonly UserId[];
  /** Who is invited, and comes in if they agree. */
  readonly strangers: readonly UserId[];
  /** Who does not want to be asked. That is not told. */
  readonly unwilling: readonly UserId[];
}

export async function admittedBy(env: Env, by: UserId, user_ids: readonly UserId[]): Promise<Admitted> {
  const consents = await consentsTo(env, by, user_ids);
  const saying = (...some: readonly Consent[]) =>
    user_ids.filter((_, index) => some.includes(consents[index] ?? "no"));
  return { known: saying("yes"), strangers: saying("ask", "blocked"), unwilling: saying("no") };
}

/** Whether somebody may write to a user: `true` if that one is asked first. */
export async function mayWriteTo(env: Env, by: UserId, user_id: UserId): Promise<Result<boolean>> {
  const [consent = "no"] = await consentsTo(env, by, [user_id]);
  return consent === "no" || consent === "blocked" ? refuse("blocked") : accept(consent === "ask");
}
