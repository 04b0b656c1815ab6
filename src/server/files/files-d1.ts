import type { FileId, RoomId, UserId } from "../../protocol/ids.ts";
import { UPLOADS_MAX } from "../../protocol/limits.ts";

/** Whose files there are, and how much room they take: what quotas are counted from. */

/** A file for which room is to be kept. */
export interface NewFile {
  readonly file_id: FileId;
  /** The upload it comes from: a repeat of the same one changes nothing. */
  readonly nonce: string;
  readonly owner: UserId;
  /** Undefined for a part of a file. */
  readonly room_id: RoomId | undefined;
  readonly size: number;
  /** Whether it is not sent yet. */
  readonly isOpen: boolean;
}

export type Reservation = "reserved" | "used" | "full" | "too_many_open";

/** Keeps room for a file, in one statement, so that uploads at the same time cannot take the same room. */
export async function reserveFile(
  db: D1Database,
  file: NewFile,
  quota: number,
  now: number,
): Promise<Reservation> {
  const { file_id, nonce, owner, room_id, size, isOpen } = file;
  const { meta } = await db
    .prepare(
      `INSERT INTO files (file_id, nonce, owner, room_id, size, open, created_at)
       SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7
       WHERE (SELECT ifnull(sum(size), 0) FROM files WHERE owner = ?3) + ?5 <= ?8
         AND (SELECT count(*) FROM files WHERE owner = ?3 AND open = 1) < ${UPLOADS_MAX}
       ON CONFLICT DO NOTHING`,
    )
    .bind(file_id, nonce, owner, room_id ?? null, size, isOpen ? 1 : 0, now, quota)
    .run();
  if (meta.changes > 0) return "reserved";
  const known = await db
    .prepare("SELECT nonce FROM files WHERE file_id = ?")
    .bind(file_id)
    .first<{ nonce: string }>();
  if (known) return known.nonce === nonce ? "reserved" : "used";
  return (await bytesOf(db, owner)) + size > quota ? "full" : "too_many_open";
}

/** Bytes of all files of a user. */
async function bytesOf(db: D1Database, owner: UserId): Promise<number> {
  const row = await db
    .prepare("SELECT ifnull(sum(size), 0) AS bytes FROM files WHERE owner = ?")
    .bind(owner)
    .first<{ bytes: number }>();
  return row?.bytes ?? 0;
}

/** The file is part of a message: it no longer counts among those that are open. */
export async function fileSent(db: D1Database, file_id: FileId): Promise<void> {
  await db.prepare("UPDATE files SET open = 0 WHERE file_id = ?").bind(file_id).run();
}

/** `nonce`: only if it is the file of that upload. */
export async function releaseFile(db: D1Database, file_id: FileId, nonce?: string): Promise<void> {
  await db
    .prepare("DELETE FROM files WHERE file_id = ?1 AND nonce = ifnull(?2, nonce)")
    .bind(file_id, nonce ?? null)
    .run();
}

export async function releaseFilesOf(db: D1Database, room_id: RoomId): Promise<void> {
  await db.prepare("DELETE FROM files WHERE room_id = ?").bind(room_id).run();
}
