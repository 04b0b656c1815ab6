import { createHash, createHmac } from "node:crypto";
import type { SessionId } from "../../protocol/ids.ts";

/**
 * A refresh token is `<session_id>.<secret>`: the first part finds the session, the second is known
 * to its holder alone. The next token is computed from the one before, with a key only the server
 * has. So two tabs that exchange the same token at once get the same next one, whichever answer reaches
 * the browser's cookies last, and still nobody can compute it from what D1 stores.
 */

/** The first token of a session. `bytes` are random, 32 of them. */
export const firstRefreshToken = (session_id: SessionId, bytes: Uint8Array): string =>
  `${session_id}.${Buffer.from(bytes).toString("base64url")}`;

/** The token that follows. From the server's secret `key`, which has other uses, a key for this one is derived. */
export function nextRefreshToken(token: string, key: string): string {
  const derived = createHash("sha256").update("parlor refresh token\0").update(key).digest();
  const secret = createHmac("sha256", derived).update(token).digest("base64url");
  return `${sessionOf(token)}.${secret}`;
}

/** The session to which a token claims to belong. This proves nothing. */
export const sessionOf = (token: string): string => token.slice(0, Math.max(0, token.indexOf(".")));

/** What is stored of a token. It has 256 bits of randomness, so a fast hash without salt is enough. */
export const hashRefreshToken = (token: string): string =>
  createHash("sha256").update(token).digest("base64url");
