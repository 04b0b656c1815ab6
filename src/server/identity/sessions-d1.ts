import type { OwnSession } from "../../protocol/endpoints.ts";
import type { SessionId, UserId } from "../../protocol/ids.ts";
import type { Caller } from "./access-token.ts";
import type { Device } from "./device.ts";
import type { StoredSession } from "./session.ts";

/** The `sessions` table, with one row for each signed-in device, and `devices`, with what to call it. */

export interface NewSession {
  readonly session: StoredSession;
  readonly device: Device;
}

const COLUMNS =
  "session_id, user_id, token_hash, previous_hash, rotated_at, created_at, expires_at, proved_at";

/**
 * Adds a session, unless its user is suspended; to be run in one batch with whatever it depends on. No session is added
 * in any other way, so nobody has one who is suspended.
 */
export const insertSession = (db: D1Database, { session, device }: NewSession): D1PreparedStatement[] => [
  db
    .prepare(
      `INSERT INTO sessions (${COLUMNS}) SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8
       WHERE NOT EXISTS (SELECT 1 FROM suspensions WHERE user_id = ?2)`,
    )
    .bind(
      session.session_id,
      session.user_id,
      session.token_hash,
      session.previous_hash,
      session.rotated_at,
      session.created_at,
      session.expires_at,
      session.proved_at,
    ),
  db
    .prepare(
      `INSERT INTO devices (session_id, client, system) SELECT ?1, ?2, ?3
       WHERE EXISTS (SELECT 1 FROM sessions WHERE session_id = ?1)`,
    )
    .bind(session.session_id, device.client, device.system),
];

/** Adds a session and drops the user's expired ones: nothing else does that. Returns false if the user is suspended. */
export async function addSession(db: D1Database, added: NewSession): Promise<boolean> {
  const { user_id, created_at } = added.session;
  const dropExpired = db.prepare("DELETE FROM sessions WHERE user_id = ? AND expires_at <= ?");
  const [, inserted] = await db.batch([dropExpired.bind(user_id, created_at), ...insertSession(db, added)]);
  return (inserted?.meta.changes ?? 0) > 0;
}

/** A user's open sessions, the most recently used first. A session is used when its token is exchanged. */
export async function listSessions(
  db: D1Database,
  user_id: UserId,
  now: number,
): Promise<Omit<OwnSession, "current">[]> {
  const { results } = await db
    .prepare(
      `SELECT session_id, ifnull(client, '') AS client, ifnull(system, '') AS system, created_at,
         rotated_at AS last_used_at
       FROM sessions LEFT JOIN devices USING (session_id)
       WHERE user_id = ? AND expires_at > ? ORDER BY rotated_at DESC, session_id`,
    )
    .bind(user_id, now)
    .all<Omit<OwnSession, "current">>();
  return results;
}

/** Ends one of a user's own sessions. Returns false if they have no such session. */
export async function deleteOwnSession(
  db: D1Database,
  user_id: UserId,
  session_id: SessionId,
): Promise<boolean> {
  const { meta } = await db
    .prepare("DELETE FROM sessions WHERE user_id = ? AND session_id = ?")
    .bind(user_id, session_id)
    .run();
  return meta.changes > 0;
}

/** Ends all of a user's sessions but one, in one batch with whatever else is to happen. Returns those that ended. */
export async function deleteOtherSessions(
  db: D1Database,
  { user_id, session_id }: Caller,
  ...others: readonly D1PreparedStatement[]
): Promise<SessionId[]> {
  const ending = db
    .prepare("DELETE FROM sessions WHERE user_id = ? AND session_id <> ? RETURNING session_id")
    .bind(user_id, session_id);
  const [ended] = await db.batch<{ session_id: SessionId }>([ending, ...others]);
  return (ended?.results ?? []).map((row) => row.session_id);
}

/**
 * Ends all of a user's sessions but the one that is added, in one batch with whatever else is to happen. Returns those
 * that ended, and whether one was added: not if the user is suspended.
 */
export async function replaceSessions(
  db: D1Database,
  added: NewSession,
  ...others: readonly D1PreparedStatement[]
): Promise<{ ended: SessionId[]; isAdded: boolean }> {
  const ending = db
    .prepare("DELETE FROM sessions WHERE user_id = ? RETURNING session_id")
    .bind(added.session.user_id);
  const done = await db.batch<{ session_id: SessionId }>([ending, ...others, ...insertSession(db, added)]);
  return {
    ended: (done[0]?.results ?? []).map((row) => row.session_id),
    isAdded: (done[1 + others.length]?.meta.changes ?? 0) > 0,
  };
}

/** Notes that the user of a session has shown that it is them. */
export async function saveProof(db: D1Database, session_id: SessionId, now: number): Promise<void> {
  await db.prepare("UPDATE sessions SET proved_at = ? WHERE session_id = ?").bind(now, session_id).run();
}

/** Those of some sessions that have not ended. */
export async function standingSessions(
  db: D1Database,
  session_ids: readonly SessionId[],
  now: number,
): Promise<Set<SessionId>> {
  const { results } = await db
    .prepare(
      `SELECT session_id FROM sessions
       WHERE session_id IN (SELECT value FROM json_each(?)) AND expires_at > ?`,
    )
    .bind(JSON.stringify(session_ids), now)
    .all<{ session_id: SessionId }>();
  return new Set(results.map(({ session_id }) => session_id));
}

/** `claimed` comes from a token, so it may be anything. */
export async function findSession(db: D1Database, claimed: string): Promise<StoredSession | undefined> {
  const row = await db
    .prepare(`SELECT ${COLUMNS} FROM sessions WHERE session_id = ?`)
    .bind(claimed)
    .first<StoredSession>();
  return row ?? undefined;
}

/** Stores a rotation, unless another request has rotated the session meanwhile. */
export async function saveRotation(db: D1Database, session: StoredSession): Promise<boolean> {
  const { meta } = await db
    .prepare(
      `UPDATE sessions SET token_hash = ?, previous_hash = ?, rotated_at = ?, expires_at = ?
       WHERE session_id = ? AND token_hash = ?`,
    )
    .bind(
      session.token_hash,
      session.previous_hash,
      session.rotated_at,
      session.expires_at,
      session.session_id,
      session.previous_hash,
    )
    .run();
  return meta.changes > 0;
}
