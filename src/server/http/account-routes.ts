import { accept } from "../../protocol/codes.ts";
import { changePassword, endOtherSessions, endSession, listOwnSessions } from "../identity/own-account.ts";
import { checkAuthRate } from "./auth-limit.ts";
import type { Mount } from "./mount.ts";
import { identityDeps } from "./session-answer.ts";

/** What users do with their own account: the devices signed in to it, and its password. */
export function accountRoutes(mount: Mount): void {
  mount("sessions", async ({ caller, http }) =>
    accept({ sessions: await listOwnSessions(identityDeps(http), caller) }),
  );

  mount("endSession", ({ params, caller, http }) =>
    endSession(identityDeps(http), caller, params.session_id),
  );

  mount("endOtherSessions", async ({ caller, http }) =>
    accept({ ended: await endOtherSessions(identityDeps(http), caller) }),
  );

  // Guessing the old password is slowed down like signing in.
  mount("changePassword", async ({ body, caller, http }) => {
    const refusal = await checkAuthRate(http);
    if (refusal) return refusal;
    const changed = await changePassword(identityDeps(http), caller, body);
    return changed.ok ? accept({ ended: changed.value }) : changed;
  });
}
