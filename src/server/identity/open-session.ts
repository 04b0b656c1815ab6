import { ID_BYTES, newSessionId, type UserId } from "../../protocol/ids.ts";
import type { User } from "../../protocol/user.ts";
import type { Access } from "./access-token.ts";
import type { IdentityDeps } from "./deps.ts";
import { firstRefreshToken } from "./refresh-token.ts";
import { type StoredSession, startSession } from "./session.ts";

/** A user who has just proved who they are, and the next refresh token of their session. */
export interface SignedIn {
  readonly user: User;
  readonly session: Omit<Access, "expires_at">;
  readonly refresh_token: string;
}

/** A new session, not yet stored, and its first refresh token. */
export function openSession(
  user_id: UserId,
  { env, now, randomBytes }: IdentityDeps,
): { session: StoredSession; refresh_token: string } {
  const session_id = newSessionId(randomBytes(ID_BYTES));
  const refresh_token = firstRefreshToken(session_id, randomBytes(32), env.AUTH_PRIVATE_JWK);
  return { session: startSession(session_id, user_id, refresh_token, now()), refresh_token };
}
