import type { FileId, RoomId, UserId } from "../../../protocol/ids.ts";
import { isNewer, migrate, type Schema, versionOf } from "../../object/migrations.ts";
import type { Sql } from "../../object/sql.ts";

/** What an upload is for: a file of a room, a piece of one, or the file that pieces make. */
type UploadKind = "whole" | "piece" | "joined";

/**
 * `new` until room is kept for it, `open` while bytes are missing or the room has not been told, `done` once its file
 * can be sent, `ended` when all of it is to be deleted.
 */
type UploadState = "new" | "open" | "done" | "ended";

export interface Piece {
  readonly file_id: FileId;
  readonly size: number;
}

export interface StoredUpload {
  readonly file_id: FileId;
  readonly nonce: string;
  readonly owner: UserId;
  readonly kind: UploadKind;
  /** Left out for a piece. */
  readonly room_id?: RoomId;
  readonly name: string;
  /** `Upload-Metadata` and `Upload-Concat` as they came. */
  readonly metadata: string;
  readonly concat: string;
  /** The pieces of which it is made, and how long each is. */
  readonly sources: readonly Piece[];
  readonly length: number;
  /** Bytes that are safe in the bucket. */
  readonly received: number;
  readonly multipart?: string;
  readonly state: UploadState;
  /** Unix milliseconds. */
  readonly expires_at: number;
}

interface Row extends Omit<StoredUpload, "room_id" | "sources" | "multipart"> {
  readonly room_id: RoomId | null;
  readonly sources: string;
  readonly multipart: string | null;
}

const SCHEMA: Schema = {
  firstTable: "upload",
  steps: [
    [
      `CREATE TABLE upload (
        one INTEGER PRIMARY KEY CHECK (one = 1),
        file_id TEXT NOT NULL, nonce TEXT NOT NULL, owner TEXT NOT NULL, kind TEXT NOT NULL, room_id TEXT,
        name TEXT NOT NULL, metadata TEXT NOT NULL, concat TEXT NOT NULL, sources TEXT NOT NULL,
        length INTEGER NOT NULL, received INTEGER NOT NULL, multipart TEXT, state TEXT NOT NULL,
        expires_at INTEGER NOT NULL
      ) STRICT`,
      "CREATE TABLE part (number INTEGER PRIMARY KEY, etag TEXT NOT NULL) STRICT",
    ],
  ],
};

const COLUMNS =
  "file_id, nonce, owner, kind, room_id, name, metadata, concat, sources, length, received, multipart, state, expires_at";

/** The one upload of an object, and the parts of it that R2 has. */
export class UploadTable {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  areNewer(): boolean {
    return isNewer(this.#sql, SCHEMA);
  }

  /** Asking makes no tables, so a stray id leaves nothing behind. */
  get(): StoredUpload | undefined {
    if (versionOf(this.#sql, SCHEMA) === 0) return undefined;
    migrate(this.#sql, SCHEMA);
    const [row] = this.#sql.exec<Row>(`SELECT ${COLUMNS} FROM upload`);
    if (!row) return undefined;
    const { room_id, sources, multipart, ...upload } = row;
    return {
      ...upload,
      sources: JSON.parse(sources) as Piece[],
      ...(room_id !== null && { room_id }),
      ...(multipart !== null && { multipart }),
    };
  }

  /** Stores the upload as it is now, with parts that have become safe. */
  put(upload: StoredUpload, parts: readonly { readonly number: number; readonly etag: string }[] = []): void {
    migrate(this.#sql, SCHEMA);
    this.#sql.transaction(() => {
      this.#sql.run(
        `INSERT OR REPLACE INTO upload (one, ${COLUMNS}) VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        upload.file_id,
        upload.nonce,
        upload.owner,
        upload.kind,
        upload.room_id ?? null,
        upload.name,
        upload.metadata,
        upload.concat,
        JSON.stringify(upload.sources),
        upload.length,
        upload.received,
        upload.multipart ?? null,
        upload.state,
        upload.expires_at,
      );
      for (const { number, etag } of parts)
        this.#sql.run("INSERT OR REPLACE INTO part (number, etag) VALUES (?, ?)", number, etag);
    });
  }

  /** The parts, in order. */
  etags(): string[] {
    return this.#sql.exec<{ etag: string }>("SELECT etag FROM part ORDER BY number").map(({ etag }) => etag);
  }
}
