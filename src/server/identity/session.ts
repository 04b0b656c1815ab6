import type { SessionId, UserId } from "../../protocol/ids.ts";
import { REFRESH_GRACE_SECONDS, SESSION_DAYS } from "../../protocol/limits.ts";
import { hashRefreshToken } from "./refresh-token.ts";

/** One signed-in device, as D1 stores it. Times in Unix milliseconds. */
export interface StoredSession {
  readonly session_id: SessionId;
  readonly user_id: UserId;
  readonly token_hash: string;
  readonly previous_hash: string | null;
  readonly rotated_at: number;
  readonly created_at: number;
  readonly expires_at: number;
}

const LIFETIME_MS = SESSION_DAYS * 24 * 60 * 60 * 1000;

export const startSession = (
  session_id: SessionId,
  user_id: UserId,
  refresh_token: string,
  now: number,
): StoredSession => ({
  session_id,
  user_id,
  token_hash: hashRefreshToken(refresh_token),
  previous_hash: null,
  rotated_at: now,
  created_at: now,
  expires_at: now + LIFETIME_MS,
});

/** The session after its token was exchanged for `next`; its idle lifetime starts again. */
export const rotate = (session: StoredSession, next: string, now: number): StoredSession => ({
  ...session,
  token_hash: hashRefreshToken(next),
  previous_hash: session.token_hash,
  rotated_at: now,
  expires_at: now + LIFETIME_MS,
});

/**
 * What a presented refresh token means:
 * - `rotate`: it is the current one;
 * - `repeat`: it was exchanged a moment ago, by another tab or by a request whose answer was lost;
 * - `reused`: it was exchanged long ago. Either its holder or whoever exchanged it is a thief, so the
 *   session must end for both (RFC 9700 §4.14.2);
 * - `ended`: the session was not used for too long.
 */
export type Judgement = "rotate" | "repeat" | "reused" | "ended";

export function judge(session: StoredSession, refresh_token: string, now: number): Judgement {
  if (session.expires_at <= now) return "ended";
  const hash = hashRefreshToken(refresh_token);
  if (hash === session.token_hash) return "rotate";
  const inGrace = now - session.rotated_at <= REFRESH_GRACE_SECONDS * 1000;
  return hash === session.previous_hash && inGrace ? "repeat" : "reused";
}
