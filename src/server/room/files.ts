import { accept, type Result, refuse } from "../../protocol/codes.ts";
import type { FileId, UserId } from "../../protocol/ids.ts";
import type { RoomState } from "./room-state.ts";
import type { StoredFile } from "./tables/files.ts";

/**
 * The files of a room. A file comes in at the end of its upload, and belongs to one message from when that is sent
 * until it is deleted. In between, only its uploader may read it. Nothing here waits for the bucket.
 */

/** An upload has ended: its file may be sent, if its owner still may write here. */
export function addFile(state: RoomState, file: StoredFile, now: number): Result<null> {
  const refusal = state.denialFor("send", file.owner, now);
  if (refusal) return refusal;
  state.tables.messages.files.add(file);
  return accept(null);
}

/** Forgets a file that no message has by now. Returns whether one has it, so that it must be kept. */
export function dropUnsent(state: RoomState, file_id: FileId): boolean {
  const { files } = state.tables.messages;
  files.drop(file_id);
  return files.get(file_id) !== undefined && !state.isDeleted;
}

/** A file that a user may read: of a message that is there, or their own that is not sent yet. */
export function readableFile(
  { tables }: RoomState,
  user_id: UserId,
  file_id: FileId,
): Result<Pick<StoredFile, "name" | "type" | "size">> {
  const file = tables.messages.files.get(file_id);
  if (!file || (file.message_id === 0 && file.owner !== user_id)) return refuse("not_found");
  const { name, type, size } = file;
  return accept({ name, type, size });
}
