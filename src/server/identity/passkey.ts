import type { UserId } from "../../protocol/ids.ts";
import { CHALLENGE_MS } from "../../protocol/limits.ts";
import type {
  NewPasskey,
  PasskeyCreation,
  PasskeyId,
  PasskeyProof,
  PasskeyRequest,
} from "../../protocol/passkey.ts";
import { CHALLENGE_BYTES, expiryOf, makeChallenge, type Purpose } from "./challenge.ts";
import { spendChallenge } from "./challenges-d1.ts";
import type { IdentityDeps } from "./deps.ts";
import { makerOf } from "./passkey-makers.ts";
import { findPasskey, type StoredPasskey, saveUse } from "./passkeys-d1.ts";

/**
 * The ceremonies of Web Authentication (Level 3, §7): what a browser is asked, and whether its answer holds. We ask for
 * no attestation, because any authenticator will do; but always for user verification, because a passkey stands
 * alone.
 */

/** Loaded when it is needed: most requests do without its 300 kB. */
const library = () => import("@simplewebauthn/server");
const helpers = () => import("@simplewebauthn/server/helpers");

/** Ed25519, ECDSA with P-256, and RSA, as COSE numbers them. */
const ALGORITHMS = [-8, -7, -257];

/** Asks for any passkey that the user of a browser has here. */
export const passkeyRequest = ({ env, site, now, randomBytes }: IdentityDeps): PasskeyRequest => ({
  challenge: makeChallenge({ what: "show" }, randomBytes(CHALLENGE_BYTES), env.AUTH_PRIVATE_JWK, now()),
  rpId: site.rp_id,
  timeout: CHALLENGE_MS,
  userVerification: "required",
});

/** Asks for a new passkey of somebody, whose authenticator has none of `known` yet. */
export const passkeyCreation = (
  { site }: IdentityDeps,
  challenge: string,
  { user_id, handle, name }: { readonly user_id: UserId; readonly handle: string; readonly name: string },
  known: readonly PasskeyId[] = [],
): PasskeyCreation => ({
  challenge,
  rp: { id: site.rp_id, name: "Parlor" },
  user: { id: Buffer.from(user_id).toString("base64url"), name: handle, displayName: name },
  pubKeyCredParams: ALGORITHMS.map((alg) => ({ type: "public-key", alg })),
  timeout: CHALLENGE_MS,
  excludeCredentials: known.map((id) => ({ type: "public-key", id })),
  authenticatorSelection: {
    residentKey: "required",
    requireResidentKey: true,
    userVerification: "required",
  },
  attestation: "none",
});

/** A passkey that was made, and the challenge it has signed. */
export interface VerifiedPasskey {
  readonly challenge: string;
  readonly passkey: Omit<StoredPasskey, "user_id">;
}

/** Checks a new passkey and accepts its challenge; undefined if anything about it is wrong. */
export async function verifyNewPasskey(
  deps: IdentityDeps,
  { id, response }: NewPasskey,
  purpose: Purpose,
  fallbackName: string,
): Promise<VerifiedPasskey | undefined> {
  if (!(await isWithoutCertificates(response.attestationObject))) return undefined;
  const { verifyRegistrationResponse } = await library();
  const challenges = new Challenges(deps, purpose);
  const { registrationInfo: found } = await verifyRegistrationResponse({
    response: {
      id,
      rawId: id,
      type: "public-key",
      clientExtensionResults: {},
      response: { clientDataJSON: response.clientDataJSON, attestationObject: response.attestationObject },
    },
    expectedChallenge: challenges.isRight,
    expectedOrigin: [...deps.site.origins],
    expectedRPID: deps.site.rp_id,
    supportedAlgorithmIDs: ALGORITHMS,
    // A browser that makes one by itself after a password was typed (conditional create) asks nobody to touch anything.
    requireUserPresence: purpose.what === "sign_up",
    requireUserVerification: purpose.what === "sign_up",
  }).catch(() => ({ registrationInfo: undefined }));
  if (!found || found.credential.id !== id) return undefined;
  const challenge = await challenges.spend();
  if (challenge === undefined) return undefined;
  return {
    challenge,
    passkey: {
      passkey_id: id,
      public_key: Buffer.from(found.credential.publicKey).toString("base64url"),
      counter: found.credential.counter,
      name: makerOf(found.aaguid) ?? fallbackName,
      synced: found.credentialBackedUp,
      created_at: deps.now(),
      last_used_at: null,
    },
  };
}

/** Checks that somebody has a passkey, and accepts its challenge; or says what is wrong. */
export async function verifyPasskey(
  deps: IdentityDeps,
  { id, response }: PasskeyProof,
): Promise<NonNullable<Awaited<ReturnType<typeof findPasskey>>> | "passkey_unknown" | "passkey_refused"> {
  const known = await findPasskey(deps.env.DB, id);
  if (!known) return "passkey_unknown";
  const { passkey, user } = known;
  const owner = response.userHandle ? Buffer.from(response.userHandle, "base64url").toString() : user.user_id;
  if (owner !== user.user_id) return "passkey_refused";
  const { verifyAuthenticationResponse } = await library();
  const challenges = new Challenges(deps, { what: "show" });
  const { clientDataJSON, authenticatorData, signature } = response;
  const found = await verifyAuthenticationResponse({
    response: {
      id,
      rawId: id,
      type: "public-key",
      clientExtensionResults: {},
      response: { clientDataJSON, authenticatorData, signature },
    },
    expectedChallenge: challenges.isRight,
    expectedOrigin: [...deps.site.origins],
    expectedRPID: deps.site.rp_id,
    credential: {
      id,
      publicKey: new Uint8Array(Buffer.from(passkey.public_key, "base64url")),
      counter: passkey.counter,
    },
    requireUserVerification: true,
  }).catch(() => undefined);
  if (!found?.verified || (await challenges.spend()) === undefined) return "passkey_refused";
  const counts = { before: passkey.counter, after: found.authenticationInfo.newCounter };
  return (await saveUse(deps.env.DB, id, counts, deps.now())) ? known : "passkey_refused";
}

/** The challenge that an answer names: whether it is ours, and then that it counts only this once. */
class Challenges {
  readonly #deps: IdentityDeps;
  readonly #purpose: Purpose;
  #seen: { readonly challenge: string; readonly expires_at: number } | undefined;

  constructor(deps: IdentityDeps, purpose: Purpose) {
    this.#deps = deps;
    this.#purpose = purpose;
  }

  readonly isRight = (challenge: string): boolean => {
    const { env, now } = this.#deps;
    const expires_at = expiryOf(challenge, this.#purpose, env.AUTH_PRIVATE_JWK, now());
    this.#seen = expires_at === undefined ? undefined : { challenge, expires_at };
    return this.#seen !== undefined;
  };

  async spend(): Promise<string | undefined> {
    const { env, now } = this.#deps;
    if (!this.#seen) return undefined;
    const { challenge, expires_at } = this.#seen;
    return (await spendChallenge(env.DB, challenge, expires_at, now())) ? challenge : undefined;
  }
}

/**
 * Whoever asks for no attestation gets none, or one that the new key has signed itself. All others bring certificates,
 * and checking those may call the addresses in them.
 */
async function isWithoutCertificates(attestation: string): Promise<boolean> {
  const { decodeAttestationObject } = await helpers();
  try {
    const decoded = decodeAttestationObject(new Uint8Array(Buffer.from(attestation, "base64url")));
    const fmt = decoded.get("fmt");
    return fmt === "none" || (fmt === "packed" && decoded.get("attStmt").get("x5c") === undefined);
  } catch {
    return false;
  }
}
