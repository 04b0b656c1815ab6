import { accept, refuse } from "../../protocol/codes.ts";
import { deviceOf } from "../identity/device.ts";
import { refresh, register, signIn, signOut } from "../identity/sign-in.ts";
import type { Http } from "./answers.ts";
import { checkAuthRate } from "./auth-limit.ts";
import { clearSessionCookies, refreshCookie } from "./cookies.ts";
import type { Mount } from "./mount.ts";
import { costOf } from "./password-cost.ts";
import { afterAnswer, answerWithSession } from "./session-answer.ts";

/** Making an account, signing in and out, and trading refresh tokens. */
export function identityRoutes(mount: Mount): void {
  mount("register", async ({ body, env, http }) => {
    const refusal = await checkAuthRate(http);
    if (refusal) return refusal;
    const registered = await register(env, body, callersDevice(http), costOf(http));
    return answerWithSession(http, body.deliver, registered);
  });

  mount("signIn", async ({ body, env, http }) => {
    const refusal = await checkAuthRate(http);
    if (refusal) return refusal;
    const signedIn = await signIn(env, body, callersDevice(http), costOf(http));
    return answerWithSession(http, body.deliver, signedIn);
  });

  /** The new tokens travel the way the old one came. */
  mount("refresh", async ({ body, env, http }) => {
    const trade = (token: string) => refresh(env, token, afterAnswer(http));
    if (body.refresh_token !== undefined)
      return answerWithSession(http, "body", await trade(body.refresh_token));
    const cookie = refreshCookie(http);
    // There may be a marker that has outlived its token.
    const traded = cookie === undefined ? refuse("session_ended") : await trade(cookie);
    if (!traded.ok) clearSessionCookies(http);
    return answerWithSession(http, "cookie", traded);
  });

  mount("signOut", async ({ caller, env, http }) => {
    await signOut(env, caller, afterAnswer(http));
    clearSessionCookies(http);
    return accept({});
  });
}

const callersDevice = (http: Http) => deviceOf(http.req.header("User-Agent"));
