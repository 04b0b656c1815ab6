import { accept } from "../../protocol/codes.ts";
import { endOtherSessions, endSession, listOwnSessions } from "../identity/own-account.ts";
import type { Mount } from "./mount.ts";
import { identityDeps } from "./session-answer.ts";

/** What users do with their own account: the devices that are signed in. */
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
}
