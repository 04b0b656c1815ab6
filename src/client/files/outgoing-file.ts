import * as z from "zod/mini";
import { AttachedFile } from "../../protocol/file.ts";
import { ClientId } from "../../protocol/ids.ts";

/** A file that is to be sent, with what the message says of it. Whoever sends it has made it ready: the SDK changes no byte. */
export interface NewFile extends Omit<AttachedFile, "file_id" | "thumbnail" | "type" | "size"> {
  readonly blob: Blob;
  /** A smaller picture of it. */
  readonly thumbnail?: Blob;
}

/** A file on its way, as the device stores it beside its message. Its bytes are stored apart. */
const OutgoingFile = z.object({
  ...z.omit(AttachedFile, { file_id: true, thumbnail: true }).shape,
  hasThumbnail: z.optional(z.boolean()),
});

/** The files of a message on its way. `batch` names them on the device and on the server; it never changes. */
export const Attachments = z.object({ batch: ClientId, files: z.array(OutgoingFile) });
export type Attachments = z.infer<typeof Attachments>;

/** What one file, or its thumbnail, is called on the device and, for the server, as an upload. */
export const blobKey = (batch: ClientId, index: number, isThumbnail = false): string =>
  `${batch}.${index}${isThumbnail ? "s" : ""}`;

/** The server decides by the bytes; until then the browser's guess will do. */
const typeOf = (blob: Blob): string =>
  /^[a-z0-9.+-]+\/[a-z0-9.+-]+/.exec(blob.type.toLowerCase())?.[0] ?? "application/octet-stream";

export function attachmentsOf(batch: ClientId, files: readonly NewFile[]): Attachments {
  return {
    batch,
    files: files.map(({ blob, thumbnail, ...about }) => ({
      ...about,
      type: typeOf(blob),
      size: blob.size,
      ...(thumbnail && { hasThumbnail: true }),
    })),
  };
}
