import { accept, type Result, refuse } from "../../protocol/codes.ts";
import { BEARER_SUBPROTOCOL } from "../../protocol/endpoints.ts";
import { type Access, verifyAccessToken } from "../identity/access-token.ts";
import { hasEnded, hasEndedRecently } from "../identity/session-check.ts";
import { isAtLeast, type Staff } from "../identity/staff.ts";
import { findRole } from "../identity/staff-d1.ts";
import type { Http } from "./answers.ts";
import { accessCookie } from "./cookies.ts";
import { isOwnPage } from "./origin-policy.ts";

/** Who sends a request: by bearer token if there is one, good or bad, else by cookie. */
export async function authenticate(http: Http): Promise<Result<Access>> {
  const token = bearerToken(http) ?? accessCookie(http);
  return token === undefined ? refuse("unauthenticated") : verify(http, token, hasEndedRecently);
}

/** Who of those that run the deployment sends a request. Their role is looked up each time: it ends at once. */
export async function authenticateStaff(http: Http, least: Staff["role"]): Promise<Result<Staff>> {
  const caller = await authenticate(http);
  if (!caller.ok) return caller;
  const role = await findRole(http.env.DB, caller.value.user_id);
  return role !== undefined && isAtLeast(role, least)
    ? accept({ ...caller.value, role })
    : refuse("not_allowed");
}

/**
 * Who opens a socket. Browsers cannot set headers on one, so a token may come as a subprotocol. A
 * cookie counts only if one of our own pages opens the socket: CORS does not cover sockets, and any
 * web site may try to open one with its visitor's cookies.
 */
export async function authenticateSocket(http: Http): Promise<Result<Access>> {
  const token = bearerToken(http) ?? bearerSubprotocol(http);
  if (token !== undefined) return verify(http, token, hasEnded);
  const cookie = accessCookie(http);
  if (cookie === undefined) return refuse("unauthenticated");
  return isOwnPage(http) ? verify(http, cookie, hasEnded) : refuse("forbidden_origin");
}

/** The subprotocols a client offers in its upgrade request. */
export const offeredSubprotocols = (http: Http): string[] =>
  (http.req.header("Sec-WebSocket-Protocol") ?? "").split(",").map((name) => name.trim());

/** The token of an `Authorization: Bearer` header. */
export const bearerToken = (http: Http): string | undefined =>
  /^Bearer +(\S+)$/i.exec(http.req.header("Authorization") ?? "")?.[1];

const bearerSubprotocol = (http: Http): string | undefined =>
  offeredSubprotocols(http)
    .find((name) => name.startsWith(BEARER_SUBPROTOCOL))
    ?.slice(BEARER_SUBPROTOCOL.length);

async function verify(http: Http, token: string, hasEndedBy: typeof hasEnded): Promise<Result<Access>> {
  const now = Date.now();
  const caller = await verifyAccessToken(http.env.AUTH_PRIVATE_JWK, token, now);
  if (!caller) return refuse("unauthenticated");
  return (await hasEndedBy(http.env, caller, now)) ? refuse("session_ended") : accept(caller);
}
