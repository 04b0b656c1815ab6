import { accept, type Result, refuse } from "../../protocol/codes.ts";
import type { AttachedFile } from "../../protocol/file.ts";
import type { ClientId, FileId, RoomId } from "../../protocol/ids.ts";
import type { Content } from "../../protocol/message.ts";
import type { OutgoingMessage } from "../sending/outbox.ts";
import type { FileStore } from "./file-store.ts";
import { blobKey, type NewFile } from "./outgoing-file.ts";
import { type UploadDeps, uploadFile } from "./upload-request.ts";

/** Files that are uploaded at once. */
const AT_ONCE = 3;

/** How far the files of a message have come. */
export interface UploadProgress {
  /** Bytes of each file that the server has, thumbnails left out. */
  readonly sent: readonly number[];
  readonly isPaused: boolean;
}

interface Batch {
  sent: number[];
  stop: AbortController;
  /** Set while it is paused: what waits for it to go on. */
  paused: { readonly until: Promise<void>; readonly resume: () => void } | undefined;
}

/**
 * Uploads the files of messages before these leave. It remembers nothing that the device and the server do not know:
 * after a failure, a reload or in another tab, it asks how far each file is and goes on there.
 */
export class Uploader {
  readonly #deps: UploadDeps;
  readonly #files: FileStore;
  readonly #batches = new Map<ClientId, Batch>();
  readonly #listeners = new Set<() => void>();
  #free = AT_ONCE;
  readonly #waiting: (() => void)[] = [];

  constructor(deps: UploadDeps, files: FileStore) {
    this.#deps = deps;
    this.#files = files;
  }

  /** Calls when some upload has got on. Returns how to stop. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  progress(batch: ClientId): UploadProgress | undefined {
    const known = this.#batches.get(batch);
    return known && { sent: known.sent, isPaused: known.paused !== undefined };
  }

  /** Keeps the bytes on the device, so that they outlive the page. */
  keep(batch: ClientId, files: readonly NewFile[]): Promise<void> {
    return this.#files.put(batch, files);
  }

  blob(batch: ClientId, index: number, isThumbnail = false): Promise<Blob | undefined> {
    return this.#files.get(batch, index, isThumbnail);
  }

  /** The content of a message with its files, once all of them are on the server. */
  async content({ room_id, content, attachments }: OutgoingMessage): Promise<Result<Content>> {
    if (!attachments) return accept(content);
    const { batch, files } = attachments;
    const state = this.#batches.get(batch) ?? this.#begin(batch, files.length);
    const uploaded = await Promise.all(
      files.map(async ({ hasThumbnail, ...about }, index): Promise<Result<AttachedFile>> => {
        const upload = (isThumbnail: boolean) =>
          this.#upload(state, batch, index, isThumbnail, about.name, room_id);
        const file = await upload(false);
        const thumbnail = file.ok && hasThumbnail ? await upload(true) : undefined;
        if (!file.ok) return file;
        if (thumbnail && !thumbnail.ok) return thumbnail;
        return accept({ file_id: file.value, ...about, ...(thumbnail && { thumbnail: thumbnail.value }) });
      }),
    );
    const failed = uploaded.find((each) => !each.ok);
    if (failed) return failed;
    return accept({ ...content, files: uploaded.flatMap((each) => (each.ok ? each.value : [])) });
  }

  /** Stops, and goes on only after `resume`. What was uploaded stays. */
  pause(batch: ClientId): void {
    const state = this.#batches.get(batch);
    if (!state || state.paused) return;
    let resume = () => {};
    const until = new Promise<void>((resolve) => {
      resume = resolve;
    });
    state.paused = { until, resume };
    state.stop.abort();
    this.#changed();
  }

  resume(batch: ClientId): void {
    const state = this.#batches.get(batch);
    const paused = state?.paused;
    if (!state || !paused) return;
    state.paused = undefined;
    state.stop = new AbortController();
    paused.resume();
    this.#changed();
  }

  /** The message has arrived or was given up: its files are not needed here any more. */
  release(batch: ClientId): void {
    const state = this.#batches.get(batch);
    this.#batches.delete(batch);
    state?.stop.abort();
    state?.paused?.resume();
    void this.#files.delete(batch);
  }

  close(): void {
    for (const { stop, paused } of this.#batches.values()) {
      stop.abort();
      paused?.resume();
    }
    this.#batches.clear();
  }

  #begin(batch: ClientId, count: number): Batch {
    const state: Batch = { sent: Array(count).fill(0), stop: new AbortController(), paused: undefined };
    this.#batches.set(batch, state);
    return state;
  }

  async #upload(
    state: Batch,
    batch: ClientId,
    index: number,
    isThumbnail: boolean,
    name: string,
    room_id: RoomId,
  ): Promise<Result<FileId>> {
    const blob = await this.#files.get(batch, index, isThumbnail);
    if (!blob) return refuse("file_unknown");
    const job = { key: blobKey(batch, index, isThumbnail), room_id, name, blob };
    for (;;) {
      await state.paused?.until;
      const { signal } = state.stop;
      const result = await this.#inTurn(() =>
        uploadFile(this.#deps, job, (sent) => !isThumbnail && this.#sent(state, index, sent), signal),
      );
      // Only a pause is waited for here; every other failure is repeated by the queue, when it says so.
      if (result.ok || !signal.aborted || this.#batches.get(batch) !== state) return result;
    }
  }

  #sent(state: Batch, index: number, sent: number): void {
    state.sent = state.sent.map((before, each) => (each === index ? sent : before));
    this.#changed();
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }

  async #inTurn<T>(run: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free--;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await run();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#free++;
    }
  }
}
