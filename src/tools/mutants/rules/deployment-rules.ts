import type { RuleMutants } from "./rule-mutants.ts";

/** Who runs the deployment, and what they may do. */
export const DEPLOYMENT_RULES: RuleMutants = {
  ADMIN1: [
    "src/server/identity/staff-d1.ts",
    "WHERE NOT EXISTS (SELECT 1 FROM users WHERE user_id <> ?1)",
    "WHERE NOT EXISTS (SELECT 1 FROM staff)",
  ],
  ADMIN2: ["src/server/http/authenticate.ts", "isAtLeast(role, least)", "true"],
  ADMIN3: [
    "src/server/identity/staff.ts",
    '(by.role === "owner" || role === undefined)',
    '(by.role === "owner" || role !== "owner")',
  ],
  ADMIN4: [
    "src/server/identity/sign-up.ts",
    'if (deployment.sign_up === "closed") return refuse("sign_up_closed");',
    "",
  ],
  ADMIN5: [
    "src/server/identity/accounts-d1.ts",
    "...(link_hash === undefined ? [] : [useSignUpLink(db, link_hash)]),",
    "",
  ],
  ADMIN6: [
    "src/server/identity/register.ts",
    "await joinChannels(deps.env, user.user_id, deployment.default_channels);",
    "",
  ],
  ADMIN7: [
    "src/server/identity/sessions-d1.ts",
    "WHERE NOT EXISTS (SELECT 1 FROM suspensions WHERE user_id = ?2)",
    "WHERE ?2 IS NOT NULL",
  ],
  ADMIN8: [
    "src/server/directory/reports-d1.ts",
    "FROM reports WHERE report_key = ? AND decision IS NULL",
    "FROM reports WHERE report_key = ?",
  ],
  ADMIN9: [
    "src/server/identity/suspensions-d1.ts",
    '...noted(db, { ...note, what: "sign_out", user_id }),',
    "",
  ],
  ADMIN10: ["src/server/http/consent.ts", 'sign_up !== "open"', 'sign_up === "invitation"'],
};
