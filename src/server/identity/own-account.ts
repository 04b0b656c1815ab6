import { accept, type Done, type Result, refuse } from "../../protocol/codes.ts";
import type { OwnSession } from "../../protocol/endpoints.ts";
import type { SessionId } from "../../protocol/ids.ts";
import type { Caller } from "./access-token.ts";
import { findPassword, setPassword } from "./accounts-d1.ts";
import type { IdentityDeps } from "./deps.ts";
import { endAccess } from "./end-access.ts";
import { guess } from "./guess-limit.ts";
import { checkPassword, hashPassword } from "./password.ts";
import { isWeakPassword } from "./password-policy.ts";
import { deleteOtherSessions, deleteOwnSession, listSessions } from "./sessions-d1.ts";

/** What users do with their own account: the devices signed in to it, and its password. */

export async function listOwnSessions(
  { env, now }: IdentityDeps,
  { user_id, session_id }: Caller,
): Promise<OwnSession[]> {
  const sessions = await listSessions(env.DB, user_id, now());
  return sessions.map((each) => ({ ...each, current: each.session_id === session_id }));
}

export async function endSession(
  { env, later }: IdentityDeps,
  { user_id }: Caller,
  session_id: SessionId,
): Promise<Result<Done>> {
  if (!(await deleteOwnSession(env.DB, user_id, session_id))) return refuse("not_found");
  later(endAccess(env, user_id, [session_id]));
  return accept({});
}

/** Ends all sessions but the caller's. Returns how many those were. */
export async function endOtherSessions({ env, later }: IdentityDeps, caller: Caller): Promise<number> {
  const ended = await deleteOtherSessions(env.DB, caller);
  later(endAccess(env, caller.user_id, ended));
  return ended.length;
}

/** Ends all other sessions too, and returns how many. It needs the old password: an open laptop must not be enough to take over an account. */
export async function changePassword(
  deps: IdentityDeps,
  caller: Caller,
  { password, new_password }: { readonly password: string; readonly new_password: string },
): Promise<Result<number>> {
  const { env, now, later, passwordCost } = deps;
  const stored = await findPassword(env.DB, caller.user_id);
  // Other devices of the user are not slowed down by what is tried on this one.
  const source = deps.source === undefined ? undefined : caller.session_id;
  const isRight = await guess({ ...deps, source }, caller.user_id, () =>
    checkPassword(password, stored?.hash, passwordCost),
  );
  if (!isRight.ok) return isRight;
  if (!stored || !isRight.value) return refuse("wrong_credentials");
  if (isWeakPassword(new_password, stored.handle)) return refuse("weak_password", { field: "new_password" });
  const hash = await hashPassword(new_password, passwordCost);
  const replaced = setPassword(env.DB, caller.user_id, hash, now());
  const ended = await deleteOtherSessions(env.DB, caller, replaced);
  later(endAccess(env, caller.user_id, ended));
  return accept(ended.length);
}
