import { accept, type Result, refuse } from "../../protocol/codes.ts";
import type { User } from "../../protocol/user.ts";
import { findPeopleByHandle, findPerson } from "../directory/people-d1.ts";
import { setPassword } from "./accounts-d1.ts";
import type { IdentityDeps } from "./deps.ts";
import type { Device } from "./device.ts";
import { endAccess } from "./end-access.ts";
import { guess } from "./guess-limit.ts";
import { openSession, type SignedIn } from "./open-session.ts";
import { hashPassword } from "./password.ts";
import { isWeakPassword } from "./password-policy.ts";
import { hashCode, hashResetToken } from "./recovery-code.ts";
import { findReset, isCode, spendCode, spendReset } from "./recovery-d1.ts";
import { replaceSessions } from "./sessions-d1.ts";

/** Ways back into an account whose user has lost what they sign in with: each sets a new password. */

/** With one of the user's recovery codes. Guesses at it wait like guesses at the password. */
export async function recover(
  deps: IdentityDeps,
  { handle, code, new_password }: Readonly<Record<"handle" | "code" | "new_password", string>>,
  device: Device,
): Promise<Result<SignedIn>> {
  const { env } = deps;
  const [user] = await findPeopleByHandle(env.DB, [handle]);
  const hash = user && hashCode(user.user_id, code, env.AUTH_PRIVATE_JWK);
  const isRight = await guess(
    deps,
    user?.user_id ?? `handle ${handle}`,
    async () => user !== undefined && hash !== undefined && (await isCode(env.DB, user.user_id, hash)),
  );
  if (!isRight.ok) return isRight;
  if (!user || hash === undefined || !isRight.value) return refuse("wrong_code");
  if (isWeakPassword(new_password, handle)) return refuse("weak_password", { field: "new_password" });
  if (!(await spendCode(env.DB, user.user_id, hash))) return refuse("wrong_code");
  return startAnew(deps, user, new_password, device);
}

/** By a link that whoever runs the deployment has made. */
export async function resetPassword(
  deps: IdentityDeps,
  { token, new_password }: { readonly token: string; readonly new_password: string },
  device: Device,
): Promise<Result<SignedIn>> {
  const { env, now } = deps;
  const hash = hashResetToken(token);
  const user_id = await findReset(env.DB, hash, now());
  const user = user_id && (await findPerson(env.DB, user_id));
  if (!user) return refuse("reset_invalid", { field: "token" });
  if (isWeakPassword(new_password, user.handle)) return refuse("weak_password", { field: "new_password" });
  if (!(await spendReset(env.DB, hash))) return refuse("reset_invalid", { field: "token" });
  return startAnew(deps, user, new_password, device);
}

/** A new password and a new session; all others end, because somebody else may be in them. */
async function startAnew(
  deps: IdentityDeps,
  user: User,
  new_password: string,
  device: Device,
): Promise<Result<SignedIn>> {
  const { env, now, later, passwordCost } = deps;
  const hash = await hashPassword(new_password, passwordCost);
  const { session, refresh_token } = openSession(user.user_id, deps);
  const replaced = setPassword(env.DB, user.user_id, hash, now());
  const { ended, isAdded } = await replaceSessions(env.DB, { session, device }, replaced);
  later(endAccess(env, user.user_id, ended));
  return isAdded ? accept({ user, session, refresh_token }) : refuse("suspended");
}
