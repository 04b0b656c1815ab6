import { accept, type Result } from "../../protocol/codes.ts";
import type { ClientId } from "../../protocol/ids.ts";
import type { Content } from "../../protocol/message.ts";
import type { OutgoingMessage } from "../sending/outbox.ts";
import type { FileStore } from "./file-store.ts";
import type { NewFile } from "./outgoing-file.ts";
import type { Batch } from "./upload-all.ts";
import type { UploadDeps } from "./upload-request.ts";

/** How far the files of a message have come. */
export interface UploadProgress {
  /** Bytes of each file that the server has, thumbnails left out. */
  readonly sent: readonly number[];
  readonly isPaused: boolean;
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
  async content(message: OutgoingMessage): Promise<Result<Content>> {
    const { attachments } = message;
    if (!attachments) return accept(message.content);
    const { batch, files } = attachments;
    const state = this.#batches.get(batch) ?? this.#begin(batch, files.length);
    // Most messages have no files.
    const { uploadAll } = await import("./upload-all.ts");
    return uploadAll(this.#deps, this.#files, message, attachments, {
      state,
      isCurrent: () => this.#batches.get(batch) === state,
      sent: (index, sent) => {
        state.sent = state.sent.map((before, each) => (each === index ? sent : before));
        this.#changed();
      },
    });
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

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}
