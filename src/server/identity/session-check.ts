import type { SessionId } from "../../protocol/ids.ts";
import { SESSION_CHECK_MS } from "../../protocol/limits.ts";
import type { Access } from "./access-token.ts";

/**
 * Whether the session of a valid access token has ended meanwhile. The user's inbox knows; D1 is not
 * asked, so it may be down. For plain requests the answer is remembered for a moment in this isolate, so
 * that many of them cost one call. If the inbox cannot be asked, the token counts, as it would anyway
 * until it expires.
 */

/** Sessions known to be open in this isolate, by which exchange of tokens, and until when that counts (Unix milliseconds). */
const openSessions = new Map<string, { readonly rotated_at: number | undefined; readonly until: number }>();
const OPEN_SESSIONS_MAX = 10_000;

type SessionOf = Omit<Access, "expires_at">;

/** Always asks the inbox: for sockets, which would outlive what is remembered here. */
export async function hasEnded(env: Env, access: SessionOf, now: number): Promise<boolean> {
  const { user_id, session_id, rotated_at } = access;
  openSessions.delete(session_id);
  const ended = await env.INBOX.getByName(user_id)
    .hasEnded(session_id, rotated_at)
    .catch(() => undefined);
  if (ended === false) remember(access, now);
  return ended === true;
}

/** May be wrong for SESSION_CHECK_MS after a session has ended. */
export async function hasEndedRecently(env: Env, access: SessionOf, now: number): Promise<boolean> {
  const known = openSessions.get(access.session_id);
  const isKnown = known !== undefined && known.until > now && known.rotated_at === access.rotated_at;
  return !isKnown && (await hasEnded(env, access, now));
}

/** A session was ended through this isolate, which must know that from then on. */
export const forgetSession = (session_id: SessionId): void => void openSessions.delete(session_id);

function remember({ session_id, rotated_at }: SessionOf, now: number): void {
  if (openSessions.size >= OPEN_SESSIONS_MAX)
    for (const [known, { until }] of openSessions) if (until <= now) openSessions.delete(known);
  if (openSessions.size < OPEN_SESSIONS_MAX)
    openSessions.set(session_id, { rotated_at, until: now + SESSION_CHECK_MS });
}
