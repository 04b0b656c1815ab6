import type { UserId } from "../../protocol/ids.ts";
import { PASSKEYS_MAX } from "../../protocol/limits.ts";
import type { Passkey, PasskeyId } from "../../protocol/passkey.ts";
import type { User } from "../../protocol/user.ts";
import { USER_COLUMNS } from "../directory/people-d1.ts";

/** The `passkeys` table: the public keys with which users sign in. */

export interface StoredPasskey extends Passkey {
  readonly user_id: UserId;
  /** COSE, in base64url. */
  readonly public_key: string;
  /** How often the authenticator has signed, if it counts. */
  readonly counter: number;
}

const SHOWN = "passkey_id, name, synced, created_at, last_used_at";

type Row<P> = Omit<P, "synced"> & { readonly synced: number };

const shown = ({ synced, ...row }: Row<Passkey>): Passkey => ({ ...row, synced: synced === 1 });

export async function listPasskeys(db: D1Database, user_id: UserId): Promise<Passkey[]> {
  const { results } = await db
    .prepare(`SELECT ${SHOWN} FROM passkeys WHERE user_id = ? ORDER BY created_at, passkey_id`)
    .bind(user_id)
    .all<Row<Passkey>>();
  return results.map(shown);
}

/** A passkey with what verifies it, and whose it is. */
export async function findPasskey(
  db: D1Database,
  passkey_id: PasskeyId,
): Promise<{ passkey: StoredPasskey; user: User } | undefined> {
  const row = await db
    .prepare(`SELECT user_id, public_key, counter, name, synced, created_at, last_used_at
       FROM passkeys WHERE passkey_id = ?`)
    .bind(passkey_id)
    .first<Row<Omit<StoredPasskey, "passkey_id">>>();
  if (!row) return undefined;
  const user = await db
    .prepare(`SELECT ${USER_COLUMNS} FROM users WHERE user_id = ?`)
    .bind(row.user_id)
    .first<User>();
  return user ? { passkey: { ...row, passkey_id, synced: row.synced === 1 }, user } : undefined;
}

/** Adds a passkey, unless the user has as many as one may have. Fails if somebody has it already. */
export const insertPasskey = (db: D1Database, passkey: StoredPasskey): D1PreparedStatement =>
  db
    .prepare(
      `INSERT INTO passkeys (passkey_id, user_id, public_key, counter, name, synced, created_at, last_used_at)
       SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8
       WHERE (SELECT count(*) FROM passkeys WHERE user_id = ?2) < ${PASSKEYS_MAX}`,
    )
    .bind(
      passkey.passkey_id,
      passkey.user_id,
      passkey.public_key,
      passkey.counter,
      passkey.name,
      passkey.synced ? 1 : 0,
      passkey.created_at,
      passkey.last_used_at,
    );

/** What became of it: `taken` if somebody has this passkey already. */
export async function addPasskey(
  db: D1Database,
  passkey: StoredPasskey,
): Promise<"added" | "too_many" | "taken"> {
  try {
    const { meta } = await insertPasskey(db, passkey).run();
    return meta.changes > 0 ? "added" : "too_many";
  } catch (error) {
    if (error instanceof Error && error.message.includes("UNIQUE constraint failed")) return "taken";
    throw error;
  }
}

/** Notes that a passkey was shown. Returns false if another request has used it with a newer counter, or removed it. */
export async function saveUse(
  db: D1Database,
  passkey_id: PasskeyId,
  { before, after }: { readonly before: number; readonly after: number },
  now: number,
): Promise<boolean> {
  const { meta } = await db
    .prepare("UPDATE passkeys SET counter = ?, last_used_at = ? WHERE passkey_id = ? AND counter = ?")
    .bind(after, now, passkey_id, before)
    .run();
  return meta.changes > 0;
}

/** Undefined if the user has no such passkey. */
export async function renamePasskey(
  db: D1Database,
  user_id: UserId,
  passkey_id: PasskeyId,
  name: string,
): Promise<Passkey | undefined> {
  const row = await db
    .prepare(`UPDATE passkeys SET name = ? WHERE user_id = ? AND passkey_id = ? RETURNING ${SHOWN}`)
    .bind(name, user_id, passkey_id)
    .first<Row<Passkey>>();
  return row ? shown(row) : undefined;
}

/** Removes a passkey unless it is the user's only way to sign in; returns whether it was removed. */
export async function deletePasskey(
  db: D1Database,
  user_id: UserId,
  passkey_id: PasskeyId,
): Promise<boolean> {
  const { meta } = await db
    .prepare(
      `DELETE FROM passkeys WHERE user_id = ?1 AND passkey_id = ?2
         AND (EXISTS (SELECT 1 FROM passwords WHERE user_id = ?1)
           OR EXISTS (SELECT 1 FROM passkeys AS other WHERE other.user_id = ?1 AND other.passkey_id <> ?2))`,
    )
    .bind(user_id, passkey_id)
    .run();
  return meta.changes > 0;
}

export async function hasPasskey(db: D1Database, user_id: UserId, passkey_id: PasskeyId): Promise<boolean> {
  const row = await db
    .prepare("SELECT 1 FROM passkeys WHERE user_id = ? AND passkey_id = ?")
    .bind(user_id, passkey_id)
    .first();
  return row !== null;
}
