import { accept, type Done, type Result, refuse } from "../../protocol/codes.ts";
import { PASSKEYS_MAX } from "../../protocol/limits.ts";
import type { Credentials, NewPasskey, Passkey, PasskeyCreation, PasskeyId } from "../../protocol/passkey.ts";
import { findPerson } from "../directory/people-d1.ts";
import type { Caller } from "./access-token.ts";
import { deletePassword, findPassword, setPassword } from "./accounts-d1.ts";
import { CHALLENGE_BYTES, makeChallenge } from "./challenge.ts";
import type { IdentityDeps } from "./deps.ts";
import { type Device, nameOfDevice } from "./device.ts";
import { endAccess } from "./end-access.ts";
import { passkeyCreation, verifyNewPasskey } from "./passkey.ts";
import { addPasskey, deletePasskey, hasPasskey, listPasskeys } from "./passkeys-d1.ts";
import { hashPassword } from "./password.ts";
import { isWeakPassword } from "./password-policy.ts";
import { checkProof, guessOwnPassword } from "./proof.ts";
import { CODES_BYTES, hashCode, makeCodes } from "./recovery-code.ts";
import { countCodes, replaceCodes } from "./recovery-d1.ts";
import { deleteOtherSessions } from "./sessions-d1.ts";

/** The ways into one's own account: passkeys, the password, recovery codes. */

export async function ownCredentials({ env }: IdentityDeps, { user_id }: Caller): Promise<Credentials> {
  const [stored, passkeys, recovery_codes_left] = await Promise.all([
    findPassword(env.DB, user_id),
    listPasskeys(env.DB, user_id),
    countCodes(env.DB, user_id),
  ]);
  return { has_password: stored?.hash !== undefined, passkeys, recovery_codes_left };
}

/** What another passkey of the caller is made from. */
export async function anotherPasskey(deps: IdentityDeps, caller: Caller): Promise<Result<PasskeyCreation>> {
  const { env, now, randomBytes } = deps;
  const refusal = await checkProof(deps, caller);
  if (refusal) return refusal;
  const user = await findPerson(env.DB, caller.user_id);
  if (!user) return refuse("session_ended");
  const known = await listPasskeys(env.DB, caller.user_id);
  if (known.length >= PASSKEYS_MAX) return refuse("too_many");
  const purpose = { what: "make", user_id: caller.user_id } as const;
  const challenge = makeChallenge(purpose, randomBytes(CHALLENGE_BYTES), env.AUTH_PRIVATE_JWK, now());
  return accept(
    passkeyCreation(
      deps,
      challenge,
      user,
      known.map(({ passkey_id }) => passkey_id),
    ),
  );
}

/** Its name is that of its password manager if that is known, else of the device it was made on. */
export async function addOwnPasskey(
  deps: IdentityDeps,
  caller: Caller,
  made: NewPasskey,
  device: Device,
): Promise<Result<Passkey>> {
  const refusal = await checkProof(deps, caller);
  if (refusal) return refusal;
  const { user_id } = caller;
  const verified = await verifyNewPasskey(deps, made, { what: "make", user_id }, nameOfDevice(device));
  if (!verified) return refuse("passkey_refused", { field: "passkey" });
  const { passkey_id, name, synced, created_at, last_used_at } = verified.passkey;
  const added = await addPasskey(deps.env.DB, { ...verified.passkey, user_id });
  if (added === "taken") return refuse("passkey_refused", { field: "passkey" });
  if (added === "too_many") return refuse("too_many");
  return accept({ passkey_id, name, synced, created_at, last_used_at });
}

export async function removeOwnPasskey(
  deps: IdentityDeps,
  caller: Caller,
  passkey_id: PasskeyId,
): Promise<Result<Done>> {
  const { DB } = deps.env;
  if (!(await hasPasskey(DB, caller.user_id, passkey_id))) return refuse("not_found");
  const refusal = await checkProof(deps, caller);
  if (refusal) return refusal;
  return (await deletePasskey(DB, caller.user_id, passkey_id)) ? accept({}) : refuse("last_credential");
}

/**
 * Sets a password, ends all other sessions, and returns how many those were. It needs the old one or a proof: an open
 * laptop must not be enough to take over an account.
 */
export async function changePassword(
  deps: IdentityDeps,
  caller: Caller,
  { password, new_password }: { readonly password?: string | undefined; readonly new_password: string },
): Promise<Result<number>> {
  const { env, now, later, passwordCost } = deps;
  const stored = await findPassword(env.DB, caller.user_id);
  if (password === undefined) {
    const refusal = await checkProof(deps, caller);
    if (refusal) return refusal;
  } else {
    const isRight = await guessOwnPassword(deps, caller, password, stored?.hash);
    if (!isRight.ok) return isRight;
    if (!isRight.value) return refuse("wrong_credentials");
  }
  if (!stored) return refuse("session_ended");
  if (isWeakPassword(new_password, stored.handle)) return refuse("weak_password", { field: "new_password" });
  const hash = await hashPassword(new_password, passwordCost);
  const replaced = setPassword(env.DB, caller.user_id, hash, now());
  const ended = await deleteOtherSessions(env.DB, caller, replaced);
  later(endAccess(env, caller.user_id, ended));
  return accept(ended.length);
}

export async function removePassword(deps: IdentityDeps, caller: Caller): Promise<Result<Done>> {
  const { DB } = deps.env;
  const stored = await findPassword(DB, caller.user_id);
  if (stored?.hash === undefined) return refuse("not_found");
  const refusal = await checkProof(deps, caller);
  if (refusal) return refusal;
  return (await deletePassword(DB, caller.user_id)) ? accept({}) : refuse("last_credential");
}

/** They replace those made before. */
export async function makeRecoveryCodes(
  deps: IdentityDeps,
  caller: Caller,
): Promise<Result<{ codes: string[] }>> {
  const { env, now, randomBytes } = deps;
  const refusal = await checkProof(deps, caller);
  if (refusal) return refusal;
  const codes = makeCodes(randomBytes(CODES_BYTES));
  const hashes = codes.map((code) => hashCode(caller.user_id, code, env.AUTH_PRIVATE_JWK));
  await replaceCodes(env.DB, caller.user_id, hashes, now());
  return accept({ codes });
}
