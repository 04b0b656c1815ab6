import * as z from "zod/mini";
import { LinkId, MessageId, UserId } from "./ids.ts";
import { NAME_MAX, REASON_MAX } from "./limits.ts";
import { ReportedMessage } from "./moderation.ts";
import { oneLine, User } from "./user.ts";

/** What only those see who run the deployment: its owners and admins. Rooms have owners and admins of their own. */

export const StaffRole = z.enum(["owner", "admin"]);
export type StaffRole = z.infer<typeof StaffRole>;

/** What the deployment is called; empty for no name of its own. */
export const DeploymentName = z.string().check(z.trim(), z.maxLength(NAME_MAX), oneLine);

export const Reason = z.string().check(z.maxLength(REASON_MAX));

export const AdminUser = z.object({
  user: User,
  role: z.nullable(StaffRole),
  /** Unix milliseconds; null if they are not suspended. */
  suspended_at: z.nullable(z.int()),
  /** Why they were suspended; empty if nobody said so, or if they are not. */
  reason: z.string(),
  /** Devices that are signed in. */
  devices: z.int(),
  /** Unix milliseconds, as exact as the use of a session; null if no device is signed in. */
  last_used_at: z.nullable(z.int()),
});
export type AdminUser = z.infer<typeof AdminUser>;

/** A link with which people sign up. Its token is shown once, when it is made. */
export const SignUpLink = z.object({
  link_id: LinkId,
  /** Null if it was made from a terminal. */
  by: z.nullable(UserId),
  created_at: z.int(),
  /** Unix milliseconds; null for never. */
  expires_at: z.nullable(z.int()),
  uses_left: z.int(),
});
export type SignUpLink = z.infer<typeof SignUpLink>;

/** The digest under which a report is kept: a DM's id would name its two people. */
export const ReportKey = z
  .string()
  .check(z.regex(/^[0-9a-f]{64}$/))
  .brand<"report", "inout">();
export type ReportKey = z.infer<typeof ReportKey>;

/** What is done about a report: nothing, its message deleted, or also the account of its author suspended. */
export const Decision = z.enum(["dismiss", "delete_message", "suspend_author"]);
export type Decision = z.infer<typeof Decision>;

/** A report that is open. */
export const DeploymentReport = z.object({
  report_id: ReportKey,
  by: UserId,
  reason: z.string(),
  at: z.int(),
  message: ReportedMessage,
  /** Left out of reports made before it was kept with them: such a message cannot be deleted from here. */
  message_id: z.optional(MessageId),
  /** All reports of this author that there ever were, this one included. */
  reports_of_author: z.int(),
});
export type DeploymentReport = z.infer<typeof DeploymentReport>;

export const ADMIN_ACTIONS = [
  "suspend",
  "lift_suspension",
  "sign_out",
  "make_reset_link",
  "set_role",
  "change_settings",
  "make_sign_up_link",
  "revoke_sign_up_link",
  "decide_report",
] as const;

/** Something that one of those did who run the deployment. */
export const AdminLogEntry = z.object({
  entry_id: z.int(),
  /** Null if it was done from a terminal. */
  by: z.nullable(UserId),
  at: z.int(),
  what: z.enum(ADMIN_ACTIONS),
  /** Whom it was about; null if nobody. */
  user_id: z.nullable(UserId),
  /** What exactly: the role, the reason, the settings, the decision; may be empty. */
  detail: z.string(),
});
export type AdminLogEntry = z.infer<typeof AdminLogEntry>;
