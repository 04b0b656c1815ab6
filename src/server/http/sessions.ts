import { accept, assertNever, type Result, refuse } from "../../protocol/codes.ts";
import type { Session } from "../../protocol/endpoints.ts";
import { ID_BYTES, newSessionId, type SessionId, type UserId } from "../../protocol/ids.ts";
import { ACCESS_TOKEN_SECONDS } from "../../protocol/limits.ts";
import type { User } from "../../protocol/user.ts";
import { findPerson } from "../directory/people-d1.ts";
import { type Caller, signAccessToken } from "../identity/access-token.ts";
import { firstRefreshToken, nextRefreshToken, sessionOf } from "../identity/refresh-token.ts";
import { judge, rotate, type StoredSession, startSession } from "../identity/session.ts";
import { deleteSession, findSession, saveRotation } from "../identity/sessions-d1.ts";
import type { Http } from "./answers.ts";
import { clearSessionCookies, setSessionCookies } from "./cookies.ts";
import { forgetStanding } from "./session-check.ts";

/** The life of a session: opened, its tokens handed over, traded for new ones, closed everywhere. */

/** How tokens travel: HttpOnly cookies, or the answer's body. */
type Delivery = "cookie" | "body";

/** Rooms asked at once to close a session's sockets. */
const ROOMS_AT_ONCE = 50;

/** A new session, not yet stored, and its first refresh token. */
export function openSession(user_id: UserId, now: number): { session: StoredSession; refresh_token: string } {
  const session_id = newSessionId(crypto.getRandomValues(new Uint8Array(ID_BYTES)));
  const refresh_token = firstRefreshToken(session_id, crypto.getRandomValues(new Uint8Array(32)));
  return { session: startSession(session_id, user_id, refresh_token, now), refresh_token };
}

/** Hands a session's tokens over. */
export async function deliver(
  http: Http,
  delivery: Delivery,
  user: User,
  session: Caller,
  refresh_token: string,
): Promise<Session> {
  const access_token = await signAccessToken(http.env.AUTH_PRIVATE_JWK, session, Date.now());
  const tokens = { access_token, refresh_token, expires_in: ACCESS_TOKEN_SECONDS };
  if (delivery === "body") return { user, expires_in: ACCESS_TOKEN_SECONDS, tokens };
  setSessionCookies(http, tokens);
  return { user, expires_in: ACCESS_TOKEN_SECONDS };
}

/** Trades a refresh token for new tokens, delivered the way the old one came. */
export async function trade(http: Http, delivery: Delivery, refresh_token: string): Promise<Result<Session>> {
  const next = nextRefreshToken(refresh_token, http.env.AUTH_PRIVATE_JWK);
  const session = await turn(http, refresh_token, next);
  const user = session && (await findPerson(http.env.DB, session.user_id));
  if (session && user) return accept(await deliver(http, delivery, user, session, next));
  if (delivery === "cookie") clearSessionCookies(http);
  return refuse("session_ended");
}

/** Moves the token's session on to the next token. Answers nothing where it has ended, or ends here. */
async function turn(http: Http, token: string, next: string): Promise<StoredSession | undefined> {
  const session = await findSession(http.env.DB, sessionOf(token));
  if (!session) return undefined;
  const judgement = judge(session, token, Date.now());
  switch (judgement) {
    case "repeat":
      return session;
    case "rotate": {
      const moved = await saveRotation(http.env.DB, rotate(session, next, Date.now()));
      // If it had been moved on or ended meanwhile, the token now means something else.
      return moved ? session : turn(http, token, next);
    }
    case "reused":
      await deleteSession(http.env.DB, session.session_id);
      http.executionCtx.waitUntil(endAccess(http.env, session.user_id, [session.session_id]));
      return undefined;
    case "ended":
      return undefined;
    default:
      return assertNever(judgement);
  }
}

/** Ends what sessions that have ended still hold: their access tokens, their sockets in the inbox, then in all rooms. */
export async function endAccess(env: Env, user_id: UserId, session_ids: readonly SessionId[]): Promise<void> {
  if (session_ids.length === 0) return;
  const rooms = await env.INBOX.getByName(user_id).closeSessions(session_ids);
  for (const session_id of session_ids) forgetStanding(session_id);
  for (let start = 0; start < rooms.length; start += ROOMS_AT_ONCE) {
    const some = rooms.slice(start, start + ROOMS_AT_ONCE);
    await Promise.allSettled(some.map((room_id) => env.ROOM.getByName(room_id).closeSessions(session_ids)));
  }
}
