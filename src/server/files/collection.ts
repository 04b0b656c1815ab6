import type { RoomId } from "../../protocol/ids.ts";
import { ALL_FILES, type FileTarget } from "../room/tables/room-tables.ts";
import { releaseFile, releaseFilesOf } from "./files-d1.ts";
import { deleteFile, deleteFilesOf } from "./files-r2.ts";

/** Deletes a file of a room, or all of them: first the bytes, then what is counted of them. Can be repeated. */
export async function removeFiles(env: Env, room_id: RoomId, target: FileTarget): Promise<void> {
  if (target === ALL_FILES) {
    await deleteFilesOf(env, room_id);
    return releaseFilesOf(env.DB, room_id);
  }
  await deleteFile(env, room_id, target);
  await releaseFile(env.DB, target);
}
