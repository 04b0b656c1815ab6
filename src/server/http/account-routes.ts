import { accept, refuse } from "../../protocol/codes.ts";
import { findPassword, setPassword } from "../identity/accounts-d1.ts";
import { checkPassword, hashPassword } from "../identity/password.ts";
import { deleteOtherSessions, deleteOwnSession, listSessions } from "../identity/sessions-d1.ts";
import { refuseHaste } from "./auth-limit.ts";
import type { Mount } from "./mount.ts";
import { costOf } from "./password-cost.ts";
import { endAccess } from "./sessions.ts";

/** What a person does with their own account: the devices signed in to it, and its password. */
export function accountRoutes(mount: Mount): void {
  mount("sessions", async ({ caller, env }) => {
    const sessions = await listSessions(env.DB, caller.user_id, Date.now());
    return accept({
      sessions: sessions.map((each) => ({ ...each, current: each.session_id === caller.session_id })),
    });
  });

  mount("endSession", async ({ params, caller, env, http }) => {
    const { session_id } = params;
    if (!(await deleteOwnSession(env.DB, caller.user_id, session_id))) return refuse("not_found");
    http.executionCtx.waitUntil(endAccess(env, caller.user_id, [session_id]));
    return accept({});
  });

  mount("endOtherSessions", async ({ caller, env, http }) => {
    const ended = await deleteOtherSessions(env.DB, caller);
    http.executionCtx.waitUntil(endAccess(env, caller.user_id, ended));
    return accept({ ended: ended.length });
  });

  // The old password is asked for, and guessing it is slowed down: an open laptop must not be enough to take an account.
  mount("changePassword", async ({ body, caller, env, http }) => {
    const haste = await refuseHaste(http);
    if (haste) return haste;
    const cost = costOf(http);
    const stored = await findPassword(env.DB, caller.user_id);
    if (!(await checkPassword(body.password, stored, cost))) return refuse("wrong_credentials");
    const hash = await hashPassword(body.new_password, cost);
    const replaced = setPassword(env.DB, caller.user_id, hash, Date.now());
    const ended = await deleteOtherSessions(env.DB, caller, replaced);
    http.executionCtx.waitUntil(endAccess(env, caller.user_id, ended));
    return accept({ ended: ended.length });
  });
}
