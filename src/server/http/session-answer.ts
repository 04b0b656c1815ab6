import { accept, type Result } from "../../protocol/codes.ts";
import type { Session } from "../../protocol/endpoints.ts";
import { ACCESS_TOKEN_SECONDS } from "../../protocol/limits.ts";
import { signAccessToken } from "../identity/access-token.ts";
import type { IdentityDeps } from "../identity/deps.ts";
import { type Device, deviceOf } from "../identity/device.ts";
import type { SignedIn } from "../identity/open-session.ts";
import type { Http } from "./answers.ts";
import { guessSource } from "./auth-limit.ts";
import { setSessionCookies } from "./cookies.ts";
import { siteOf } from "./origin-policy.ts";
import { costOf } from "./password-cost.ts";

/** How tokens travel: in HttpOnly cookies, or in the body of the answer. */
type Delivery = "cookie" | "body";

/** Hands the tokens of a session to the user who has signed in. */
export async function answerWithSession(
  http: Http,
  delivery: Delivery,
  signedIn: Result<SignedIn>,
): Promise<Result<Session>> {
  if (!signedIn.ok) return signedIn;
  const { user, session, refresh_token } = signedIn.value;
  const access_token = await signAccessToken(http.env.AUTH_PRIVATE_JWK, session, Date.now());
  const tokens = { access_token, refresh_token, expires_in: ACCESS_TOKEN_SECONDS };
  if (delivery === "body") return accept({ user, expires_in: ACCESS_TOKEN_SECONDS, tokens });
  setSessionCookies(http, tokens);
  return accept({ user, expires_in: ACCESS_TOKEN_SECONDS });
}

export const identityDeps = (http: Http): IdentityDeps => ({
  env: http.env,
  passwordCost: costOf(http),
  source: guessSource(http),
  site: siteOf(http),
  now: () => Date.now(),
  randomBytes: (count) => crypto.getRandomValues(new Uint8Array(count)),
  later: (work) => http.executionCtx.waitUntil(work),
});

export const callersDevice = (http: Http): Device => deviceOf(http.req.header("User-Agent"));
