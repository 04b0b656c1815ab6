import type { AdminLogEntry, Decision, StaffRole } from "../../../protocol/deployment.ts";
import type { SignUp } from "../../../protocol/endpoints.ts";
import type { AdminSection } from "../../state/route.ts";
import { numbers } from "../plural.ts";

const n = numbers("en");

const roles: Record<StaffRole | "none", string> = { owner: "Owner", admin: "Admin", none: "No role" };
const done: Record<AdminLogEntry["what"], string> = {
  suspend: "suspended the account",
  lift_suspension: "lifted the suspension",
  sign_out: "signed out all devices",
  make_reset_link: "made a link for a new password",
  set_role: "changed the role",
  change_settings: "changed the settings",
  make_sign_up_link: "made a sign-up link",
  revoke_sign_up_link: "revoked a sign-up link",
  decide_report: "decided a report",
};
const sections: Record<AdminSection, string> = {
  reports: "Reports",
  users: "Users",
  entry: "Sign-up",
  log: "Log",
  numbers: "Numbers",
};
const signUp: Record<SignUp, string> = { open: "Open", invitation: "By invitation", closed: "Closed" };
const signUpHint: Record<SignUp, string> = {
  open: "Anyone can create an account. Strangers have to ask before they can write to somebody.",
  invitation: "Accounts are created with a link that you make. All people here count as knowing each other.",
  closed: "Nobody can create an account. All people here count as knowing each other.",
};
const decided: Record<Decision, string> = {
  dismiss: "Report dismissed",
  delete_message: "Message deleted",
  suspend_author: "Author suspended",
};

/** The texts of the page for those who run the deployment. They are no part of `en.ts`, so that nobody else loads them. */
export const admin = {
  title: "Run this server",
  sections,
  notAllowed: "This page is for those who run this server.",
  terminal: "terminal",
  more: "Show more",
  cancel: "Cancel",
  reports: {
    none: "No open reports.",
    hint: "Messages that people have reported in direct messages. Those of rooms are for the rooms’ own admins.",
    by: (name: string, when: string) => `Reported by ${name} ${when}`,
    reason: (reason: string) => `Reason: ${reason}`,
    noReason: "No reason given.",
    sent: (when: string) => `Sent ${when}`,
    times: (count: number) =>
      n(count, { one: "First report of this person", other: "# reports of this person" }),
    dismiss: "Dismiss",
    deleteMessage: "Delete message",
    suspend: "Suspend author",
    confirmDelete: "Delete this message for both people?",
    confirmSuspend: (name: string) =>
      `Delete the message and suspend ${name}? They are signed out everywhere at once.`,
    decided,
  },
  users: {
    search: "Name or handle",
    none: "Nobody found.",
    devices: (count: number) => n(count, { one: "# device", other: "# devices" }),
    signedOut: "signed out",
    lastUsed: (when: string) => `last seen ${when}`,
    suspended: "Suspended",
    roles,
    role: (name: string) => `Role of ${name}`,
    actions: (name: string) => `Actions for ${name}`,
    suspend: "Suspend",
    lift: "Lift suspension",
    signOut: "Sign out everywhere",
    reset: "Password link",
    confirmSuspend: (name: string) =>
      `Suspend ${name}? They are signed out everywhere at once and cannot sign in.`,
    signedOutNow: (count: number) => n(count, { one: "# device signed out", other: "# devices signed out" }),
    resetLink: (name: string) =>
      `Give this link to ${name}, over a way that you know is theirs. It works once and is shown only now.`,
  },
  entry: {
    name: "Name of this server",
    nameHint: "Shown where people sign in. Empty, it says Parlor.",
    save: "Save",
    saved: "Saved",
    signUp: "Who can create an account",
    signUpOf: signUp,
    signUpHint,
    ownersOnly: "Only owners can change these settings.",
    channels: "Channels that new people are in from the start",
    noChannels: "There are no channels yet.",
    links: "Sign-up links",
    noLinks: "No link is open.",
    uses: "Lets in",
    usesOf: (count: number) => n(count, { one: "# person", other: "# people" }),
    create: "Create link",
    link: "Sign-up link",
    copy: "Copy",
    shownOnce: "Copy it now: it is shown only this once.",
    left: (count: number, until: string) =>
      `Lets in ${n(count, { one: "# more", other: "# more" })}, until ${until}`,
    leftForEver: (count: number) => `Lets in ${n(count, { one: "# more", other: "# more" })}`,
    revoke: "Revoke",
  },
  log: { none: "Nothing has been done yet.", done },
  numbers: {
    users: "Accounts",
    new_users: "New in the last 7 days",
    active_users: "Active in the last 7 days",
    devices: "Signed-in devices",
    suspended: "Suspended",
    channels: "Public channels",
    open_reports: "Open reports",
    hint: "Messages are counted nowhere: each room knows its own.",
  },
};

export type AdminWords = typeof admin;
