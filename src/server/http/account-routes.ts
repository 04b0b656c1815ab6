import { accept } from "../../protocol/codes.ts";
import { changePassword, endOtherSessions, endSession, listOwnSessions } from "../identity/own-account.ts";
import { checkAuthRate } from "./auth-limit.ts";
import type { Mount } from "./mount.ts";
import { costOf } from "./password-cost.ts";
import { afterAnswer } from "./session-answer.ts";

/** What users do with their own account: the devices signed in to it, and its password. */
export function accountRoutes(mount: Mount): void {
  mount("sessions", async ({ caller, env }) => accept({ sessions: await listOwnSessions(env, caller) }));

  mount("endSession", ({ params, caller, env, http }) =>
    endSession(env, caller, params.session_id, afterAnswer(http)),
  );

  mount("endOtherSessions", async ({ caller, env, http }) =>
    accept({ ended: await endOtherSessions(env, caller, afterAnswer(http)) }),
  );

  // Guessing the old password is slowed down like signing in.
  mount("changePassword", async ({ body, caller, env, http }) => {
    const refusal = await checkAuthRate(http);
    if (refusal) return refusal;
    const changed = await changePassword(env, caller, body, costOf(http), afterAnswer(http));
    return changed.ok ? accept({ ended: changed.value }) : changed;
  });
}
