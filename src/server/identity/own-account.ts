import { accept, type Done, type Result, refuse } from "../../protocol/codes.ts";
import type { OwnSession } from "../../protocol/endpoints.ts";
import type { SessionId } from "../../protocol/ids.ts";
import type { Caller } from "./access-token.ts";
import type { IdentityDeps } from "./deps.ts";
import { endAccess } from "./end-access.ts";
import { deleteOtherSessions, deleteOwnSession, listSessions } from "./sessions-d1.ts";

/** What users do with their own account: the devices that are signed in. */

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
