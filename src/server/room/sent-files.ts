import { accept, type Result, refuse } from "../../protocol/codes.ts";
import type { AttachedFile } from "../../protocol/file.ts";
import type { FileId, MessageId, UserId } from "../../protocol/ids.ts";
import type { RoomTables } from "./tables/room-tables.ts";

/** How files become part of messages, and go with them. */

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
