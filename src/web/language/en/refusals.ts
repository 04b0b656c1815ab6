import { numbers } from "../plural.ts";

const n = numbers("en");

/** What a user reads when a request is refused. */
export const refusals = {
  tooOften: (wait: string) => `Too many attempts. Please try again in ${wait}.`,
  seconds: (count: number) => n(count, { one: "# second", other: "# seconds" }),
  unknown: "That did not work. Please try again.",
  /** Only those that can be explained better here than in the protocol's table of codes. */
  byCode: {
    wrong_credentials: "Incorrect handle or password.",
    handle_taken: "That handle is already taken. Try another one.",
    handle_misleading: "That handle could be mistaken for another one. Try another one.",
    weak_password: "That password is too easy to guess. Try another one.",
    wrong_code: "Incorrect handle or recovery code.",
    reset_invalid: "This link has expired or has been used. Ask for a new one.",
    invitation_invalid: "This invitation has expired or has been used up. Ask for a new one.",
    passkey_unknown: "This passkey belongs to no account here. It may have been removed.",
    passkey_refused: "The passkey could not be verified. Please try again.",
    passkey_cancelled: "No passkey was used.",
    passkey_exists: "This device already has a passkey for your account.",
    passkey_failed: "Your browser could not use a passkey here.",
    last_credential: "This is your only way to sign in. Add another one first.",
    unavailable: "The server cannot be reached. Check your connection and try again.",
    internal: "Something went wrong on our side. Please try again.",
    last_owner: "You are the last owner. Make somebody else an owner before you leave.",
  } as Readonly<Record<string, string>>,
};
