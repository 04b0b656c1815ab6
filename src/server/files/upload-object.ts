import { DurableObject } from "cloudflare:workers";
import { type Result, refuse } from "../../protocol/codes.ts";
import type { UserId } from "../../protocol/ids.ts";
import { logError } from "../log.ts";
import { Alarm } from "../object/alarm.ts";
import { systemClock } from "../object/clock.ts";
import { withDeadline } from "../object/deadline.ts";
import { answerRemoteCall, callRemote } from "../object/remote-call.ts";
import { durableSql } from "../object/sql.ts";
import { digestChecksum, type ExpectedDigest } from "./checksum.ts";
import { quotaOf } from "./deployment.ts";
import { fileSent, releaseFile, reserveFile } from "./files-d1.ts";
import { uploadBucket } from "./files-r2.ts";
import { chunksOf } from "./part-writer.ts";
import { UploadTable } from "./tables/uploads.ts";
import { type NewUpload, Upload, type UploadView } from "./upload.ts";

/** Milliseconds until something that could not be done is tried again. */
const RETRY_MS = 60_000;

/**
 * One upload: the only writer of its bytes. Calls are let in one after the other, each to its end; one that comes
 * stops a body that is still being read, since its sender has begun anew. What is written down is in the bucket
 * first. Its alarm ends what nobody goes on with, and asks the room whether the file was sent.
 */
export class UploadObject extends DurableObject<Env> {
  readonly #table: UploadTable;
  readonly #upload: Upload;
  readonly #alarm: Alarm;
  #last: Promise<unknown> = Promise.resolve();
  #reading = new AbortController();
  #notBefore = 0;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#table = new UploadTable(durableSql(ctx.storage));
    this.#upload = new Upload(this.#table, {
      bucket: uploadBucket(env.FILES),
      now: systemClock.now,
      reserve: (upload) =>
        reserveFile(
          env.DB,
          { ...upload, room_id: upload.room_id, size: upload.length, isOpen: true },
          quotaOf(env),
          systemClock.now(),
        ),
      release: (file_id, nonce) => releaseFile(env.DB, file_id, nonce),
      sent: (file_id) => fileSent(env.DB, file_id),
      addToRoom: (room_id, file) =>
        withDeadline((signal) => callRemote(env.ROOM.getByName(room_id), "addFile", [file], signal)),
      dropUnsent: (room_id, file_id) =>
        withDeadline((signal) => callRemote(env.ROOM.getByName(room_id), "dropUnsent", [file_id], signal)),
      endPiece: (file_id, owner) =>
        withDeadline((signal) => callRemote(env.UPLOAD.getByName(file_id), "terminate", [owner], signal)),
      forget: () => ctx.storage.deleteAll(),
    });
    this.#alarm = new Alarm({
      storage: ctx.storage,
      now: systemClock.now,
      dues: () => [{ name: "upload", due: () => this.#due(), retry: () => this.#retry() }],
      where: { file_id: ctx.id.name },
    });
  }

  /** Answers the call of another object. */
  override fetch(request: Request): Promise<Response> {
    return answerRemoteCall(request, this, ["terminate"]);
  }

  // ---- what the Worker asks -------------------------------------------------------------------

  /** Begins the upload, or finds the same one again. */
  create(make: NewUpload): Promise<Result<UploadView>> {
    return this.#alone("create", () => this.#upload.create(make));
  }

  /** Keeps room for a copy, which goes unless it is sent. */
  adopt(make: NewUpload): Promise<Result<null>> {
    return this.#alone("adopt", () => this.#upload.adopt(make));
  }

  describe(owner: UserId): Promise<Result<UploadView>> {
    return this.#alone("describe", () => this.#upload.describe(owner));
  }

  /** Takes a body at an offset. What has arrived of it counts even if it is cut off, unless it has a digest. */
  write(
    owner: UserId,
    offset: number,
    body: ReadableStream<Uint8Array> | null,
    digest?: ExpectedDigest,
  ): Promise<Result<UploadView>> {
    return this.#alone("write", (signal) =>
      this.#upload.write(owner, offset, chunksOf(body, signal), digest && digestChecksum(digest)),
    );
  }

  /** Makes a file of its pieces. */
  join(): Promise<Result<UploadView>> {
    return this.#alone("join", () => this.#upload.join());
  }

  terminate(owner: UserId): Promise<Result<null>> {
    return this.#alone("terminate", () => this.#upload.terminate(owner));
  }

  override alarm(): Promise<void> {
    return this.#table.areNewer() ? this.#alarm.ringLater() : this.#alarm.ring();
  }

  /** Lets a call in once the one before it has ended, and stops a body that is being read. */
  #alone<T>(event: string, run: (signal: AbortSignal) => Promise<Result<T>>): Promise<Result<T>> {
    if (this.#table.areNewer()) return Promise.resolve(refuse("newer_version"));
    this.#reading.abort();
    const mine = new AbortController();
    this.#reading = mine;
    const ended = this.#last.then(async (): Promise<Result<T>> => {
      try {
        return await run(mine.signal);
      } catch (error) {
        logError("upload", { step: event, file_id: this.ctx.id.name }, error);
        return refuse("unavailable");
      } finally {
        await this.#alarm.arm();
      }
    });
    this.#last = ended;
    // Also if whoever sent it is gone: what has arrived is still to be parked.
    this.ctx.waitUntil(ended);
    return ended;
  }

  #due(): number | undefined {
    const due = this.#upload.due();
    return due === undefined ? undefined : Math.max(due, this.#notBefore);
  }

  /** A bucket that is out of reach is no bug: it is asked again after a while. */
  async #retry(): Promise<void> {
    const done = await this.#alone("retry", async () => {
      await this.#upload.retry();
      return { ok: true, value: null };
    });
    this.#notBefore = done.ok ? 0 : systemClock.now() + RETRY_MS;
  }
}
