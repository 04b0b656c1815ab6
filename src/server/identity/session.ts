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
  /** When its user last showed that it is them, by signing in or again since. */
  readonly proved_at: number;
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
  proved_at: now,
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
 * - `late`: it was the last to be exchanged, a while ago. Its holder's answer was lost, if nobody has used the
 *   tokens of that answer; else it is `reused`;
 * - `reused`: it was exchanged long ago. Either its holder or whoever exchanged it is a thief, so the
 *   session must end for both (RFC 9700 §4.14.2);
 * - `wrong`: it never was one of this session. A session's id is no secret, so this says nothing about it;
 * - `ended`: the session was not used for too long.
 */
export type Judgement = "rotate" | "repeat" | "late" | "reused" | "wrong" | "ended";

/** `isIssued` says whether this server has ever issued the token. */
export function judge(
  session: StoredSession,
  refresh_token: string,
  isIssued: boolean,
  now: number,
): Judgement {
  if (session.expires_at <= now) return "ended";
  const hash = hashRefreshToken(refresh_token);
  if (hash === session.token_hash) return "rotate";
  if (hash !== session.previous_hash) return isIssued ? "reused" : "wrong";
  return now - session.rotated_at <= REFRESH_GRACE_SECONDS * 1000 ? "repeat" : "late";
}
