import { accept, type Result, refuse } from "../../protocol/codes.ts";
import { UPLOAD_PART_BYTES } from "../../protocol/limits.ts";
import { tailKey, targetKey } from "./places.ts";
import type { StoredUpload, UploadTable } from "./tables/uploads.ts";
import type { UploadPorts } from "./upload-ports.ts";

/** Something that is read from a body, once. */
export type Bytes = AsyncIterable<Uint8Array>;

/** Hears all bytes of a body, and says at the end whether they are the right ones. */
export interface Checksum {
  write(bytes: Uint8Array): Promise<void>;
  isRight(): Promise<boolean>;
}

/** The chunks of a body; none if there is no body. One that is cut off ends early, and so does one with the signal. */
export async function* chunksOf(body: ReadableStream<Uint8Array> | null, signal?: AbortSignal): Bytes {
  if (!body) return;
  const reader = body.getReader();
  const stop = () => void reader.cancel().catch(() => undefined);
  signal?.addEventListener("abort", stop);
  try {
    for (;;) {
      const next = await reader.read().catch(() => undefined);
      if (!next || next.done) return;
      yield next.value;
    }
  } finally {
    signal?.removeEventListener("abort", stop);
    await reader.cancel().catch(() => undefined);
  }
}

interface Part {
  readonly number: number;
  readonly etag: string;
}

/**
 * Writes one body to the end of an upload, through memory for a single part. A part that is full goes to the bucket;
 * what is left of a body at its end, or where it was cut off, is parked there and read again by the next one. Only
 * what is in the bucket counts as received. A file of a single part is put whole, without a multipart upload.
 */
export class PartWriter {
  readonly #table: UploadTable;
  readonly #ports: Pick<UploadPorts, "bucket">;
  #upload: StoredUpload;
  readonly #part: Uint8Array;
  /** Bytes of the part that are there, and the number of parts before it. */
  #filled: number;
  #full: number;
  /** Parts that are in the bucket and do not count yet, because there is a checksum. */
  readonly #staged: Part[] = [];

  constructor(upload: StoredUpload, table: UploadTable, ports: Pick<UploadPorts, "bucket">) {
    this.#upload = upload;
    this.#table = table;
    this.#ports = ports;
    this.#part = new Uint8Array(Math.min(UPLOAD_PART_BYTES, upload.length));
    this.#filled = upload.received % UPLOAD_PART_BYTES;
    this.#full = (upload.received - this.#filled) / UPLOAD_PART_BYTES;
  }

  get #received(): number {
    return this.#full * UPLOAD_PART_BYTES + this.#filled;
  }

  /** Refused if the body is longer than the file, or its checksum is wrong; rejects if the bucket is out of reach. */
  async write(body: Bytes, checksum?: Checksum): Promise<Result<null>> {
    await this.#readTail();
    try {
      for await (const chunk of body) {
        if (this.#received + chunk.length > this.#upload.length) {
          return refuse("file_too_large", { detail: "There is more of it than Upload-Length says." });
        }
        await checksum?.write(chunk);
        await this.#take(chunk, checksum === undefined);
      }
    } catch (error) {
      // The bucket did not answer: what is here is parked, if it answers now.
      if (!checksum) await this.#park();
      throw error;
    }
    if (checksum && !(await checksum.isRight())) return refuse("checksum_mismatch");
    if (this.#received === this.#upload.length) await this.#end();
    else await this.#park();
    return accept(null);
  }

  async #take(chunk: Uint8Array, counts: boolean): Promise<void> {
    for (let from = 0; from < chunk.length; ) {
      const some = chunk.subarray(from, from + this.#part.length - this.#filled);
      this.#part.set(some, this.#filled);
      this.#filled += some.length;
      from += some.length;
      if (this.#filled === this.#part.length && this.#upload.length > UPLOAD_PART_BYTES)
        await this.#putPart(counts);
    }
  }

  async #putPart(counts: boolean): Promise<void> {
    const { bucket } = this.#ports;
    const key = targetKey(this.#upload);
    if (this.#upload.multipart === undefined) this.#store({ multipart: await bucket.begin(key) });
    const number = this.#full + 1;
    const bytes = this.#part.subarray(0, this.#filled);
    const etag = await bucket.putPart(key, this.#upload.multipart ?? "", number, bytes);
    this.#staged.push({ number, etag });
    this.#full += this.#filled === UPLOAD_PART_BYTES ? 1 : 0;
    this.#filled = this.#filled === UPLOAD_PART_BYTES ? 0 : this.#filled;
    if (counts) await this.#count();
  }

  /** All bytes are there. */
  async #end(): Promise<void> {
    const { bucket } = this.#ports;
    if (this.#upload.length <= UPLOAD_PART_BYTES)
      await bucket.put(targetKey(this.#upload), this.#part.subarray(0, this.#filled));
    else if (this.#filled > 0) await this.#putPart(false);
    await this.#count();
  }

  /** Puts the beginning of a part aside. */
  async #park(): Promise<void> {
    const received = this.#received;
    // A whole part that could not be put is not parked either: it comes again.
    if (received <= this.#upload.received || this.#filled === UPLOAD_PART_BYTES) return;
    if (this.#filled > 0)
      await this.#ports.bucket.put(
        tailKey(this.#upload.file_id, received),
        this.#part.subarray(0, this.#filled),
      );
    await this.#count();
  }

  /** From now on everything that is in the bucket counts, also after a crash. */
  async #count(): Promise<void> {
    const { received, file_id } = this.#upload;
    this.#store({ received: this.#received }, this.#staged.splice(0));
    // The tail before is part of what counts now. If it stays, it goes with the upload.
    if (received % UPLOAD_PART_BYTES > 0)
      await this.#ports.bucket.delete(tailKey(file_id, received)).catch(() => undefined);
  }

  #store(changed: Partial<StoredUpload>, parts: readonly Part[] = []): void {
    this.#upload = { ...this.#upload, ...changed };
    this.#table.put(this.#upload, parts);
  }

  async #readTail(): Promise<void> {
    const { file_id, received } = this.#upload;
    if (this.#filled > 0)
      this.#part.set(await this.#ports.bucket.read(tailKey(file_id, received), 0, this.#filled));
  }
}
