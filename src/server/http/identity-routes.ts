import { accept, refuse } from "../../protocol/codes.ts";
import { readDeployment } from "../identity/deployment-d1.ts";
import { sessionOf } from "../identity/refresh-token.ts";
import { register } from "../identity/register.ts";
import { refresh, signIn, signOut } from "../identity/sign-in.ts";
import { checkAuthRate, checkLookRate, checkTokenGuessRate } from "./auth-limit.ts";
import { clearSessionCookies, refreshCookie } from "./cookies.ts";
import type { Mount } from "./mount.ts";
import { answerWithSession, callersDevice, identityDeps } from "./session-answer.ts";

/** Creating an account, signing in and out, and exchanging refresh tokens. */
export function identityRoutes(mount: Mount): void {
  mount("register", async ({ body, http }) => {
    const refusal = await checkAuthRate(http);
    if (refusal) return refusal;
    const registered = await register(identityDeps(http), body, callersDevice(http));
    return answerWithSession(http, body.deliver, registered);
  });

  mount("deployment", async ({ env, http }) => {
    const refusal = await checkLookRate(http);
    if (refusal) return refusal;
    const { name, sign_up } = await readDeployment(env.DB);
    return accept({ name, sign_up });
  });

  mount("signIn", async ({ body, http }) => {
    const refusal = await checkAuthRate(http);
    if (refusal) return refusal;
    const signedIn = await signIn(identityDeps(http), body, callersDevice(http));
    return answerWithSession(http, body.deliver, signedIn);
  });

  /** The new tokens are delivered in the way the old one came. */
  mount("refresh", async ({ body, http }) => {
    const exchange = async (token: string) => {
      const exchanged = await refresh(identityDeps(http), token);
      const refusal = exchanged.ok ? undefined : await checkTokenGuessRate(http, sessionOf(token));
      return refusal ?? exchanged;
    };
    if (body.refresh_token !== undefined)
      return answerWithSession(http, "body", await exchange(body.refresh_token));
    const cookie = refreshCookie(http);
    // There may be a marker that has outlived its token.
    const exchanged = cookie === undefined ? refuse("session_ended") : await exchange(cookie);
    if (!exchanged.ok && exchanged.code === "session_ended") clearSessionCookies(http);
    return answerWithSession(http, "cookie", exchanged);
  });

  mount("signOut", async ({ caller, http }) => {
    await signOut(identityDeps(http), caller);
    clearSessionCookies(http);
    return accept({});
  });
}
