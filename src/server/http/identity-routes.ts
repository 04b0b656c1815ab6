import { accept, refuse } from "../../protocol/codes.ts";
import { deviceOf } from "../identity/device.ts";
import { sessionOf } from "../identity/refresh-token.ts";
import { refresh, register, signIn, signOut } from "../identity/sign-in.ts";
import type { Http } from "./answers.ts";
import { checkAuthRate, checkTokenGuessRate } from "./auth-limit.ts";
import { clearSessionCookies, refreshCookie } from "./cookies.ts";
import type { Mount } from "./mount.ts";
import { answerWithSession, identityDeps } from "./session-answer.ts";

/** Making an account, signing in and out, and trading refresh tokens. */
export function identityRoutes(mount: Mount): void {
  mount("register", async ({ body, http }) => {
    const refusal = await checkAuthRate(http);
    if (refusal) return refusal;
    const registered = await register(identityDeps(http), body, callersDevice(http));
    return answerWithSession(http, body.deliver, registered);
  });

  mount("signIn", async ({ body, http }) => {
    const refusal = await checkAuthRate(http);
    if (refusal) return refusal;
    const signedIn = await signIn(identityDeps(http), body, callersDevice(http));
    return answerWithSession(http, body.deliver, signedIn);
  });

  /** The new tokens travel the way the old one came. */
  mount("refresh", async ({ body, http }) => {
    const trade = async (token: string) => {
      const traded = await refresh(identityDeps(http), token);
      const refusal = traded.ok ? undefined : await checkTokenGuessRate(http, sessionOf(token));
      return refusal ?? traded;
    };
    if (body.refresh_token !== undefined)
      return answerWithSession(http, "body", await trade(body.refresh_token));
    const cookie = refreshCookie(http);
    // There may be a marker that has outlived its token.
    const traded = cookie === undefined ? refuse("session_ended") : await trade(cookie);
    if (!traded.ok && traded.code === "session_ended") clearSessionCookies(http);
    return answerWithSession(http, "cookie", traded);
  });

  mount("signOut", async ({ caller, http }) => {
    await signOut(identityDeps(http), caller);
    clearSessionCookies(http);
    return accept({});
  });
}

const callersDevice = (http: Http) => deviceOf(http.req.header("User-Agent"));
