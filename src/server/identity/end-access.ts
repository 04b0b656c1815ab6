import type { SessionId, UserId } from "../../protocol/ids.ts";
import { callEach } from "../object/calls.ts";
import { forgetSession } from "./session-check.ts";

/**
 * Ends what sessions that have ended still hold: their access tokens, their sockets in the inbox, then
 * their sockets in all rooms. It may go on after whoever ended them has been answered.
 */
export async function endAccess(env: Env, user_id: UserId, session_ids: readonly SessionId[]): Promise<void> {
  if (session_ids.length === 0) return;
  const rooms = await env.INBOX.getByName(user_id).closeSessions(session_ids);
  for (const session_id of session_ids) forgetSession(session_id);
  await callEach(rooms, (room_id) => env.ROOM.getByName(room_id).closeSessions(session_ids));
}
