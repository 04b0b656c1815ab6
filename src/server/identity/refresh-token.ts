import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { SessionId } from "../../protocol/ids.ts";

/**
 * A refresh token is `<session_id>.<secret>.<seal>`: the first part finds the session, the second is known to
 * its holder alone, and the third shows that this server has issued the two. So a guess is told apart from a
 * token that was replaced long ago: the one means nothing, the other means that a token was stolen.
 *
 * The next token is computed from the one before, with a key only the server has. So two tabs that exchange the
 * same token at once get the same next one, whichever answer reaches the browser's cookies last, and
 * still nobody can compute it from what D1 stores.
 */

const SEAL_BYTES = 16;

/** The first token of a session. `bytes` are random, 32 of them; `key` is the server's secret, which has other uses. */
export const firstRefreshToken = (session_id: SessionId, bytes: Uint8Array, key: string): string =>
  sealed(`${session_id}.${Buffer.from(bytes).toString("base64url")}`, key);

/** The token that follows. */
export const nextRefreshToken = (token: string, key: string): string =>
  sealed(`${sessionOf(token)}.${mac("parlor refresh token", token, key).toString("base64url")}`, key);

/** Whether this server has issued the token, be it for a session that has ended. Tokens of version 0.1.0 bear no seal. */
export function isIssued(token: string, key: string): boolean {
  const [session_id = "", secret = "", seal = "", ...more] = token.split(".");
  const given = Buffer.from(seal, "base64url");
  const right = sealOf(`${session_id}.${secret}`, key);
  return more.length === 0 && given.length === right.length && timingSafeEqual(given, right);
}

/** Whether a token may be one of version 0.1.0, which only its session can tell. */
export const isUnsealed = (token: string): boolean => token.split(".").length === 2;

/** The session to which a token claims to belong. This proves nothing. */
export const sessionOf = (token: string): string => token.slice(0, Math.max(0, token.indexOf(".")));

/** What is stored of a token. It has 256 bits of randomness, so a fast hash without salt is enough. */
export const hashRefreshToken = (token: string): string =>
  createHash("sha256").update(token).digest("base64url");

const sealed = (token: string, key: string): string => `${token}.${sealOf(token, key).toString("base64url")}`;

const sealOf = (token: string, key: string): Buffer =>
  mac("parlor refresh token seal", token, key).subarray(0, SEAL_BYTES);

/** With a key of its own for each purpose, derived from the server's. */
function mac(purpose: string, text: string, key: string): Buffer {
  const derived = createHash("sha256").update(`${purpose}\0`).update(key).digest();
  return createHmac("sha256", derived).update(text).digest();
}
