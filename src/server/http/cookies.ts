import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import type { CookieOptions } from "hono/utils/cookie";
import { SESSION_MARKER, type Tokens } from "../../protocol/endpoints.ts";
import { ACCESS_TOKEN_SECONDS, SESSION_DAYS } from "../../protocol/limits.ts";
import type { Http } from "./answers.ts";

/**
 * A browser's session: two cookies no script can read. SameSite=Lax keeps them out of what other
 * sites send. Over https both are Secure and their names begin with `__Host-`, so that no other host of the
 * domain can plant one (RFC 6265bis §4.1.3.2); for that they go to every path. Over plain http, which is for
 * development, Safari would not keep a Secure cookie, and the refresh token is sent only to the address that exchanges it.
 *
 * A third cookie is a marker that scripts can read, so that a page where nobody is signed in makes no
 * request that would be refused. It proves nothing: the server never reads it.
 */

const ACCESS = "parlor_access";
const REFRESH = "parlor_refresh";

export const isSecure = (http: Http): boolean => new URL(http.req.url).protocol === "https:";

const shared = (http: Http): CookieOptions => ({
  httpOnly: true,
  sameSite: "Lax",
  ...(isSecure(http) ? { secure: true, prefix: "host" as const } : {}),
});

const access = (http: Http): CookieOptions => ({ ...shared(http), path: "/", maxAge: ACCESS_TOKEN_SECONDS });
const refresh = (http: Http): CookieOptions => ({
  ...shared(http),
  path: isSecure(http) ? "/" : "/api/auth",
  maxAge: SESSION_DAYS * 24 * 60 * 60,
});

const read = (http: Http, name: string): string | undefined =>
  (isSecure(http) ? getCookie(http, name, "host") : getCookie(http, name)) || undefined;

const marker = (http: Http): CookieOptions => ({ ...refresh(http), httpOnly: false, path: "/" });

export const accessCookie = (http: Http): string | undefined => read(http, ACCESS);
export const refreshCookie = (http: Http): string | undefined => read(http, REFRESH);

export function setSessionCookies(http: Http, tokens: Tokens): void {
  setCookie(http, ACCESS, tokens.access_token, access(http));
  setCookie(http, REFRESH, tokens.refresh_token, refresh(http));
  setCookie(http, SESSION_MARKER, "1", marker(http));
}

export function clearSessionCookies(http: Http): void {
  deleteCookie(http, ACCESS, access(http));
  deleteCookie(http, REFRESH, refresh(http));
  deleteCookie(http, SESSION_MARKER, marker(http));
}
