import * as z from "zod/mini";
import { NAME_MAX, PASSKEY_FIELD_MAX, PASSKEY_ID_MAX } from "./limits.ts";
import { oneLine, visible } from "./user.ts";

/**
 * Passkeys, in the JSON forms of Web Authentication (Level 3 §5.1): options go into
 * `PublicKeyCredential.parseCreationOptionsFromJSON` and `parseRequestOptionsFromJSON`, and what a browser answers
 * comes out of `toJSON`. Fields that are not named here are ignored.
 */

const bytes = (longest: number) => z.string().check(z.maxLength(longest), z.regex(/^[\w-]+$/, "Base64url"));

/** The id that an authenticator has given to a passkey: base64url of 16 bytes or more. */
export const PasskeyId = bytes(PASSKEY_ID_MAX).check(z.minLength(22)).brand<"passkey", "inout">();
export type PasskeyId = z.infer<typeof PasskeyId>;

export const PasskeyName = z.string().check(z.trim(), z.maxLength(NAME_MAX), oneLine, visible);

const field = bytes(PASSKEY_FIELD_MAX);

/** A passkey that a browser has just made. */
export const NewPasskey = z.object({
  id: PasskeyId,
  response: z.object({
    clientDataJSON: field,
    attestationObject: field,
    transports: z.optional(z.array(z.string().check(z.maxLength(20))).check(z.maxLength(10))),
  }),
});
export type NewPasskey = z.infer<typeof NewPasskey>;

/** What shows that somebody has a passkey. */
export const PasskeyProof = z.object({
  id: PasskeyId,
  response: z.object({
    clientDataJSON: field,
    authenticatorData: field,
    signature: field,
    userHandle: z.optional(z.nullable(field)),
  }),
});
export type PasskeyProof = z.infer<typeof PasskeyProof>;

/** Asks a browser to make a passkey. */
export const PasskeyCreation = z.object({
  challenge: z.string(),
  rp: z.object({ id: z.string(), name: z.string() }),
  user: z.object({ id: z.string(), name: z.string(), displayName: z.string() }),
  pubKeyCredParams: z.array(z.object({ type: z.literal("public-key"), alg: z.int() })),
  timeout: z.int(),
  excludeCredentials: z.array(z.object({ type: z.literal("public-key"), id: PasskeyId })),
  authenticatorSelection: z.object({
    residentKey: z.literal("required"),
    requireResidentKey: z.literal(true),
    userVerification: z.literal("required"),
  }),
  attestation: z.literal("none"),
});
export type PasskeyCreation = z.infer<typeof PasskeyCreation>;

/** Asks a browser for any passkey that its user has here. */
export const PasskeyRequest = z.object({
  challenge: z.string(),
  rpId: z.string(),
  timeout: z.int(),
  userVerification: z.literal("required"),
});
export type PasskeyRequest = z.infer<typeof PasskeyRequest>;

/** A passkey as its owner sees it. */
export const Passkey = z.object({
  passkey_id: PasskeyId,
  name: z.string(),
  /** Whether it is kept by a password manager that copies it to other devices. */
  synced: z.boolean(),
  /** Unix milliseconds. */
  created_at: z.int(),
  last_used_at: z.nullable(z.int()),
});
export type Passkey = z.infer<typeof Passkey>;

/** All the ways in which a user can sign in. */
export const Credentials = z.object({
  has_password: z.boolean(),
  passkeys: z.array(Passkey),
  recovery_codes_left: z.int(),
});
export type Credentials = z.infer<typeof Credentials>;
