import type { AdminUser, StaffRole } from "../../protocol/deployment.ts";
import type { SessionId, UserId } from "../../protocol/ids.ts";
import { ADMIN_PAGE } from "../../protocol/limits.ts";
import type { User } from "../../protocol/user.ts";
import { findPeople, searchPeople, USER_COLUMNS } from "../directory/people-d1.ts";
import { type Noted, noted } from "./staff-d1.ts";

/** Accounts as those see them who run the deployment, and the `suspensions` table. */

interface About {
  readonly user_id: UserId;
  readonly role: StaffRole | null;
  readonly suspended_at: number | null;
  readonly reason: string;
  readonly devices: number;
  readonly last_used_at: number | null;
}

/** Whether an account exists, and the role its owner has in running the deployment. */
export async function findStanding(
  db: D1Database,
  user_id: UserId,
): Promise<{ role: StaffRole | undefined } | undefined> {
  const row = await db
    .prepare("SELECT role FROM users LEFT JOIN staff USING (user_id) WHERE user_id = ?")
    .bind(user_id)
    .first<{ role: StaffRole | null }>();
  return row ? { role: row.role ?? undefined } : undefined;
}

/** A page of the users, the newest first, or those whose handle or name begins with what was typed. */
export async function listUsers(
  db: D1Database,
  { q, before }: { readonly q?: string | undefined; readonly before?: UserId | undefined },
  now: number,
): Promise<AdminUser[]> {
  const users = q === undefined ? await newestUsers(db, before) : await searchPeople(db, q);
  const { results } = await db
    .prepare(
      `SELECT users.user_id, role, suspended_at, ifnull(reason, '') AS reason,
         (SELECT count(*) FROM sessions WHERE sessions.user_id = users.user_id AND expires_at > ?2) AS devices,
         (SELECT max(rotated_at) FROM sessions WHERE sessions.user_id = users.user_id AND expires_at > ?2)
           AS last_used_at
       FROM users LEFT JOIN staff USING (user_id) LEFT JOIN suspensions USING (user_id)
       WHERE users.user_id IN (SELECT value FROM json_each(?1))`,
    )
    .bind(JSON.stringify(users.map(({ user_id }) => user_id)), now)
    .all<About>();
  const about = new Map(results.map(({ user_id, ...rest }) => [user_id, rest]));
  return users.flatMap((user) => {
    const known = about.get(user.user_id);
    return known ? [{ user, ...known }] : [];
  });
}

async function newestUsers(db: D1Database, before: UserId | undefined): Promise<User[]> {
  const last = before === undefined ? undefined : (await findPeople(db, [before]))[0];
  const { results } = await db
    .prepare(
      `SELECT ${USER_COLUMNS} FROM users WHERE (created_at, user_id) < (?, ?)
       ORDER BY created_at DESC, user_id DESC LIMIT ${ADMIN_PAGE}`,
    )
    .bind(last?.created_at ?? Number.MAX_SAFE_INTEGER, last?.user_id ?? "")
    .all<User>();
  return results;
}

/**
 * Suspends an account and ends its sessions, in one batch with whatever else is to happen. No session is added
 * from then on (`sessions-d1.ts`). Returns those that ended.
 */
export async function saveSuspension(
  db: D1Database,
  user_id: UserId,
  { reason, ...note }: Pick<Noted, "by" | "at"> & { readonly reason: string },
  ...others: readonly D1PreparedStatement[]
): Promise<SessionId[]> {
  const [ended] = await db.batch<{ session_id: SessionId }>([
    endingAll(db, user_id),
    db
      .prepare(
        `INSERT INTO suspensions (user_id, suspended_at, reason) VALUES (?, ?, ?)
         ON CONFLICT (user_id) DO NOTHING`,
      )
      .bind(user_id, note.at, reason),
    ...noted(db, { ...note, what: "suspend", user_id, detail: reason }),
    ...others,
  ]);
  return sessionIds(ended);
}

export async function deleteSuspension(
  db: D1Database,
  user_id: UserId,
  note: Pick<Noted, "by" | "at">,
): Promise<void> {
  await db.batch([
    db.prepare("DELETE FROM suspensions WHERE user_id = ?").bind(user_id),
    ...noted(db, { ...note, what: "lift_suspension", user_id }),
  ]);
}

/** Ends all sessions of a user. Returns those that ended. */
export async function deleteAllSessions(
  db: D1Database,
  user_id: UserId,
  note: Pick<Noted, "by" | "at">,
): Promise<SessionId[]> {
  const [ended] = await db.batch<{ session_id: SessionId }>([
    endingAll(db, user_id),
    ...noted(db, { ...note, what: "sign_out", user_id }),
  ]);
  return sessionIds(ended);
}

const endingAll = (db: D1Database, user_id: UserId): D1PreparedStatement =>
  db.prepare("DELETE FROM sessions WHERE user_id = ? RETURNING session_id").bind(user_id);

const sessionIds = (ended: D1Result<{ session_id: SessionId }> | undefined): SessionId[] =>
  (ended?.results ?? []).map(({ session_id }) => session_id);
