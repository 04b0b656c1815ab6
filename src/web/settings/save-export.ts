import { exportData, type Parlor } from "../../client/index.ts";
import type { Code } from "../../protocol/codes.ts";

/** Milliseconds until a page that was given a file may forget it: a browser takes it at once, but says nothing. */
const TAKEN_MS = 60_000;

export type ExportEnd =
  | { readonly state: "done"; readonly messages: number; readonly unreadable: number }
  | { readonly state: "stopped" }
  | { readonly state: "failed"; readonly code: Code };

/** Gathers everything of whoever is signed in, and has the browser save it as a file. */
export async function saveExport(
  parlor: Parlor,
  handle: string,
  signal: AbortSignal,
  onProgress: (messages: number) => void,
): Promise<ExportEnd> {
  // Blobs may live on the disk: a long history does not have to fit into memory as one text.
  const blobs: Blob[] = [];
  let messages = 0;
  let unreadable = 0;
  for await (const part of exportData(parlor, { signal })) {
    if (signal.aborted) return { state: "stopped" };
    if (!part.ok) return { state: "failed", code: part.code };
    const lines = part.value;
    blobs.push(new Blob(lines.map((line) => `${JSON.stringify(line)}\n`)));
    messages += lines.filter(({ type }) => type === "message").length;
    unreadable += lines.filter(({ type }) => type === "unreadable").length;
    onProgress(messages);
  }
  if (signal.aborted) return { state: "stopped" };
  offer(new Blob(blobs, { type: "application/x-ndjson" }), fileName(handle, new Date()));
  return { state: "done", messages, unreadable };
}

const fileName = (handle: string, now: Date): string =>
  `parlor-${handle}-${now.toISOString().slice(0, 10)}.ndjson`;

function offer(file: Blob, name: string): void {
  const url = URL.createObjectURL(file);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), TAKEN_MS);
}
