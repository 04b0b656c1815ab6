import { accept, type Refusal, type Result, refuse } from "../../protocol/codes.ts";
import type { UserId } from "../../protocol/ids.ts";
import { UPLOAD_EXPIRES_MS } from "../../protocol/limits.ts";
import type { ByteSource } from "../../protocol/media/bytes.ts";
import { inspect } from "../../protocol/media/inspect.ts";
import { type Bytes, type Checksum, chunksOf, PartWriter } from "./part-writer.ts";
import { pieceKey, targetKey, uploadPrefix } from "./places.ts";
import type { StoredUpload, UploadTable } from "./tables/uploads.ts";
import type { UploadBucket, UploadPorts } from "./upload-ports.ts";

export type NewUpload = Omit<StoredUpload, "received" | "multipart" | "state" | "expires_at">;

/** An upload as it is described to whoever makes it. */
export type UploadView = Pick<
  StoredUpload,
  "file_id" | "kind" | "metadata" | "concat" | "length" | "received" | "expires_at"
> & { readonly isDone: boolean };

/**
 * One upload, from its first byte until its file is part of a message or all of it is gone. `received` counts what is
 * safe in the bucket: whatever happens, the sender goes on from there. Each step is written down when it is done, and
 * each may be repeated. Its object lets one call in after the other.
 */
export class Upload {
  readonly #table: UploadTable;
  readonly #ports: UploadPorts;

  constructor(table: UploadTable, ports: UploadPorts) {
    this.#table = table;
    this.#ports = ports;
  }

  /** Begins an upload, or finds the same one again. */
  async create(make: NewUpload): Promise<Result<UploadView>> {
    const known = this.#table.get();
    if (known && (known.owner !== make.owner || known.length !== make.length || known.kind !== make.kind))
      return refuse("client_id_taken");
    const upload: StoredUpload = known ?? {
      ...make,
      received: 0,
      state: "new",
      expires_at: this.#ports.now() + UPLOAD_EXPIRES_MS,
    };
    if (upload.state === "ended") return refuse("not_found");
    if (!known) this.#table.put(upload);
    const refusal = upload.state === "new" ? await this.#reserve(upload) : undefined;
    if (refusal) return refusal;
    return upload.length === 0 ? this.write(make.owner, 0, chunksOf(null)) : this.#view();
  }

  /** Keeps room for a file that comes from somewhere else, and sees to it that it goes if nobody sends it. */
  async adopt(make: NewUpload): Promise<Result<null>> {
    const known = this.#table.get();
    if (known?.state === "done") return known.owner === make.owner ? accept(null) : refuse("client_id_taken");
    const expires_at = this.#ports.now() + UPLOAD_EXPIRES_MS;
    const upload: StoredUpload = { ...make, received: make.length, state: "new", expires_at };
    this.#table.put(upload);
    const refusal = await this.#reserve(upload);
    if (refusal) return refusal;
    this.#table.put({ ...upload, state: "done" });
    return accept(null);
  }

