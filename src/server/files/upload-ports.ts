import type { Result } from "../../protocol/codes.ts";
import type { FileId, RoomId, UserId } from "../../protocol/ids.ts";
import type { StoredFile } from "../room/tables/files.ts";
import type { Reservation } from "./files-d1.ts";
import type { StoredUpload } from "./tables/uploads.ts";

/** The bucket as an upload uses it. Everything rejects if the bucket cannot be reached. */
export interface UploadBucket {
  begin(key: string): Promise<string>;
  /** Numbers begin with 1. The same number may be put again. */
  putPart(key: string, multipart: string, number: number, bytes: Uint8Array): Promise<string>;
  complete(key: string, multipart: string, etags: readonly string[]): Promise<void>;
  abort(key: string, multipart: string): Promise<void>;
  put(key: string, bytes: Uint8Array): Promise<void>;
  read(key: string, offset: number, length: number): Promise<Uint8Array>;
  stream(key: string, offset: number): Promise<ReadableStream<Uint8Array>>;
  has(key: string): Promise<boolean>;
  delete(key: string): Promise<void>;
  deleteAll(prefix: string): Promise<void>;
}

/** What an upload needs of others. Whatever cannot be reached rejects. */
export interface UploadPorts {
  readonly bucket: UploadBucket;
  /** Unix milliseconds. */
  now(): number;
  /** Keeps room for its bytes. */
  reserve(upload: StoredUpload): Promise<Reservation>;
  release(file_id: FileId, nonce: string): Promise<void>;
  sent(file_id: FileId): Promise<void>;
  addToRoom(room_id: RoomId, file: StoredFile): Promise<Result<null>>;
  /** Whether a message has the file; if none has, the room forgets it. */
  dropUnsent(room_id: RoomId, file_id: FileId): Promise<boolean>;
  endPiece(file_id: FileId, owner: UserId): Promise<unknown>;
  /** Nothing of the upload is left: its object forgets it. */
  forget(): Promise<void>;
}
