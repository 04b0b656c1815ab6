import { accept, type Done, type Refusal, type Result, refuse } from "../../protocol/codes.ts";
import type { StaffRole } from "../../protocol/deployment.ts";
import type { UserId } from "../../protocol/ids.ts";
import { RESET_HOURS } from "../../protocol/limits.ts";
import type { IdentityDeps } from "./deps.ts";
import { endAccess } from "./end-access.ts";
import { checkProof } from "./proof.ts";
import { hashResetToken } from "./recovery-code.ts";
import { insertReset } from "./recovery-d1.ts";
import { outranks, type Staff } from "./staff.ts";
import { saveRole } from "./staff-d1.ts";
import { deleteAllSessions, deleteSuspension, findStanding, saveSuspension } from "./suspensions-d1.ts";

/** What those who run the deployment do to accounts. All of it is noted in the same transaction. */

/** The refusal of somebody who wants to do something to an account. */
export async function checkRank(
  { env }: Pick<IdentityDeps, "env">,
  by: Staff,
  user_id: UserId,
): Promise<Refusal | undefined> {
  const standing = await findStanding(env.DB, user_id);
  if (!standing) return refuse("not_found");
  return outranks(by, user_id, standing.role) ? undefined : refuse("not_allowed");
}

const noteOf = ({ now }: IdentityDeps, { user_id }: Staff) => ({ by: user_id, at: now() });

/** Waits until the sockets are closed, as far as the user's inbox can be reached: see `endAccess` for what if not. */
export async function suspend(
  deps: IdentityDeps,
  by: Staff,
  user_id: UserId,
  reason: string,
  ...others: readonly Parameters<typeof saveSuspension>[3][]
): Promise<Result<Done>> {
  const refusal = await checkRank(deps, by, user_id);
  if (refusal) return refusal;
  const ended = await saveSuspension(deps.env.DB, user_id, { ...noteOf(deps, by), reason }, ...others);
  await endAccess(deps.env, user_id, ended).catch(() => undefined);
  return accept({});
}

export async function liftSuspension(deps: IdentityDeps, by: Staff, user_id: UserId): Promise<Result<Done>> {
  const refusal = await checkRank(deps, by, user_id);
  if (refusal) return refusal;
  await deleteSuspension(deps.env.DB, user_id, noteOf(deps, by));
  return accept({});
}

export async function signUserOut(
  deps: IdentityDeps,
  by: Staff,
  user_id: UserId,
): Promise<Result<{ ended: number }>> {
  const refusal = await checkRank(deps, by, user_id);
  if (refusal) return refusal;
  const ended = await deleteAllSessions(deps.env.DB, user_id, noteOf(deps, by));
  await endAccess(deps.env, user_id, ended).catch(() => undefined);
  return accept({ ended: ended.length });
}

/** Such a link opens the account, so it takes a proof, as does a role. */
export async function makeResetLink(
  deps: IdentityDeps,
  by: Staff,
  user_id: UserId,
): Promise<Result<{ token: string; expires_at: number }>> {
  const refusal = (await checkProof(deps, by)) ?? (await checkRank(deps, by, user_id));
  if (refusal) return refusal;
  const token = Buffer.from(deps.randomBytes(32)).toString("base64url");
  const expires_at = deps.now() + RESET_HOURS * 3_600_000;
  await insertReset(
    deps.env.DB,
    { token_hash: hashResetToken(token), user_id, expires_at },
    noteOf(deps, by),
  );
  return accept({ token, expires_at });
}

export async function setRole(
  deps: IdentityDeps,
  by: Staff,
  user_id: UserId,
  role: StaffRole | null,
): Promise<Result<Done>> {
  const refusal = (await checkProof(deps, by)) ?? (await checkRank(deps, by, user_id));
  if (refusal) return refusal;
  const isSaved = await saveRole(deps.env.DB, by.user_id, user_id, role, deps.now());
  return isSaved ? accept({}) : refuse("not_allowed");
}
