import type { SessionId, UserId } from "../../protocol/ids.ts";
import { withDeadline } from "../object/deadline.ts";
import { forgetSession } from "./session-check.ts";

/** How often a user's inbox is asked at most. If it cannot be reached, what is still open closes by itself: see `SessionGuard`. */
const TRIES = 3;

/**
 * Ends what sessions that have ended still hold: their access tokens and their sockets. The user's inbox does
 * it, and goes on until all rooms know and the sessions are deleted. Rejects if the inbox cannot be reached.
 */
export async function endAccess(env: Env, user_id: UserId, session_ids: readonly SessionId[]): Promise<void> {
  for (const session_id of session_ids) forgetSession(session_id);
  if (session_ids.length === 0) return;
  const end = () => withDeadline(() => env.INBOX.getByName(user_id).closeSessions(session_ids));
  for (let tries = 1; tries < TRIES; tries++) {
    const isDone = await end().then(
      () => true,
      () => false,
    );
    if (isDone) return;
  }
  await end();
}
