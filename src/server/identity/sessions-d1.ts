import type { StoredSession } from "./session.ts";

/** The `sessions` table: one row for each signed-in device. */

const COLUMNS = "session_id, user_id, token_hash, previous_hash, rotated_at, created_at, expires_at";

/** Adds a session, to be run in one batch with whatever it depends on. */
export const insertSession = (db: D1Database, session: StoredSession): D1PreparedStatement =>
  db
    .prepare(`INSERT INTO sessions (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)`)
    .bind(
      session.session_id,
      session.user_id,
      session.token_hash,
      session.previous_hash,
      session.rotated_at,
      session.created_at,
      session.expires_at,
    );

/** Adds a session and drops the user's expired ones: nobody else comes by to do it. */
export async function addSession(db: D1Database, session: StoredSession): Promise<void> {
  const dropExpired = db.prepare("DELETE FROM sessions WHERE user_id = ? AND expires_at <= ?");
  await db.batch([dropExpired.bind(session.user_id, session.created_at), insertSession(db, session)]);
}

export async function findSession(db: D1Database, session_id: string): Promise<StoredSession | undefined> {
  const row = await db
    .prepare(`SELECT ${COLUMNS} FROM sessions WHERE session_id = ?`)
    .bind(session_id)
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

export async function deleteSession(db: D1Database, session_id: string): Promise<void> {
  await db.prepare("DELETE FROM sessions WHERE session_id = ?").bind(session_id).run();
}
