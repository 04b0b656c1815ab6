import type { ADMIN_ACTIONS, AdminLogEntry, StaffRole } from "../../protocol/deployment.ts";
import type { UserId } from "../../protocol/ids.ts";
import { ADMIN_LOG_MAX, ADMIN_PAGE } from "../../protocol/limits.ts";

/** The tables `staff`, with those who run the deployment, and `admin_log`, with what they did. */

export async function findRole(db: D1Database, user_id: UserId): Promise<StaffRole | undefined> {
  const role = await db
    .prepare("SELECT role FROM staff WHERE user_id = ?")
    .bind(user_id)
    .first<StaffRole>("role");
  return role ?? undefined;
}

/** Makes a user who has just been added the owner, if there is no other; to be run in the same batch. */
export const ownFirst = (db: D1Database, user_id: UserId, now: number): D1PreparedStatement =>
  db
    .prepare(
      `INSERT INTO staff (user_id, role, since) SELECT ?1, 'owner', ?2
       WHERE NOT EXISTS (SELECT 1 FROM users WHERE user_id <> ?1)`,
    )
    .bind(user_id, now);

/**
 * Gives a user a role, or none. `by` must still be an owner, so that of two who demote each other at the same
 * moment one stays. Returns whether that was so.
 */
export async function saveRole(
  db: D1Database,
  by: UserId,
  user_id: UserId,
  role: StaffRole | null,
  now: number,
): Promise<boolean> {
  const isOwner = "EXISTS (SELECT 1 FROM staff WHERE user_id = ?1 AND role = 'owner')";
  const [asked] = await db.batch<{ is_owner: number }>([
    db.prepare(`SELECT ${isOwner} AS is_owner`).bind(by),
    role === null
      ? db.prepare(`DELETE FROM staff WHERE user_id = ?2 AND ${isOwner}`).bind(by, user_id)
      : db
          .prepare(
            `INSERT INTO staff (user_id, role, since) SELECT ?2, ?3, ?4 WHERE ${isOwner}
             ON CONFLICT (user_id) DO UPDATE SET role = ?3`,
          )
          .bind(by, user_id, role, now),
    ...noted(db, { by, at: now, what: "set_role", user_id, detail: role ?? "none" }),
  ]);
  return asked?.results[0]?.is_owner === 1;
}

export interface Noted {
  readonly by: UserId;
  /** Unix milliseconds. */
  readonly at: number;
  readonly what: (typeof ADMIN_ACTIONS)[number];
  readonly user_id?: UserId;
  readonly detail?: string;
}

/** Notes what somebody does, in one batch with it. */
export const noted = (
  db: D1Database,
  { by, at, what, user_id, detail = "" }: Noted,
): D1PreparedStatement[] => [
  db
    .prepare("INSERT INTO admin_log (made_by, at, what, user_id, detail) VALUES (?, ?, ?, ?, ?)")
    .bind(by, at, what, user_id ?? null, detail),
  db.prepare(
    `DELETE FROM admin_log WHERE entry_id <= (SELECT max(entry_id) FROM admin_log) - ${ADMIN_LOG_MAX}`,
  ),
];

/** The latest entries, or those before one. */
export async function readAdminLog(db: D1Database, before: number | undefined): Promise<AdminLogEntry[]> {
  const { results } = await db
    .prepare(
      `SELECT entry_id, made_by AS "by", at, what, user_id, detail FROM admin_log
       WHERE entry_id < ? ORDER BY entry_id DESC LIMIT ${ADMIN_PAGE}`,
    )
    .bind(before ?? Number.MAX_SAFE_INTEGER)
    .all<AdminLogEntry>();
  return results;
}
