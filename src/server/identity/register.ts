import { accept, type Refusal, type Result, refuse } from "../../protocol/codes.ts";
import type { NewPasskey, PasskeyCreation } from "../../protocol/passkey.ts";
import { RESERVED_HANDLES, type User } from "../../protocol/user.ts";
import { isHandleInUse } from "../directory/people-d1.ts";
import { createAccount } from "./accounts-d1.ts";
import { bytesOf, CHALLENGE_BYTES, makeChallenge } from "./challenge.ts";
import type { IdentityDeps } from "./deps.ts";
import { type Device, nameOfDevice } from "./device.ts";
import { posesAsStaff, skeletonOf } from "./handle-policy.ts";
import { newUser } from "./new-user.ts";
import { openSession, type SignedIn } from "./open-session.ts";
import { passkeyCreation, verifyNewPasskey } from "./passkey.ts";
import type { StoredPasskey } from "./passkeys-d1.ts";
import { hashPassword } from "./password.ts";
import { isWeakPassword } from "./password-policy.ts";
import { joinChannels, mayEnter } from "./sign-up.ts";

/** Making an account: with a password, with a passkey, or with both. */

interface Wanted {
  readonly handle: string;
  readonly name?: string | undefined;
  /** The token of a sign-up link. */
  readonly invitation?: string | undefined;
}

interface Applicant extends Wanted {
  readonly password?: string | undefined;
  readonly passkey?: NewPasskey | undefined;
}

/**
 * What the first passkey of a new account is made from. Asks for the handle now, so that nobody makes a passkey for an
 * account that they cannot have.
 */
export async function passkeyForNewAccount(
  deps: IdentityDeps,
  { handle, name, invitation }: Wanted,
): Promise<Result<PasskeyCreation>> {
  const { env, now, randomBytes } = deps;
  const refusal = checkHandle(handle);
  if (refusal) return refusal;
  const entry = await mayEnter(deps, invitation);
  if (!entry.ok) return entry;
  if (await isHandleInUse(env.DB, handle)) return refuse("handle_taken", { field: "handle" });
  const bytes = randomBytes(CHALLENGE_BYTES);
  const challenge = makeChallenge({ what: "sign_up" }, bytes, env.AUTH_PRIVATE_JWK, now());
  const user = newUser(handle, name, bytesOf(challenge, env.AUTH_PRIVATE_JWK), now());
  return accept(passkeyCreation(deps, challenge, user));
}

/** Makes the account, and puts its user into the channels that the deployment has for everybody. */
export async function register(
  deps: IdentityDeps,
  applicant: Applicant,
  device: Device,
): Promise<Result<SignedIn>> {
  const { handle, password } = applicant;
  const refusal = checkHandle(handle);
  if (refusal) return refusal;
  const entry = await mayEnter(deps, applicant.invitation);
  if (!entry.ok) return entry;
  const { deployment, link_hash } = entry.value;
  if (password !== undefined && isWeakPassword(password, handle))
    return refuse("weak_password", { field: "password" });
  const person = await personOf(deps, applicant, device);
  if (!person) return refuse("passkey_refused", { field: "passkey" });
  const { user, passkey } = person;
  const { session, refresh_token } = openSession(user.user_id, deps);
  const password_hash = password === undefined ? undefined : await hashPassword(password, deps.passwordCost);
  const skeleton = skeletonOf(handle);
  const account = { user, skeleton, password_hash, passkey, link_hash, session, device };
  const made = await createAccount(deps.env.DB, account);
  if (made !== "made") return refuse(made, { field: fieldOf[made] });
  await joinChannels(deps.env, user.user_id, deployment.default_channels);
  return accept({ user, session, refresh_token });
}

const fieldOf = {
  handle_taken: "handle",
  handle_misleading: "handle",
  passkey_refused: "passkey",
  invitation_invalid: "invitation",
} as const;

function checkHandle(handle: string): Refusal | undefined {
  if (RESERVED_HANDLES.has(handle)) return refuse("handle_taken", { field: "handle" });
  if (posesAsStaff(handle)) return refuse("handle_misleading", { field: "handle" });
  return undefined;
}

/** Who the applicant will be. With a passkey that is fixed: it carries the id that its challenge stands for. */
async function personOf(
  deps: IdentityDeps,
  { handle, name, passkey }: Applicant,
  device: Device,
): Promise<{ user: User; passkey?: StoredPasskey } | undefined> {
  if (!passkey) return { user: newUser(handle, name, deps.randomBytes(32), deps.now()) };
  const verified = await verifyNewPasskey(deps, passkey, { what: "sign_up" }, nameOfDevice(device));
  if (!verified) return undefined;
  const user = newUser(handle, name, bytesOf(verified.challenge, deps.env.AUTH_PRIVATE_JWK), deps.now());
  return { user, passkey: { ...verified.passkey, user_id: user.user_id } };
}
