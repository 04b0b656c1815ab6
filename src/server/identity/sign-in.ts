import { accept, assertNever, type Result, refuse } from "../../protocol/codes.ts";
import type { PasskeyProof } from "../../protocol/passkey.ts";
import { findPerson } from "../directory/people-d1.ts";
import type { Caller } from "./access-token.ts";
import { findAccount, setPassword } from "./accounts-d1.ts";
import type { IdentityDeps } from "./deps.ts";
import type { Device } from "./device.ts";
import { endAccess } from "./end-access.ts";
import { guess } from "./guess-limit.ts";
import { openSession, type SignedIn } from "./open-session.ts";
import { verifyPasskey } from "./passkey.ts";
import { checkPassword, hashPassword, isOutdated } from "./password.ts";
import { isIssued, isUnsealed, nextRefreshToken, sessionOf } from "./refresh-token.ts";
import { judge, rotate, type StoredSession } from "./session.ts";
import { hasEnded } from "./session-check.ts";
import { addSession, deleteOwnSession, findSession, saveRotation } from "./sessions-d1.ts";

/** Signing in, continuing a session with new tokens, and signing out. */

/** What somebody types to sign in. */
interface Credentials {
  readonly handle: string;
  readonly password: string;
}

export async function signIn(
  deps: IdentityDeps,
  { handle, password }: Credentials,
  device: Device,
): Promise<Result<SignedIn>> {
  const { env, passwordCost } = deps;
  const account = await findAccount(env.DB, handle);
  // Also if there is no such account: neither the answer nor the time it takes may reveal that.
  const isRight = await guess(deps, account?.user.user_id ?? `handle ${handle}`, () =>
    checkPassword(password, account?.password_hash, passwordCost),
  );
  if (!isRight.ok) return isRight;
  if (!account || !isRight.value) return refuse("wrong_credentials");
  const { user, password_hash } = account;
  if (isOutdated(password_hash, passwordCost))
    await setPassword(env.DB, user.user_id, await hashPassword(password, passwordCost), deps.now()).run();
  const { session, refresh_token } = openSession(user.user_id, deps);
  const isAdded = await addSession(env.DB, { session, device });
  return isAdded ? accept({ user, session, refresh_token }) : refuse("suspended");
}

export async function signInWithPasskey(
  deps: IdentityDeps,
  passkey: PasskeyProof,
  device: Device,
): Promise<Result<SignedIn>> {
  const verified = await verifyPasskey(deps, passkey);
  if (typeof verified === "string") return refuse(verified, { field: "passkey" });
  const { user } = verified;
  const { session, refresh_token } = openSession(user.user_id, deps);
  const isAdded = await addSession(deps.env.DB, { session, device });
  return isAdded ? accept({ user, session, refresh_token }) : refuse("suspended");
}

/** Exchanges a refresh token for the next one. */
export async function refresh(deps: IdentityDeps, refresh_token: string): Promise<Result<SignedIn>> {
  const { env } = deps;
  // A guess costs no look-up.
  if (!isUnsealed(refresh_token) && !isIssued(refresh_token, env.AUTH_PRIVATE_JWK))
    return refuse("session_ended");
  const next = nextRefreshToken(refresh_token, env.AUTH_PRIVATE_JWK);
  const session = await rotateSession(deps, refresh_token, next);
  const user = session && (await findPerson(env.DB, session.user_id));
  return session && user ? accept({ user, session, refresh_token: next }) : refuse("session_ended");
}

/**
 * Ends a session. Its user's inbox sees to that, also while D1 is down; if the inbox cannot be reached, what D1
 * says counts as soon as the session's access tokens expire.
 */
export async function signOut({ env }: IdentityDeps, { user_id, session_id }: Caller): Promise<void> {
  await endAccess(env, user_id, [session_id]).catch(() => deleteOwnSession(env.DB, user_id, session_id));
}

/** Moves the session of a token on to the next token. Undefined if it has ended, or ends here. */
async function rotateSession(
  deps: IdentityDeps,
  token: string,
  next: string,
): Promise<StoredSession | undefined> {
  const { env, now } = deps;
  const session = await findSession(env.DB, sessionOf(token));
  // It may have ended while D1 was down.
  if (!session) return undefined;
  const { user_id, session_id } = session;
  if (await hasEnded(env, { user_id, session_id }, now())) return undefined;
  const judgement = judge(session, token, isIssued(token, env.AUTH_PRIVATE_JWK), now());
  switch (judgement) {
    case "repeat":
      return session;
    case "late": {
      const isUsed = await env.INBOX.getByName(user_id).wasUsed(session_id, session.rotated_at);
      if (!isUsed) return session;
      await signOut(deps, session);
      return undefined;
    }
    case "rotate": {
      const rotated = rotate(session, next, now());
      // If it was rotated or ended meanwhile, the token means something else now.
      return (await saveRotation(env.DB, rotated)) ? rotated : rotateSession(deps, token, next);
    }
    case "reused":
      await signOut(deps, session);
      return undefined;
    case "wrong":
    case "ended":
      return undefined;
    default:
      return assertNever(judgement);
  }
}
