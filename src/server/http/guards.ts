import type { MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { cors } from "hono/cors";
import { refuse } from "../../protocol/codes.ts";
import { FRAME_MAX_CHARACTERS } from "../../protocol/limits.ts";
import { TUS_ANSWER_HEADERS, TUS_REQUEST_HEADERS } from "../files/tus.ts";
import { type App, answer } from "./answers.ts";
import { bearerToken } from "./authenticate.ts";
import { accessCookie, isSecure, refreshCookie } from "./cookies.ts";
import { isAllowedOrigin, isForeignPage, isOwnPage } from "./origin-policy.ts";

/** What every request passes before its route. app.ts has the order, and the reasons for it. */
type Guard = MiddlewareHandler<App>;

const REQUEST_ID_HEADER = "X-Request-Id";

/** Gives the request an id of our own making, found in the answer, in errors and in the log. */
export const withRequestId: Guard = async (http, next) => {
  http.set("request_id", crypto.randomUUID());
  http.header(REQUEST_ID_HEADER, http.get("request_id"));
  await next();
};

/** Answers are one person's data: no cache may store them, and no browser may take them for a page or script. */
export const withSafeHeaders: Guard = async (http, next) => {
  http.header("Cache-Control", "no-store");
  http.header("X-Content-Type-Options", "nosniff");
  http.header("Referrer-Policy", "no-referrer");
  http.header("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
  http.header("Cross-Origin-Resource-Policy", "same-origin");
  // Over http browsers ignore it, and a laptop must go on without TLS. Two years, as for the files of the app.
  if (isSecure(http)) http.header("Strict-Transport-Security", "max-age=63072000; includeSubDomains");
  await next();
};

const forAllowed = cors({
  origin: (origin) => origin,
  credentials: true,
  allowMethods: ["GET", "HEAD", "POST", "PATCH", "DELETE"],
  allowHeaders: ["Authorization", "Content-Type", "Range", "If-None-Match", ...TUS_REQUEST_HEADERS],
  exposeHeaders: [REQUEST_ID_HEADER, "Retry-After", "Content-Range", "ETag", ...TUS_ANSWER_HEADERS],
  maxAge: 600,
});

/** Lets scripts of the allowed origins read answers. No other origin gets a single CORS header. */
export const withCors: Guard = (http, next) =>
  isAllowedOrigin(http.env, http.req.header("Origin") ?? "") ? forAllowed(http, next) : next();

/**
 * Against forged requests: a request that may change something, and is not authorised by a bearer token
 * (which a browser never adds by itself), must come from our own page. With cookies it has to prove
 * that. Without them it is enough that no browser says otherwise: bots send none of these headers.
 */
export const withoutForgery: Guard = async (http, next) => {
  if (["GET", "HEAD", "OPTIONS"].includes(http.req.method) || bearerToken(http) !== undefined) return next();
  const hasCookie = accessCookie(http) !== undefined || refreshCookie(http) !== undefined;
  if (hasCookie ? !isOwnPage(http) : isForeignPage(http)) return answer(http, refuse("forbidden_origin"));
  return next();
};

/** A body is at most as long as the longest frame, so the longest legal message fits in any spelling. */
export const withShortBody: Guard = bodyLimit({
  maxSize: FRAME_MAX_CHARACTERS,
  onError: (http) =>
    answer(http, refuse("bad_request", { detail: `A body has at most ${FRAME_MAX_CHARACTERS} bytes.` })),
});
