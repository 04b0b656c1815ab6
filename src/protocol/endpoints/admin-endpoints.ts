import * as z from "zod/mini";
import {
  AdminLogEntry,
  AdminUser,
  Decision,
  DeploymentName,
  DeploymentReport,
  Reason,
  ReportKey,
  SignUpLink,
  StaffRole,
} from "../deployment.ts";
import { LinkId, RoomId, UserId } from "../ids.ts";
import { DEFAULT_CHANNELS_MAX, NAME_MAX, SIGN_UP_LINK_DAYS_MAX, SIGN_UP_LINK_USES_MAX } from "../limits.ts";
import { Empty, type Endpoint, endpoint, messageId } from "./endpoint.ts";
import { SignUp } from "./identity-endpoints.ts";
import { Channel } from "./room-endpoints.ts";

const onUser = { params: z.object({ user_id: UserId }) };

const DAY_SECONDS = 24 * 60 * 60;

/** Refusals of what is done to another account: it does not exist, or its owner is of the same rank or a higher one. */
const ON_ACCOUNT = ["not_found", "not_allowed"] as const;

/**
 * What only those need who run the deployment. A table of its own, so that the app does not load it for everybody
 * else. `mount` checks `auth` before anything else is read.
 */
export const adminEndpoints = {
  standing: endpoint({
    method: "GET",
    path: "/api/admin/standing",
    summary: "Your own role in running this deployment, and how many reports are open if you have one",
    auth: "user",
    response: z.object({ role: z.nullable(StaffRole), open_reports: z.int() }),
    refusals: [],
  }),
  adminUsers: endpoint({
    method: "GET",
    path: "/api/admin/users",
    summary: "The users, the newest first, or those whose handle or name begins like this",
    auth: "admin",
    query: z.object({
      q: z.optional(z.string().check(z.trim(), z.minLength(1), z.maxLength(NAME_MAX))),
      before: z.optional(UserId),
    }),
    response: z.object({ users: z.array(AdminUser) }),
    refusals: ["not_allowed"],
  }),
  suspend: endpoint({
    method: "POST",
    path: "/api/admin/users/:user_id/suspension",
    summary: "Suspend an account: all its devices are signed out at once, and nobody can sign in to it",
    auth: "admin",
    ...onUser,
    body: z.object({ reason: z._default(Reason, "") }),
    response: Empty,
    refusals: ON_ACCOUNT,
  }),
  liftSuspension: endpoint({
    method: "DELETE",
    path: "/api/admin/users/:user_id/suspension",
    summary: "Lift a suspension",
    auth: "admin",
    ...onUser,
    response: Empty,
    refusals: ON_ACCOUNT,
  }),
  signUserOut: endpoint({
    method: "DELETE",
    path: "/api/admin/users/:user_id/sessions",
    summary: "Sign all devices of a user out at once",
    auth: "admin",
    ...onUser,
    response: z.object({ ended: z.int() }),
    refusals: ON_ACCOUNT,
  }),
  makeResetLink: endpoint({
    method: "POST",
    path: "/api/admin/users/:user_id/resets",
    summary: "Make a link with which a user sets a new password, once; its token is shown only this once",
    auth: "admin",
    ...onUser,
    body: Empty,
    response: z.object({ token: z.string(), expires_at: z.int() }),
    refusals: [...ON_ACCOUNT, "proof_needed"],
  }),
  setStaffRole: endpoint({
    method: "POST",
    path: "/api/admin/users/:user_id/role",
    summary: "Make a user an owner or an admin of the deployment, or neither (owners)",
    auth: "owner",
    ...onUser,
    body: z.object({ role: z.nullable(StaffRole) }),
    response: Empty,
    refusals: [...ON_ACCOUNT, "proof_needed"],
  }),
  deploymentSettings: endpoint({
    method: "GET",
    path: "/api/admin/settings",
    summary: "What the deployment is called, who may sign up, and the channels that new people are put into",
    auth: "admin",
    response: z.object({ name: z.string(), sign_up: SignUp, default_channels: z.array(Channel) }),
    refusals: ["not_allowed"],
  }),
  changeDeployment: endpoint({
    method: "PATCH",
    path: "/api/admin/settings",
    summary: "Change the settings of the deployment (owners)",
    auth: "owner",
    body: z.strictObject({
      name: z.optional(DeploymentName),
      sign_up: z.optional(SignUp),
      default_channels: z.optional(z.array(RoomId).check(z.maxLength(DEFAULT_CHANNELS_MAX))),
    }),
    response: Empty,
    refusals: ["not_allowed", "not_found"],
  }),
  signUpLinks: endpoint({
    method: "GET",
    path: "/api/admin/sign-up-links",
    summary: "The links that people can still sign up with, the newest first",
    auth: "admin",
    response: z.object({ links: z.array(SignUpLink) }),
    refusals: ["not_allowed"],
  }),
  makeSignUpLink: endpoint({
    method: "POST",
    path: "/api/admin/sign-up-links",
    summary: "Make a link with which people sign up; its token is shown only this once",
    auth: "admin",
    body: z.object({
      uses: z._default(z.int().check(z.minimum(1), z.maximum(SIGN_UP_LINK_USES_MAX)), 1),
      expires_in_seconds: z._default(
        z.nullable(z.int().check(z.minimum(60), z.maximum(SIGN_UP_LINK_DAYS_MAX * DAY_SECONDS))),
        7 * DAY_SECONDS,
      ),
    }),
    response: z.object({ link: SignUpLink, token: z.string() }),
    refusals: ["not_allowed", "too_many"],
  }),
  revokeSignUpLink: endpoint({
    method: "DELETE",
    path: "/api/admin/sign-up-links/:link_id",
    summary: "Revoke a sign-up link",
    auth: "admin",
    params: z.object({ link_id: LinkId }),
    response: Empty,
    refusals: ["not_allowed", "not_found"],
  }),
  deploymentReports: endpoint({
    method: "GET",
    path: "/api/admin/reports",
    summary: "Open reports of messages in DMs, the first one first",
    auth: "admin",
    response: z.object({ reports: z.array(DeploymentReport) }),
    refusals: ["not_allowed"],
  }),
  decideReport: endpoint({
    method: "POST",
    path: "/api/admin/reports/:report_id/decisions",
    summary: "Decide an open report",
    auth: "admin",
    params: z.object({ report_id: ReportKey }),
    body: z.object({ decision: Decision }),
    response: Empty,
    refusals: [...ON_ACCOUNT, "message_unknown"],
  }),
  adminLog: endpoint({
    method: "GET",
    path: "/api/admin/log",
    summary: "What those did who run the deployment, the latest first",
    auth: "admin",
    query: z.object({ before: messageId }),
    response: z.object({ entries: z.array(AdminLogEntry) }),
    refusals: ["not_allowed"],
  }),
  deploymentNumbers: endpoint({
    method: "GET",
    path: "/api/admin/numbers",
    summary: "Counts of users, devices, channels and reports",
    auth: "admin",
    response: z.object({
      users: z.int(),
      suspended: z.int(),
      new_users: z.int(),
      active_users: z.int(),
      devices: z.int(),
      channels: z.int(),
      open_reports: z.int(),
    }),
    refusals: ["not_allowed"],
  }),
} as const satisfies Record<string, Endpoint>;

export type AdminEndpointName = keyof typeof adminEndpoints;
