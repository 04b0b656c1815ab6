import { accept, assertNever, type Result, refuse } from "../../protocol/codes.ts";
import { ID_BYTES, newSessionId, type UserId } from "../../protocol/ids.ts";
import { RESERVED_HANDLES, type User } from "../../protocol/user.ts";
import { findPerson } from "../directory/people-d1.ts";
import type { Caller } from "./access-token.ts";
import { createAccount, findAccount, setPassword } from "./accounts-d1.ts";
import type { IdentityDeps } from "./deps.ts";
import type { Device } from "./device.ts";
import { endAccess } from "./end-access.ts";
import { newUser } from "./new-user.ts";
import { checkPassword, hashPassword, isOutdated } from "./password.ts";
import { firstRefreshToken, nextRefreshToken, sessionOf } from "./refresh-token.ts";
import { judge, rotate, type StoredSession, startSession } from "./session.ts";
import { addSession, deleteSession, findSession, saveRotation } from "./sessions-d1.ts";

/** Creating an account, signing in, continuing a session with new tokens, and signing out. */

/** A user who has just proved who they are, and the next refresh token of their session. */
export interface SignedIn {
  readonly user: User;
  readonly session: Caller;
  readonly refresh_token: string;
}

/** What somebody types to sign in. */
interface Credentials {
  readonly handle: string;
  readonly password: string;
}

export async function register(
  deps: IdentityDeps,
  { handle, password, name }: Credentials & { readonly name?: string | undefined },
  device: Device,
): Promise<Result<SignedIn>> {
  if (RESERVED_HANDLES.has(handle)) return refuse("handle_taken");
  const user = newUser(handle, name, deps.randomBytes(32), deps.now());
  const { session, refresh_token } = openSession(user.user_id, deps);
  const password_hash = await hashPassword(password, deps.passwordCost);
  if (!(await createAccount(deps.env.DB, { user, password_hash, session, device })))
    return refuse("handle_taken");
  return accept({ user, session, refresh_token });
}

export async function signIn(
  deps: IdentityDeps,
  { handle, password }: Credentials,
  device: Device,
): Promise<Result<SignedIn>> {
  const { env, passwordCost } = deps;
  const account = await findAccount(env.DB, handle);
  // Also if there is no such account: the time it takes must not reveal that.
  const isRight = await checkPassword(password, account?.password_hash, passwordCost);
  if (!account || !isRight) return refuse("wrong_credentials");
  const { user, password_hash } = account;
  if (isOutdated(password_hash, passwordCost))
    await setPassword(env.DB, user.user_id, await hashPassword(password, passwordCost), deps.now()).run();
  const { session, refresh_token } = openSession(user.user_id, deps);
  await addSession(env.DB, { session, device });
  return accept({ user, session, refresh_token });
}

/** Exchanges a refresh token for the next one. */
export async function refresh(deps: IdentityDeps, refresh_token: string): Promise<Result<SignedIn>> {
  const { env } = deps;
  const next = nextRefreshToken(refresh_token, env.AUTH_PRIVATE_JWK);
  const session = await rotateSession(deps, refresh_token, next);
  const user = session && (await findPerson(env.DB, session.user_id));
  return session && user ? accept({ user, session, refresh_token: next }) : refuse("session_ended");
}

export async function signOut({ env, later }: IdentityDeps, { user_id, session_id }: Caller): Promise<void> {
  await deleteSession(env.DB, session_id);
  later(endAccess(env, user_id, [session_id]));
}

/** A new session, not yet stored, and its first refresh token. */
function openSession(
  user_id: UserId,
  { now, randomBytes }: IdentityDeps,
): { session: StoredSession; refresh_token: string } {
  const session_id = newSessionId(randomBytes(ID_BYTES));
  const refresh_token = firstRefreshToken(session_id, randomBytes(32));
  return { session: startSession(session_id, user_id, refresh_token, now()), refresh_token };
}

/** Moves the session of a token on to the next token. Undefined if it has ended, or ends here. */
async function rotateSession(
  deps: IdentityDeps,
  token: string,
  next: string,
): Promise<StoredSession | undefined> {
  const { env, now } = deps;
  const session = await findSession(env.DB, sessionOf(token));
  if (!session) return undefined;
  const judgement = judge(session, token, now());
  switch (judgement) {
    case "repeat":
      return session;
    case "rotate": {
      const isSaved = await saveRotation(env.DB, rotate(session, next, now()));
      // If it was rotated or ended meanwhile, the token means something else now.
      return isSaved ? session : rotateSession(deps, token, next);
    }
    case "reused":
      await signOut(deps, session);
      return undefined;
    case "ended":
      return undefined;
    default:
      return assertNever(judgement);
  }
}
