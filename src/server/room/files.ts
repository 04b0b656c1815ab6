import { accept, type Result, refuse } from "../../protocol/codes.ts";
import type { AttachedFile } from "../../protocol/file.ts";
import type { FileId, MessageId, UserId } from "../../protocol/ids.ts";
import type { RoomState } from "./room-state.ts";
import type { StoredFile } from "./tables/files.ts";
import type { RoomTables } from "./tables/room-tables.ts";

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

/**
 * The files of a message as the room writes them: name, type and size are what the upload says, so that a message
 * cannot lie about them. Refused unless all are the sender's own, here, and in no message yet.
 */
export function filesToSend(
  tables: RoomTables,
  sender: UserId,
  files: readonly AttachedFile[],
): Result<AttachedFile[]> {
  const seen = new Set<FileId>();
  const isFree = (file_id: FileId) => {
    const known = tables.messages.files.get(file_id);
    const free = known?.owner === sender && known.message_id === 0 && !seen.has(file_id);
    seen.add(file_id);
    return free ? known : undefined;
  };
  const sent: AttachedFile[] = [];
  for (const [index, file] of files.entries()) {
    const known = isFree(file.file_id);
    if (!known) return refuse("file_unknown", { field: `files.${index}.file_id` });
    if (file.thumbnail !== undefined && !isFree(file.thumbnail))
      return refuse("file_unknown", { field: `files.${index}.thumbnail` });
    const { name, type, size } = known;
    sent.push({ ...file, name, type, size });
  }
  return accept(sent);
}

/** The message that has these files is in the log. */
export function attachFiles(tables: RoomTables, message_id: MessageId, files: readonly AttachedFile[]): void {
  for (const { file_id, thumbnail } of files) {
    tables.messages.files.attach(file_id, message_id);
    if (thumbnail !== undefined) tables.messages.files.attach(thumbnail, message_id);
  }
}

/** A message is deleted: its files go from the bucket as soon as that can be reached. */
export function collectFiles(tables: RoomTables, message_id: MessageId): void {
  for (const file_id of tables.messages.files.of(message_id)) tables.files.enqueue(file_id, null);
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
