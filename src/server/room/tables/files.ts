import type { AttachedFile } from "../../../protocol/file.ts";
import type { FileId, MessageId, UserId } from "../../../protocol/ids.ts";
import type { Sql } from "../../object/sql.ts";
import { type Decorations, type MessageFeature, NO_DECORATIONS } from "./feature.ts";

/** A file that was uploaded to this room, as its bytes and its uploader describe it. */
export interface StoredFile extends Pick<AttachedFile, "file_id" | "name" | "type" | "size"> {
  readonly owner: UserId;
}

interface Row extends StoredFile {
  /** 0 while no message has it. */
  readonly message_id: MessageId;
}

const COLUMNS = "file_id, owner, name, type, size, message_id";

/**
 * The files of the room: a row for each from the end of its upload until its message is deleted. What a message
 * shows of them is in the message itself; a row says that the file is here, and whose it is.
 */
export class FileTable implements MessageFeature {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  get(file_id: FileId): Row | undefined {
    return this.#sql.exec<Row>(`SELECT ${COLUMNS} FROM file WHERE file_id = ?`, file_id)[0];
  }

  /** An upload has ended. A repeat changes nothing. */
  add({ file_id, owner, name, type, size }: StoredFile): void {
    this.#sql.run(
      `INSERT INTO file (${COLUMNS}) VALUES (?, ?, ?, ?, ?, 0) ON CONFLICT DO NOTHING`,
      file_id,
      owner,
      name,
      type,
      size,
    );
  }

  /** From now on the file is part of a message. */
  attach(file_id: FileId, message_id: MessageId): void {
    this.#sql.run("UPDATE file SET message_id = ? WHERE file_id = ?", message_id, file_id);
  }

  /** Forgets a file that is in no message. */
  drop(file_id: FileId): void {
    this.#sql.run("DELETE FROM file WHERE file_id = ? AND message_id = 0", file_id);
  }

  /** The files of a message, thumbnails included. */
  of(message_id: MessageId): FileId[] {
    return this.#sql
      .exec<{ file_id: FileId }>(
        "SELECT file_id FROM file WHERE message_id = ? AND message_id > 0",
        message_id,
      )
      .map((row) => row.file_id);
  }

  isEmpty(): boolean {
    return this.#sql.exec("SELECT 1 FROM file LIMIT 1").length === 0;
  }

  /** They are part of the content, which has them already. */
  decorate(): Decorations {
    return NO_DECORATIONS;
  }

  erase(message_id: MessageId): void {
    this.#sql.run("DELETE FROM file WHERE message_id = ? AND message_id > 0", message_id);
  }
}
