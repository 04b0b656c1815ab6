import { accept, refuse } from "../../protocol/codes.ts";
import {
  addOwnPasskey,
  anotherPasskey,
  changePassword,
  makeRecoveryCodes,
  ownCredentials,
  removeOwnPasskey,
  removePassword,
} from "../identity/own-credentials.ts";
import { passkeyRequest } from "../identity/passkey.ts";
import { renamePasskey } from "../identity/passkeys-d1.ts";
import { prove } from "../identity/proof.ts";
import { recover, resetPassword } from "../identity/recover.ts";
import { passkeyForNewAccount } from "../identity/register.ts";
import { signInWithPasskey } from "../identity/sign-in.ts";
import { checkAuthRate } from "./auth-limit.ts";
import type { Mount } from "./mount.ts";
import { answerWithSession, callersDevice, identityDeps } from "./session-answer.ts";

/** Passkeys, passwords, and the ways back for those who have lost both. Whatever may be guessed is slowed down. */
export function credentialRoutes(mount: Mount): void {
  entryRoutes(mount);
  mount("credentials", async ({ caller, http }) => accept(await ownCredentials(identityDeps(http), caller)));
  mount("prove", async ({ body, caller, http }) => {
    const refusal = await checkAuthRate(http);
    return refusal ?? prove(identityDeps(http), caller, body);
  });
  mount("passkeyCreation", ({ caller, http }) => anotherPasskey(identityDeps(http), caller));
  mount("addPasskey", async ({ body, caller, http }) => {
    const refusal = await checkAuthRate(http);
    return refusal ?? addOwnPasskey(identityDeps(http), caller, body.passkey, callersDevice(http));
  });
  mount("renamePasskey", async ({ params, body, caller, env }) => {
    const renamed = await renamePasskey(env.DB, caller.user_id, params.passkey_id, body.name);
    return renamed ? accept(renamed) : refuse("not_found");
  });
  mount("removePasskey", ({ params, caller, http }) =>
    removeOwnPasskey(identityDeps(http), caller, params.passkey_id),
  );
  mount("changePassword", async ({ body, caller, http }) => {
    const refusal = await checkAuthRate(http);
    if (refusal) return refusal;
    const changed = await changePassword(identityDeps(http), caller, body);
    return changed.ok ? accept({ ended: changed.value }) : changed;
  });
  mount("removePassword", ({ caller, http }) => removePassword(identityDeps(http), caller));
  mount("makeRecoveryCodes", ({ caller, http }) => makeRecoveryCodes(identityDeps(http), caller));
}

/** What somebody does who is not signed in. */
function entryRoutes(mount: Mount): void {
  mount("passkeyRequest", ({ http }) => accept(passkeyRequest(identityDeps(http))));
  mount("signInWithPasskey", async ({ body, http }) => {
    const refusal = await checkAuthRate(http);
    if (refusal) return refusal;
    const signedIn = await signInWithPasskey(identityDeps(http), body.passkey, callersDevice(http));
    return answerWithSession(http, body.deliver, signedIn);
  });
  mount("passkeyForNewAccount", async ({ body, http }) => {
    const refusal = await checkAuthRate(http);
    return refusal ?? passkeyForNewAccount(identityDeps(http), body);
  });
  mount("recover", async ({ body, http }) => {
    const refusal = await checkAuthRate(http);
    if (refusal) return refusal;
    const recovered = await recover(identityDeps(http), body, callersDevice(http));
    return answerWithSession(http, body.deliver, recovered);
  });
  mount("resetPassword", async ({ body, http }) => {
    const refusal = await checkAuthRate(http);
    if (refusal) return refusal;
    const reset = await resetPassword(identityDeps(http), body, callersDevice(http));
    return answerWithSession(http, body.deliver, reset);
  });
}
