import { accept, type Code, type Result, refuse } from "../../protocol/codes.ts";
import { UPLOADS_PATH } from "../../protocol/file.ts";
import { FileId, type RoomId } from "../../protocol/ids.ts";
import type { Clock } from "../clock.ts";
import { refusalOf } from "../transport/api.ts";

/** Sends a request to the server as the user; rejects if it is out of reach. */
type SendRequest = (path: string, init: RequestInit) => Promise<Response>;

export interface UploadDeps {
  readonly send: SendRequest;
  readonly clock: Clock;
}

/** What is uploaded, and for which room. The same `key` means the same upload, also in another tab and after a reload. */
export interface UploadJob {
  readonly key: string;
  readonly room_id: RoomId;
  readonly name: string;
  readonly blob: Blob;
}

/** How much is sent at once: little at first, and so much that it takes a second or two. */
const CHUNK_MIN = 128 * 1024;
const CHUNK_MAX = 8 * 1024 * 1024;
const QUICK_MS = 1_000;
const SLOW_MS = 4_000;
/** Milliseconds after which a chunk counts as lost. */
const CHUNK_DEADLINE_MS = 60_000;

/** It has expired, or another tab goes on with it: where it is has to be asked again. */
const OUTDATED: ReadonlySet<Code> = new Set(["not_found", "upload_offset", "checksum_mismatch"]);

const TUS = { "Tus-Resumable": "1.0.0" };
const STREAM = { "Content-Type": "application/offset+octet-stream" };

/**
 * Uploads one file by tus, from wherever the server has got to: it is asked first, so nothing has to be remembered
 * here. Ends with the file's id, or with why it did not get on; then it may simply be called again.
 */
export async function uploadFile(
  deps: UploadDeps,
  { key, room_id, name, blob }: UploadJob,
  progress: (sent: number) => void,
  signal: AbortSignal,
): Promise<Result<FileId>> {
  const metadata = { filename: name, room_id, client_id: key };
  let length = CHUNK_MIN;
  const first = blob.slice(0, length);
  const begun = await step(deps, signal, UPLOADS_PATH, {
    method: "POST",
    headers: { ...TUS, ...STREAM, "Upload-Length": String(blob.size), "Upload-Metadata": encoded(metadata) },
    body: first,
  });
  if (!begun.ok) return begun;
  const path = begun.value.location ?? "";
  const file_id = FileId.safeParse(path.slice(path.lastIndexOf("/") + 1));
  if (!file_id.success) return refuse("internal", { detail: "The server has named no upload." });
  let { offset } = begun.value;
  progress(offset);
  while (offset < blob.size) {
    const startedAt = deps.clock.now();
    const taken = await step(deps, signal, `${UPLOADS_PATH}/${file_id.data}`, {
      method: "PATCH",
      headers: { ...TUS, ...STREAM, "Upload-Offset": String(offset) },
      body: blob.slice(offset, offset + length),
    });
    if (!taken.ok) return taken;
    const took = deps.clock.now() - startedAt;
    if (took < QUICK_MS) length = Math.min(CHUNK_MAX, 2 * length);
    else if (took > SLOW_MS) length = Math.max(CHUNK_MIN, Math.floor(length / 2));
    offset = taken.value.offset;
    progress(offset);
  }
  return accept(file_id.data);
}

interface Step {
  readonly offset: number;
  readonly location: string | null;
}

async function step(
  { send, clock }: UploadDeps,
  signal: AbortSignal,
  path: string,
  init: RequestInit,
): Promise<Result<Step>> {
  const late = new AbortController();
  const timer = clock.setTimeout(() => late.abort(), CHUNK_DEADLINE_MS);
  try {
    const response = await send(path, { ...init, signal: AbortSignal.any([signal, late.signal]) });
    if (!response.ok) {
      const refusal = refusalOf(response, await response.json().catch(() => undefined));
      return OUTDATED.has(refusal.code) ? refuse("unavailable") : refusal;
    }
    const offset = Number(response.headers.get("Upload-Offset") ?? Number.NaN);
    if (!Number.isSafeInteger(offset)) return refuse("internal", { detail: "The server has lost count." });
    return accept({ offset, location: response.headers.get("Location") });
  } catch {
    return refuse("unavailable");
  } finally {
    clock.clearTimeout(timer);
  }
}

/** `Upload-Metadata`: keys, and values in base64 of UTF-8. */
const encoded = (metadata: Readonly<Record<string, string>>): string =>
  Object.entries(metadata)
    .map(([key, value]) => `${key} ${btoa(String.fromCharCode(...new TextEncoder().encode(value)))}`)
    .join(",");
