import { accept, refuse } from "../../protocol/codes.ts";
import { countAll } from "../directory/numbers-d1.ts";
import { countOpenReports, openReports } from "../directory/reports-d1.ts";
import { liftSuspension, makeResetLink, setRole, signUserOut, suspend } from "../identity/accounts-admin.ts";
import {
  findChannels,
  listSignUpLinks,
  readDeployment,
  revokeSignUpLink,
  saveDeployment,
} from "../identity/deployment-d1.ts";
import { makeSignUpLink } from "../identity/sign-up.ts";
import { findRole, readAdminLog } from "../identity/staff-d1.ts";
import { listUsers } from "../identity/suspensions-d1.ts";
import type { AdminMount } from "./mount.ts";
import { decideReport } from "./report-decision.ts";
import { identityDeps } from "./session-answer.ts";

/** For those who run the deployment. `mount` has made sure that the caller is one of them. */
export function adminRoutes(mount: AdminMount): void {
  mount("standing", async ({ caller, env }) => {
    const role = (await findRole(env.DB, caller.user_id)) ?? null;
    return accept({ role, open_reports: role === null ? 0 : await countOpenReports(env.DB) });
  });
  mount("deploymentReports", async ({ env }) => accept({ reports: await openReports(env.DB) }));
  mount("decideReport", ({ params, body, caller, http }) =>
    decideReport(identityDeps(http), caller, params.report_id, body.decision),
  );
  mount("adminLog", async ({ query, env }) => accept({ entries: await readAdminLog(env.DB, query.before) }));
  mount("deploymentNumbers", async ({ env }) => accept(await countAll(env.DB, Date.now())));
  accountRoutes(mount);
  settingsRoutes(mount);
}

function accountRoutes(mount: AdminMount): void {
  mount("adminUsers", async ({ query, env }) =>
    accept({ users: await listUsers(env.DB, query, Date.now()) }),
  );
  mount("suspend", ({ params, body, caller, http }) =>
    suspend(identityDeps(http), caller, params.user_id, body.reason),
  );
  mount("liftSuspension", ({ params, caller, http }) =>
    liftSuspension(identityDeps(http), caller, params.user_id),
  );
  mount("signUserOut", ({ params, caller, http }) => signUserOut(identityDeps(http), caller, params.user_id));
  mount("makeResetLink", ({ params, caller, http }) =>
    makeResetLink(identityDeps(http), caller, params.user_id),
  );
  mount("setStaffRole", ({ params, body, caller, http }) =>
    setRole(identityDeps(http), caller, params.user_id, body.role),
  );
}

function settingsRoutes(mount: AdminMount): void {
  mount("deploymentSettings", async ({ env }) => {
    const { name, sign_up, default_channels } = await readDeployment(env.DB);
    return accept({ name, sign_up, default_channels: await findChannels(env.DB, default_channels) });
  });
  mount("changeDeployment", async ({ body, caller, env }) => {
    const wanted = [...new Set(body.default_channels ?? [])];
    const found = wanted.length === 0 ? [] : await findChannels(env.DB, wanted);
    if (found.length < wanted.length) return refuse("not_found", { field: "default_channels" });
    const change = body.default_channels === undefined ? body : { ...body, default_channels: wanted };
    await saveDeployment(env.DB, change, { by: caller.user_id, at: Date.now() });
    return accept({});
  });
  mount("signUpLinks", async ({ env }) => accept({ links: await listSignUpLinks(env.DB, Date.now()) }));
  mount("makeSignUpLink", ({ body, caller, http }) => makeSignUpLink(identityDeps(http), caller, body));
  mount("revokeSignUpLink", async ({ params, caller, env }) => {
    const note = { by: caller.user_id, at: Date.now() };
    return (await revokeSignUpLink(env.DB, params.link_id, note)) ? accept({}) : refuse("not_found");
  });
}
