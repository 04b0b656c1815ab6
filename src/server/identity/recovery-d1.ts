import type { UserId } from "../../protocol/ids.ts";
import { type Noted, noted } from "./staff-d1.ts";

/** The `recovery_codes` and `resets` tables: ways back into an account. */

/** Replaces a user's codes. */
export async function replaceCodes(
  db: D1Database,
  user_id: UserId,
  hashes: readonly string[],
  now: number,
): Promise<void> {
  await db.batch([
    db.prepare("DELETE FROM recovery_codes WHERE user_id = ?").bind(user_id),
    db
      .prepare(
        "INSERT INTO recovery_codes (user_id, code_hash, made_at) SELECT ?1, value, ?3 FROM json_each(?2)",
      )
      .bind(user_id, JSON.stringify(hashes), now),
  ]);
}

export async function countCodes(db: D1Database, user_id: UserId): Promise<number> {
  const count = await db
    .prepare("SELECT count(*) AS n FROM recovery_codes WHERE user_id = ?")
    .bind(user_id)
    .first<number>("n");
  return count ?? 0;
}

export async function isCode(db: D1Database, user_id: UserId, hash: string): Promise<boolean> {
  const row = await db
    .prepare("SELECT 1 FROM recovery_codes WHERE user_id = ? AND code_hash = ?")
    .bind(user_id, hash)
    .first();
  return row !== null;
}

/** Uses a code up; returns false if it was used up meanwhile. */
export async function spendCode(db: D1Database, user_id: UserId, hash: string): Promise<boolean> {
  const { meta } = await db
    .prepare("DELETE FROM recovery_codes WHERE user_id = ? AND code_hash = ?")
    .bind(user_id, hash)
    .run();
  return meta.changes > 0;
}

/** Whose password a link resets; undefined if it has expired or was used. */
export async function findReset(db: D1Database, hash: string, now: number): Promise<UserId | undefined> {
  const user_id = await db
    .prepare("SELECT user_id FROM resets WHERE token_hash = ? AND expires_at > ?")
    .bind(hash, now)
    .first<UserId>("user_id");
  return user_id ?? undefined;
}

/** Uses a link up, and all others of its user; returns false if it was used up meanwhile. */
export async function spendReset(db: D1Database, hash: string): Promise<boolean> {
  const { meta } = await db
    .prepare("DELETE FROM resets WHERE user_id = (SELECT user_id FROM resets WHERE token_hash = ?)")
    .bind(hash)
    .run();
  return meta.changes > 0;
}

/** Adds a link, as somebody who runs the deployment makes it. */
export async function insertReset(
  db: D1Database,
  made: { readonly token_hash: string; readonly user_id: UserId; readonly expires_at: number },
  note: Pick<Noted, "by" | "at">,
): Promise<void> {
  const { token_hash, user_id, expires_at } = made;
  await db.batch([
    db.prepare("DELETE FROM resets WHERE expires_at <= ?").bind(note.at),
    db
      .prepare("INSERT INTO resets (token_hash, user_id, expires_at) VALUES (?, ?, ?)")
      .bind(token_hash, user_id, expires_at),
    ...noted(db, { ...note, what: "make_reset_link", user_id }),
  ]);
}
