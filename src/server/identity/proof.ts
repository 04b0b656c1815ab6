import { accept, type Done, type Refusal, type Result, refuse } from "../../protocol/codes.ts";
import { PROOF_MS } from "../../protocol/limits.ts";
import type { PasskeyProof } from "../../protocol/passkey.ts";
import type { Caller } from "./access-token.ts";
import { findPassword } from "./accounts-d1.ts";
import type { IdentityDeps } from "./deps.ts";
import { guess } from "./guess-limit.ts";
import { verifyPasskey } from "./passkey.ts";
import { checkPassword } from "./password.ts";
import { findSession, saveProof } from "./sessions-d1.ts";

/**
 * Whoever finds a device unlocked must not take its account over. So what changes the ways into an account asks its user
 * to show that it is them, unless they have just signed in.
 */

/** What somebody shows. If it is both, both must be right. */
export interface Shown {
  readonly password?: string | undefined;
  readonly passkey?: PasskeyProof | undefined;
}

/** The refusal of somebody who has not shown for a while that it is them. */
export async function checkProof(
  { env, now }: Pick<IdentityDeps, "env" | "now">,
  { session_id }: Caller,
): Promise<Refusal | undefined> {
  const session = await findSession(env.DB, session_id);
  if (!session) return refuse("session_ended");
  return now() - session.proved_at < PROOF_MS ? undefined : refuse("proof_needed");
}

/** Takes a proof, which counts for the session for a while. */
export async function prove(deps: IdentityDeps, caller: Caller, shown: Shown): Promise<Result<Done>> {
  const refusal = await refusalOf(deps, caller, shown);
  if (refusal) return refusal;
  await saveProof(deps.env.DB, caller.session_id, deps.now());
  return accept({});
}

async function refusalOf(
  deps: IdentityDeps,
  caller: Caller,
  { password, passkey }: Shown,
): Promise<Refusal | undefined> {
  if (passkey !== undefined) {
    const verified = await verifyPasskey(deps, passkey);
    if (typeof verified === "string") return refuse(verified, { field: "passkey" });
    if (verified.user.user_id !== caller.user_id) return refuse("passkey_refused", { field: "passkey" });
    if (password === undefined) return undefined;
  }
  const stored = await findPassword(deps.env.DB, caller.user_id);
  const isRight = await guessOwnPassword(deps, caller, password ?? "", stored?.hash);
  if (!isRight.ok) return isRight;
  return isRight.value ? undefined : refuse("wrong_credentials", { field: "password" });
}

/** Tries a password of a user who is signed in. Their other devices are not slowed down by what is tried on this one. */
export function guessOwnPassword(
  deps: IdentityDeps,
  { user_id, session_id }: Caller,
  password: string,
  hash: string | undefined,
): Promise<Result<boolean>> {
  const source = deps.source === undefined ? undefined : session_id;
  return guess({ ...deps, source }, user_id, () => checkPassword(password, hash, deps.passwordCost));
}
