import type { UserId } from "../../protocol/ids.ts";
import type { User } from "../../protocol/user.ts";
import { indexPerson, insertPerson, USER_COLUMNS } from "../directory/people-d1.ts";
import { insertSession, type NewSession } from "./sessions-d1.ts";

/** Accounts: a user, their password and their first session are made together or not at all. */

export interface NewAccount extends NewSession {
  readonly user: User;
  readonly password_hash: string;
}

/** Makes the account. Returns false if the handle is taken; the unique key decides, so two requests cannot both get it. */
export async function createAccount(
  db: D1Database,
  { user, password_hash, ...session }: NewAccount,
): Promise<boolean> {
  try {
    await db.batch([
      insertPerson(db, user),
      setPassword(db, user.user_id, password_hash, user.created_at),
      ...insertSession(db, session),
      ...indexPerson(db, user),
    ]);
    return true;
  } catch (error) {
    if (error instanceof Error && error.message.includes("UNIQUE constraint failed: users.handle"))
      return false;
    throw error;
  }
}

/** A person and the hash their password must match, by handle. */
export async function findAccount(
  db: D1Database,
  handle: string,
): Promise<{ user: User; password_hash: string } | undefined> {
  const row = await db
    .prepare(`SELECT ${USER_COLUMNS}, hash FROM users JOIN passwords USING (user_id) WHERE handle = ?`)
    .bind(handle)
    .first<User & { hash: string }>();
  if (!row) return undefined;
  const { hash, ...user } = row;
  return { user, password_hash: hash };
}

/** The hash somebody's password must match, by their id. */
export async function findPassword(db: D1Database, user_id: UserId): Promise<string | undefined> {
  const hash = await db
    .prepare("SELECT hash FROM passwords WHERE user_id = ?")
    .bind(user_id)
    .first<string>("hash");
  return hash ?? undefined;
}

export const setPassword = (
  db: D1Database,
  user_id: UserId,
  hash: string,
  now: number,
): D1PreparedStatement =>
  db
    .prepare(
      `INSERT INTO passwords (user_id, hash, changed_at) VALUES (?1, ?2, ?3)
       ON CONFLICT (user_id) DO UPDATE SET hash = ?2, changed_at = ?3`,
    )
    .bind(user_id, hash, now);
