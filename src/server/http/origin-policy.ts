import type { Site } from "../identity/deps.ts";
import type { Http } from "./answers.ts";

/**
 * Which web pages may use the API in their visitor's name: our own, and those of the origins listed
 * in `ALLOWED_ORIGINS` (separated by commas), where a product embeds Parlor under another address.
 */

const allowedOrigins = (env: Env): string[] =>
  env.ALLOWED_ORIGINS.split(",")
    .map((allowed) => allowed.trim())
    .filter((allowed) => allowed !== "");

/** Whether an origin is on the list. */
export const isAllowedOrigin = (env: Env, origin: string): boolean => allowedOrigins(env).includes(origin);

/** Passkeys belong to this host. Browsers let pages of its subdomains ask for them too; of those we heed the allowed. */
export function siteOf({ req, env }: Http): Site {
  const { hostname, origin } = new URL(req.url);
  return { rp_id: hostname, origins: [origin, ...allowedOrigins(env)] };
}

/**
 * Whether a request was made by a page that may: the browser says so itself, in headers no script
 * can set. `Sec-Fetch-Site` (Fetch Metadata) decides where it is sent, because it is right also
 * behind a proxy that changes the host; older browsers send `Origin` alone.
 */
export function isOwnPage(http: Http): boolean {
  const origin = http.req.header("Origin");
  if (origin !== undefined && isAllowedOrigin(http.env, origin)) return true;
  const site = http.req.header("Sec-Fetch-Site");
  if (site !== undefined) return site === "same-origin";
  return origin === new URL(http.req.url).origin;
}

/** Whether a browser says that some other site's page made this request. */
export const isForeignPage = (http: Http): boolean =>
  (http.req.header("Origin") !== undefined || http.req.header("Sec-Fetch-Site") !== undefined) &&
  !isOwnPage(http);
