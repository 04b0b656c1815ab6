import type { UserId } from "../../protocol/ids.ts";
import type { User } from "../../protocol/user.ts";
import { indexPerson, insertPerson, isHandleInUse, USER_COLUMNS } from "../directory/people-d1.ts";
import { useSignUpLink } from "./deployment-d1.ts";
import { insertPasskey, type StoredPasskey } from "./passkeys-d1.ts";
import { insertSession, type NewSession } from "./sessions-d1.ts";
import { ownFirst } from "./staff-d1.ts";

/** Accounts: a user, their password and their first session are made together or not at all. */

export interface NewAccount extends NewSession {
  readonly user: User;
  /** How the handle looks, see `skeletonOf`. */
  readonly skeleton: string;
  readonly password_hash?: string | undefined;
  readonly passkey?: StoredPasskey | undefined;
  /** The digest of the sign-up link that lets them in, if they need one. */
  readonly link_hash?: string | undefined;
}

/**
 * Makes the account, or says what is against it: somebody has its handle, one that looks the same, or its passkey, or its link is used up. D1
 * decides, in one transaction, so two requests cannot both get it: if the user was not added, what refers to them fails.
 */
export async function createAccount(
  db: D1Database,
  { user, skeleton, password_hash, passkey, link_hash, ...session }: NewAccount,
): Promise<"made" | "handle_taken" | "handle_misleading" | "passkey_refused" | "invitation_invalid"> {
  try {
    await db.batch([
      insertPerson(db, user, skeleton),
      ownFirst(db, user.user_id, user.created_at),
      ...(link_hash === undefined ? [] : [useSignUpLink(db, link_hash)]),
      ...(password_hash === undefined ? [] : [setPassword(db, user.user_id, password_hash, user.created_at)]),
      ...(passkey === undefined ? [] : [insertPasskey(db, passkey)]),
      ...insertSession(db, session),
      ...indexPerson(db, user),
    ]);
    return "made";
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if (error.message.includes("UNIQUE constraint failed: passkeys")) return "passkey_refused";
    if (error.message.includes("CHECK constraint failed: uses_left")) return "invitation_invalid";
    if (!error.message.includes("FOREIGN KEY constraint failed")) throw error;
    return (await isHandleInUse(db, user.handle)) ? "handle_taken" : "handle_misleading";
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

/** Somebody's handle, and the hash their password must match if they have one, by their id. */
export async function findPassword(
  db: D1Database,
  user_id: UserId,
): Promise<{ handle: string; hash: string | undefined } | undefined> {
  const row = await db
    .prepare("SELECT handle, hash FROM users LEFT JOIN passwords USING (user_id) WHERE user_id = ?")
    .bind(user_id)
    .first<{ handle: string; hash: string | null }>();
  return row ? { handle: row.handle, hash: row.hash ?? undefined } : undefined;
}

/** Removes a password unless it is the user's only way to sign in; returns whether it was removed. */
export async function deletePassword(db: D1Database, user_id: UserId): Promise<boolean> {
  const { meta } = await db
    .prepare(
      `DELETE FROM passwords WHERE user_id = ?1
         AND EXISTS (SELECT 1 FROM passkeys WHERE user_id = ?1)`,
    )
    .bind(user_id)
    .run();
  return meta.changes > 0;
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