  async #reserve(upload: StoredUpload): Promise<Refusal | undefined> {
    const reservation = await this.#ports.reserve(upload);
    if (reservation === "reserved") {
      this.#table.put({ ...upload, state: "open" });
      return undefined;
    }
    // Nothing of it is in the bucket; and if a file has this id already, that one stays.
    await this.#ports.forget();
    const codes = { used: "client_id_taken", full: "files_full", too_many_open: "uploads_open" } as const;
    return refuse(codes[reservation]);
  }

  /** What the sender may know; an upload that was cut off at its very end is brought to it first. */
  async describe(owner: UserId): Promise<Result<UploadView>> {
    const upload = this.#own(owner);
    if (!upload.ok) return upload;
    const done = await this.#finish();
    return done.ok ? this.#view() : done;
  }

  /**
   * Takes bytes at an offset, which must be where the upload has got to. What came before a cut is kept, unless there
   * is a checksum: then all of it counts or nothing. `checksum` hears all bytes, and says at the end if they are right.
   */
  async write(owner: UserId, offset: number, body: Bytes, checksum?: Checksum): Promise<Result<UploadView>> {
    const found = this.#own(owner);
    if (!found.ok) return found;
    const upload = found.value;
    if (offset !== upload.received) return refuse("upload_offset");
    if (upload.received < upload.length || upload.length === 0) {
      const writer = new PartWriter(upload, this.#table, this.#ports);
      const written = await writer.write(body, checksum);
      if (!written.ok) return written;
    }
    const done = await this.#finish();
    return done.ok ? this.#view() : done;
  }

  /** Puts the pieces together, or goes on with it. */
  async join(): Promise<Result<UploadView>> {
    const upload = this.#table.get();
    if (upload?.kind !== "joined" || upload.state !== "open") return refuse("not_found");
    const joined = await this.write(upload.owner, upload.received, this.#pieces(upload));
    if (joined.ok)
      await Promise.allSettled(
        upload.sources.map(({ file_id }) => this.#ports.endPiece(file_id, upload.owner)),
      );
    return joined;
  }

  async *#pieces({ sources, received }: StoredUpload): Bytes {
    let skip = received;
    for (const { file_id, size } of sources) {
      if (skip < size) yield* chunksOf(await this.#ports.bucket.stream(pieceKey(file_id), skip));
      skip = Math.max(0, skip - size);
    }
  }

  /** Ends the upload before its time. */
  async terminate(owner: UserId): Promise<Result<null>> {
    const upload = this.#own(owner);
    if (!upload.ok) return upload;
    const { room_id, file_id, state } = upload.value;
    const isKept = state === "done" && room_id && (await this.#ports.dropUnsent(room_id, file_id));
    if (isKept) return refuse("not_allowed");
    this.#table.put({ ...upload.value, state: "ended" });
    await this.#remove().catch(() => undefined);
    return accept(null);
  }

  /** Unix milliseconds at which `retry` has something to do. */
  due(): number | undefined {
    const upload = this.#table.get();
    if (!upload) return undefined;
    if (upload.state === "ended") return this.#ports.now();
    const isComplete = upload.state === "open" && upload.received === upload.length;
    const isJoining = upload.state === "open" && upload.kind === "joined";
    return isComplete || isJoining ? this.#ports.now() : upload.expires_at;
  }

  /** Does what is due: ends what has expired, and brings to an end what has begun to. */
  async retry(): Promise<void> {
    const upload = this.#table.get();
    if (!upload) return;
    if (upload.state === "ended") return this.#remove();
    if (upload.expires_at <= this.#ports.now()) return this.#expire(upload);
    const went =
      upload.kind === "joined" && upload.state === "open" ? await this.join() : await this.#finish();
    if (!went.ok && went.code === "unavailable") throw new Error("the upload could not be finished");
  }

  async #expire(upload: StoredUpload): Promise<void> {
    const { room_id, file_id, state, nonce } = upload;
    const { dropUnsent, sent, release, forget } = this.#ports;
    if (state === "new") {
      await release(file_id, nonce);
      return forget();
    }
    if (state === "done" && room_id && (await dropUnsent(room_id, file_id))) {
      await sent(file_id);
      return forget();
    }
    this.#table.put({ ...upload, state: "ended" });
    return this.#remove();
  }

  /** Once all bytes are there: makes a file of them, looks at it, and tells the room. */
  async #finish(): Promise<Result<null>> {
    const upload = this.#table.get();
    if (upload?.state !== "open" || upload.received < upload.length) return accept(null);
    const { bucket, addToRoom } = this.#ports;
    const { file_id, owner, room_id, name, length: size, multipart, kind } = upload;
    const key = targetKey(upload);
    if (multipart && !(await bucket.has(key))) await bucket.complete(key, multipart, this.#table.etags());
    if (room_id && kind !== "piece") {
      const { type, hasLocation } = await inspect(storedSource(bucket, key, size));
      const file = { file_id, owner, name, type, size };
      const added = hasLocation ? refuse("file_has_location") : await addToRoom(room_id, file);
      if (!added.ok && added.code !== "newer_version") {
        this.#table.put({ ...upload, state: "ended" });
        await this.#remove().catch(() => undefined);
      }
      if (!added.ok) return added;
    }
    this.#table.put({ ...upload, state: "done", expires_at: this.#ports.now() + UPLOAD_EXPIRES_MS });
    return accept(null);
  }

  /** Deletes everything there is of it. */
  async #remove(): Promise<void> {
    const upload = this.#table.get();
    if (!upload) return;
    const { bucket, release, forget } = this.#ports;
    const { file_id, nonce, multipart } = upload;
    if (multipart) await bucket.abort(targetKey(upload), multipart).catch(() => undefined);
    await bucket.delete(targetKey(upload));
    await bucket.deleteAll(uploadPrefix(file_id));
    await release(file_id, nonce);
    await forget();
  }

  #own(owner: UserId): Result<StoredUpload> {
    const upload = this.#table.get();
    const isThere = upload?.owner === owner && (upload.state === "open" || upload.state === "done");
    return isThere ? accept(upload) : refuse("not_found");
  }

  #view(): Result<UploadView> {
    const upload = this.#table.get();
    if (!upload) return refuse("not_found");
    const { file_id, kind, metadata, concat, length, received, expires_at, state } = upload;
    return accept({
      file_id,
      kind,
      metadata,
      concat,
      length,
      received,
      expires_at,
      isDone: state === "done",
    });
  }
}

/** A file in the bucket, of which nothing is read behind its end. */
const storedSource = (bucket: UploadBucket, key: string, size: number): ByteSource => ({
  size,
  async read(offset, length) {
    const some = Math.min(length, size - offset);
    return some > 0 ? bucket.read(key, offset, some) : new Uint8Array();
  },
});
