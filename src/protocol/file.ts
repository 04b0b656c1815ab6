import * as z from "zod/mini";
import { FileId } from "./ids.ts";
import {
  ALT_TEXT_MAX,
  FILE_NAME_MAX_BYTES,
  FILE_TYPE_MAX,
  PICTURE_SIDE_MAX,
  THUMBHASH_MAX,
} from "./limits.ts";

/** Bytes of a text in UTF-8. */
export function bytesOf(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}

/** A file's name as its sender has it. It is shown and stored as it is; `harmlessName` (harmless-name.ts) is for file systems. */
export const FileName = z.string().check(
  z.minLength(1),
  z.refine((name) => bytesOf(name) <= FILE_NAME_MAX_BYTES, `At most ${FILE_NAME_MAX_BYTES} bytes of UTF-8`),
  z.refine((name) => name.isWellFormed() && !name.includes("\0"), "No NUL and no half surrogate pairs"),
);

const side = z.int().check(z.minimum(1), z.maximum(PICTURE_SIDE_MAX));

/** A media type without parameters, in lower case. */
const MediaType = z.string().check(z.maxLength(FILE_TYPE_MAX), z.regex(/^[a-z0-9.+-]+\/[a-z0-9.+-]+$/));

/**
 * A file of a message, with all that is needed to draw it before a byte of it has been loaded. The room writes
 * `name`, `type` and `size` as the upload has them; the rest is the sender's word.
 */
export const AttachedFile = z.object({
  file_id: FileId,
  name: FileName,
  /** As its bytes say; `application/octet-stream` if they say nothing that is known. */
  type: MediaType,
  /** Bytes. */
  size: z.int().check(z.minimum(0)),
  /** Pixels, as it is to be shown: already turned the right way. */
  width: z.optional(side),
  height: z.optional(side),
  /** A blurred picture of about 25 bytes in base64 (https://evanw.github.io/thumbhash), shown until the file is there. */
  thumbhash: z.optional(z.string().check(z.maxLength(THUMBHASH_MAX), z.regex(/^[A-Za-z0-9+/]+=*$/))),
  /** Of a video or a recording, in milliseconds. */
  duration_ms: z.optional(z.int().check(z.minimum(0))),
  /** What the picture shows, for those who cannot see it. */
  alt: z.optional(z.string().check(z.maxLength(ALT_TEXT_MAX), z.regex(/^[^\0\p{Cs}]*$/u))),
  /** A smaller picture of it, to be shown in the conversation: another file of the same upload. */
  thumbnail: z.optional(FileId),
});
export type AttachedFile = z.infer<typeof AttachedFile>;

/** Types that a browser may show where they are. Everything else is saved, and never opened by the browser itself. */
const SHOWN = new Set([
  ...["image/jpeg", "image/png", "image/gif", "image/webp", "image/avif"],
  ...["video/mp4", "video/webm", "video/quicktime"],
  ...["audio/mpeg", "audio/mp4", "audio/ogg", "audio/webm", "audio/wav", "audio/flac"],
]);

export const isShownInline = (type: string): boolean => SHOWN.has(type);
export const isPicture = (type: string): boolean => type.startsWith("image/") && isShownInline(type);

/** Where an upload is begun, and its own address. */
export const UPLOADS_PATH = "/api/uploads";
export const UPLOAD_PATH = "/api/uploads/:file_id";
/** Where a file of a room is read. `download` in the query has it saved instead of shown. */
export const FILE_PATH = "/api/rooms/:room_id/files/:file_id";
