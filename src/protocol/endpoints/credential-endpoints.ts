import * as z from "zod/mini";
import { PASSWORD_MAX, RECOVERY_CODE_TYPED_MAX } from "../limits.ts";
import {
  Credentials,
  NewPasskey,
  Passkey,
  PasskeyCreation,
  PasskeyId,
  PasskeyName,
  PasskeyProof,
  PasskeyRequest,
} from "../passkey.ts";
import { DisplayName, Handle, Password } from "../user.ts";
import { Empty, endpoint, someOf } from "./endpoint.ts";
import { Delivery, Invitation, Session, SIGN_UP_REFUSALS } from "./identity-endpoints.ts";

const onPasskey = { params: z.object({ passkey_id: PasskeyId }) };

/** Passkeys, the password, and the ways back for those who have lost both. */
export const credentialEndpoints = {
  passkeyRequest: endpoint({
    method: "POST",
    path: "/api/auth/passkey/request",
    summary: "What a browser needs to ask its user for a passkey",
    auth: "none",
    body: Empty,
    response: PasskeyRequest,
    refusals: [],
  }),
  signInWithPasskey: endpoint({
    method: "POST",
    path: "/api/auth/passkey/sign-in",
    summary: "Sign in with a passkey",
    auth: "none",
    body: z.object({ passkey: PasskeyProof, deliver: Delivery }),
    response: Session,
    refusals: ["passkey_unknown", "passkey_refused", "suspended", "rate_limited"],
  }),
  passkeyForNewAccount: endpoint({
    method: "POST",
    path: "/api/auth/passkey/creation",
    summary: "What a browser needs to make the passkey of a new account",
    auth: "none",
    body: z.object({ handle: Handle, name: z.optional(DisplayName), invitation: Invitation }),
    response: PasskeyCreation,
    refusals: ["handle_taken", "handle_misleading", "rate_limited", ...SIGN_UP_REFUSALS],
  }),
  recover: endpoint({
    method: "POST",
    path: "/api/auth/recover",
    summary: "Sign in with a recovery code and set a new password; signs out all other devices",
    auth: "none",
    body: z.object({
      handle: Handle,
      code: z.string().check(z.maxLength(RECOVERY_CODE_TYPED_MAX)),
      new_password: Password,
      deliver: Delivery,
    }),
    response: Session,
    refusals: ["wrong_code", "weak_password", "suspended", "rate_limited"],
  }),
  resetPassword: endpoint({
    method: "POST",
    path: "/api/auth/reset",
    summary: "Set a new password by a one-time link and sign in; signs out all other devices",
    auth: "none",
    body: z.object({
      token: z.string().check(z.maxLength(200)),
      new_password: Password,
      deliver: Delivery,
    }),
    response: Session,
    refusals: ["reset_invalid", "weak_password", "suspended", "rate_limited"],
  }),
  credentials: endpoint({
    method: "GET",
    path: "/api/me/credentials",
    summary: "The ways in which you can sign in",
    auth: "user",
    response: Credentials,
    refusals: [],
  }),
  prove: endpoint({
    method: "POST",
    path: "/api/me/proof",
    summary: "Show once more that it is you, by password or passkey, before something that cannot be undone",
    auth: "user",
    body: z
      .object({
        password: z.optional(z.string().check(z.maxLength(PASSWORD_MAX))),
        passkey: z.optional(PasskeyProof),
      })
      .check(someOf("password", "passkey")),
    response: Empty,
    refusals: ["wrong_credentials", "passkey_unknown", "passkey_refused", "rate_limited"],
  }),
  passkeyCreation: endpoint({
    method: "POST",
    path: "/api/me/passkeys/creation",
    summary: "What a browser needs to make another passkey of yours",
    auth: "user",
    body: Empty,
    response: PasskeyCreation,
    refusals: ["proof_needed", "too_many"],
  }),
  addPasskey: endpoint({
    method: "POST",
    path: "/api/me/passkeys",
    summary: "Add a passkey",
    auth: "user",
    body: z.object({ passkey: NewPasskey }),
    response: Passkey,
    refusals: ["proof_needed", "passkey_refused", "too_many", "rate_limited"],
  }),
  renamePasskey: endpoint({
    method: "PATCH",
    path: "/api/me/passkeys/:passkey_id",
    summary: "Give a passkey another name",
    auth: "user",
    ...onPasskey,
    body: z.object({ name: PasskeyName }),
    response: Passkey,
    refusals: ["not_found"],
  }),
  removePasskey: endpoint({
    method: "DELETE",
    path: "/api/me/passkeys/:passkey_id",
    summary: "Remove a passkey",
    auth: "user",
    ...onPasskey,
    response: Empty,
    refusals: ["not_found", "proof_needed", "last_credential"],
  }),
  changePassword: endpoint({
    method: "POST",
    path: "/api/me/password",
    summary:
      "Change your password, or set one; signs out all other devices. Without the old one it needs a proof",
    auth: "user",
    body: z.object({
      password: z.optional(z.string().check(z.maxLength(PASSWORD_MAX))),
      new_password: Password,
    }),
    response: z.object({ ended: z.int() }),
    refusals: ["wrong_credentials", "proof_needed", "weak_password", "rate_limited"],
  }),
  removePassword: endpoint({
    method: "DELETE",
    path: "/api/me/password",
    summary: "Remove your password; you sign in with a passkey from then on",
    auth: "user",
    response: Empty,
    refusals: ["not_found", "proof_needed", "last_credential"],
  }),
  makeRecoveryCodes: endpoint({
    method: "POST",
    path: "/api/me/recovery-codes",
    summary: "Make new recovery codes, which are shown only this once; earlier ones stop working",
    auth: "user",
    body: Empty,
    response: z.object({ codes: z.array(z.string()) }),
    refusals: ["proof_needed"],
  }),
} as const;
