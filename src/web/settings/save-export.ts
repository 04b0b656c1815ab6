import { exportData } from "../../client/export.ts";
import type { Parlor } from "../../client/index.ts";
import type { Code } from "../../protocol/codes.ts";

/**
 * Milliseconds after which the page can release a file it offered: a browser reads it at once but does not
 * say when.
 */
const TAKEN_MS = 60_000;

export type ExportEnd =
  | { readonly state: "done"; readonly messages: number; readonly unreadable: number }
  | { readonly state: "stopped" }
  | { readonly state: "failed"; readonly code: Code };

/** Collects everything of the signed-in user and offers it as a file to save. */
export async function saveExport(
  parlor: Parlor,
  handle: string,
  signal: AbortSignal,
  onProgress: (messages: number) => void,
): Promise<ExportEnd> {
  // Blobs may live on disk, so a long history need not fit into memory as one text.
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
  offerFile(new Blob(blobs, { type: "application/x-ndjson" }), fileName(handle, new Date()));
  return { state: "done", messages, unreadable };
}

const fileName = (handle: string, now: Date): string =>
  `parlor-${handle}-${now.toISOString().slice(0, 10)}.ndjson`;

/** Lets the browser save a file. */
export function offerFile(file: Blob, name: string): void {
  const url = URL.createObjectURL(file);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), TAKEN_MS);
}
