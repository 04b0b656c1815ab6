import type { SessionId } from "../../protocol/ids.ts";
import { SESSION_CHECK_MS } from "../../protocol/limits.ts";
import type { Caller } from "../identity/access-token.ts";

/**
 * Whether the session of a good access token has ended meanwhile. The user's inbox knows; D1 is not
 * asked, so it may be down. What it answers for plain requests is kept for a moment in this isolate,
 * so that many of them cost one call. Where it cannot be asked, the token counts, as it would anyway
 * until it expires.
 */

/** Sessions known to stand in this isolate, until when (Unix milliseconds). */
const standing = new Map<string, number>();
const STANDING_MAX = 10_000;

/** Asks anew: for a socket, which would outlive what is remembered here. */
export async function hasEnded(env: Env, { user_id, session_id }: Caller): Promise<boolean> {
  standing.delete(session_id);
  const ended = await env.INBOX.getByName(user_id)
    .hasEnded(session_id)
    .catch(() => undefined);
  if (ended === false) remember(session_id, Date.now());
  return ended === true;
}

/** May be wrong for SESSION_CHECK_MS after a session has ended. */
export async function hasEndedLately(env: Env, caller: Caller): Promise<boolean> {
  return (standing.get(caller.session_id) ?? 0) <= Date.now() && (await hasEnded(env, caller));
}

/** A session ends by way of this isolate, which then must not say otherwise. */
export const forgetStanding = (session_id: SessionId): void => void standing.delete(session_id);

function remember(session_id: SessionId, now: number): void {
  if (standing.size >= STANDING_MAX)
    for (const [known, until] of standing) if (until <= now) standing.delete(known);
  if (standing.size < STANDING_MAX) standing.set(session_id, now + SESSION_CHECK_MS);
}
