import { accept, type Result, refuse } from "../../protocol/codes.ts";
import type { AttachedFile } from "../../protocol/file.ts";
import type { FileId } from "../../protocol/ids.ts";
import type { Content } from "../../protocol/message.ts";
import type { OutgoingMessage } from "../sending/outbox.ts";
import type { FileStore } from "./file-store.ts";
import { type Attachments, blobKey } from "./outgoing-file.ts";
import { type UploadDeps, uploadFile } from "./upload-request.ts";

/** Files that are uploaded at once. */
const AT_ONCE = 3;

/** Files that are uploaded together. */
export interface Batch {
  sent: number[];
  stop: AbortController;
  /** Set while it is paused: what waits for it to go on. */
  paused: { readonly until: Promise<void>; readonly resume: () => void } | undefined;
}

/** How the files of one message are doing. */
interface Course {
  readonly state: Batch;
  /** Whether the message still waits for them. */
  isCurrent(): boolean;
  sent(index: number, bytes: number): void;
}

/** Uploads all files of a message, and returns its content with them. */
export async function uploadAll(
  deps: UploadDeps,
  store: FileStore,
  { room_id, content }: OutgoingMessage,
  { batch, files }: Attachments,
  { state, isCurrent, sent }: Course,
): Promise<Result<Content>> {
  const upload = async (index: number, isThumbnail: boolean, name: string): Promise<Result<FileId>> => {
    const blob = await store.get(batch, index, isThumbnail);
    if (!blob) return refuse("file_unknown");
    const job = { key: blobKey(batch, index, isThumbnail), room_id, name, blob };
    for (;;) {
      await state.paused?.until;
      const { signal } = state.stop;
      const progress = (bytes: number) => !isThumbnail && sent(index, bytes);
      const result = await inTurn(() => uploadFile(deps, job, progress, signal));
      // Only a pause is waited for here; every other failure is repeated by the queue, when it says so.
      if (result.ok || !signal.aborted || !isCurrent()) return result;
    }
  };
  const uploaded = await Promise.all(
    files.map(async ({ hasThumbnail, ...about }, index): Promise<Result<AttachedFile>> => {
      const file = await upload(index, false, about.name);
      const thumbnail = file.ok && hasThumbnail ? await upload(index, true, about.name) : undefined;
      if (!file.ok) return file;
      if (thumbnail && !thumbnail.ok) return thumbnail;
      return accept({ file_id: file.value, ...about, ...(thumbnail && { thumbnail: thumbnail.value }) });
    }),
  );
  const failed = uploaded.find((each) => !each.ok);
  if (failed) return failed;
  return accept({ ...content, files: uploaded.flatMap((each) => (each.ok ? each.value : [])) });
}

let free = AT_ONCE;
const waiting: (() => void)[] = [];

async function inTurn<T>(run: () => Promise<T>): Promise<T> {
  if (free > 0) free--;
  else await new Promise<void>((resolve) => waiting.push(resolve));
  try {
    return await run();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else free++;
  }
}
