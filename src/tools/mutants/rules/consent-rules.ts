import type { RuleMutants } from "./rule-mutants.ts";

/** Who agrees to what, and what of somebody is nobody else's business. */
export const CONSENT_RULES: RuleMutants = {
  CONSENT1: [
    "src/server/room/membership.ts",
    "strangers.includes(user_id) || consent.hasLeft(user_id)",
    "strangers.includes(user_id)",
  ],
  CONSENT2: [
    "src/server/inbox/acquaintances.ts",
    'shared.some((room_id) => kindOf(room_id) === "group")',
    "shared.length > 0",
  ],
  CONSENT3: [
    "src/server/room/followers/inbox-digest.ts",
    "...(invitation && { invitation: { by: invitation.by, at: invitation.at } }),",
    "",
  ],
  CONSENT4: ["src/server/inbox/conversation.ts", '...(request === "asked" && { request: true }),', ""],
  CONSENT5: [
    "src/protocol/policy.ts",
    'if (rule.tells && standing.silent) return refuse("not_allowed");',
    "",
  ],
  CONSENT6: [
    "src/server/inbox/acquaintances.ts",
    "this.#tables.account.declinedUntil(asker.user_id) > now",
    "false",
  ],
  CONSENT7: [
    "src/server/room/membership.ts",
    "waiting > ROOM_INVITATIONS_MAX",
    "waiting >= ROOM_INVITATIONS_MAX",
  ],
  CONSENT8: ["src/server/inbox/consent.ts", 'if (!isAmong(writers, who)) return "no";', ""],
  ROLE1: ["src/server/room/membership.ts", 'if (!may("link")) state.tables.links.deleteOf(user_id);', ""],
  REPORT1: ["src/server/room/tables/reports.ts", "message ? JSON.stringify(message) : null", "null"],
  POLL2: ["src/server/room/changes.ts", "change.patch.actor_state?.votes === undefined", "true"],
};
