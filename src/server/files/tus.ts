import { accept, type Result, refuse } from "../../protocol/codes.ts";
import { FileName, UPLOADS_PATH } from "../../protocol/file.ts";
import { FileId, RoomId } from "../../protocol/ids.ts";
import { CONCAT_MAX, UPLOAD_KEY_MAX, UPLOAD_KEY_MIN } from "../../protocol/limits.ts";

/** The headers of tus 1.0.0 (https://tus.io/protocols/resumable-upload): what clients say of an upload. */

export const TUS_VERSION = "1.0.0";
export const TUS_EXTENSIONS = [
  ...["creation", "creation-with-upload", "expiration", "checksum", "termination", "concatenation"],
].join(",");
/** The type of a body that holds bytes of an upload. */
export const OFFSET_STREAM = "application/offset+octet-stream";

export const TUS_REQUEST_HEADERS = [
  ...[
    "Tus-Resumable",
    "Upload-Length",
    "Upload-Offset",
    "Upload-Metadata",
    "Upload-Concat",
    "Upload-Checksum",
  ],
  ...["X-HTTP-Method-Override", "X-Request-ID"],
];
export const TUS_ANSWER_HEADERS = [
  ...["Location", "Tus-Resumable", "Tus-Version", "Tus-Extension", "Tus-Max-Size", "Tus-Checksum-Algorithm"],
  ...["Upload-Offset", "Upload-Length", "Upload-Metadata", "Upload-Concat", "Upload-Expires"],
];

/** What a client wants to upload. */
export interface Creation {
  readonly kind: "whole" | "piece" | "joined";
  /** Undefined for a file that pieces make. */
  readonly length: number | undefined;
  /** Undefined for a piece. */
  readonly room_id: RoomId | undefined;
  readonly name: string;
  /** What the client calls this upload: the same name again means the same upload. */
  readonly key: string | undefined;
  readonly sources: readonly FileId[];
  readonly metadata: string;
  readonly concat: string;
}

const KEY = new RegExp(`^[\\w.-]{${UPLOAD_KEY_MIN},${UPLOAD_KEY_MAX}}$`);

const bad = (field: string, detail: string) => refuse("bad_request", { field, detail });

/** A count of bytes in a header; undefined if it is none. */
export const byteCount = (header: string | undefined): number | undefined => {
  const count = /^\d{1,15}$/.test(header ?? "") ? Number(header) : undefined;
  return Number.isSafeInteger(count) ? count : undefined;
};

/** Reads the headers of a creation; `header` gives one by its name. */
export function readCreation(header: (name: string) => string | undefined): Result<Creation> {
  const concat = header("Upload-Concat")?.trim() ?? "";
  const metadata = header("Upload-Metadata")?.trim() ?? "";
  const pairs = readMetadata(metadata);
  if (!pairs) return bad("Upload-Metadata", "Pairs of a key and a value in base64, separated by commas.");
  const kind = concat === "" ? "whole" : concat === "partial" ? "piece" : "joined";
  const sources = kind === "joined" ? readSources(concat) : [];
  if (!sources) return bad("Upload-Concat", `"partial", or "final;" and at most ${CONCAT_MAX} uploads.`);
  const length = byteCount(header("Upload-Length"));
  if (kind !== "joined" && length === undefined) return bad("Upload-Length", "A number of bytes is needed.");
  const room_id = RoomId.safeParse(pairs.get("room_id"));
  if (kind !== "piece" && !room_id.success)
    return bad("Upload-Metadata.room_id", "The id of a room is needed.");
  const name = FileName.safeParse(pairs.get("filename") ?? pairs.get("name") ?? "file");
  if (!name.success) return bad("Upload-Metadata.filename", name.error.issues[0]?.message ?? "");
  const key = pairs.get("client_id");
  if (key !== undefined && !KEY.test(key))
    return bad(
      "Upload-Metadata.client_id",
      `${UPLOAD_KEY_MIN} to ${UPLOAD_KEY_MAX} letters, digits, and . _ -`,
    );
  return accept({
    kind,
    length: kind === "joined" ? undefined : length,
    room_id: kind === "piece" ? undefined : room_id.data,
    name: name.data,
    key,
    sources,
    metadata,
    concat,
  });
}

/** The keys of `Upload-Metadata` with their values; undefined if it is malformed. */
function readMetadata(header: string): ReadonlyMap<string, string> | undefined {
  const pairs = new Map<string, string>();
  for (const pair of header === "" ? [] : header.split(",")) {
    const [key = "", base64 = "", ...more] = pair.trim().split(" ");
    if (key === "" || more.length > 0 || pairs.has(key)) return undefined;
    const value = decoded(base64);
    if (value === undefined) return undefined;
    pairs.set(key, value);
  }
  return pairs;
}

function decoded(base64: string): string | undefined {
  try {
    const bytes = Uint8Array.from(atob(base64), (each) => each.charCodeAt(0));
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** The uploads that a final one names by their addresses, with or without the server's own. */
function readSources(concat: string): FileId[] | undefined {
  const list = /^final;\s*(.+)$/.exec(concat)?.[1]?.trim().split(/ +/) ?? [];
  const ids = list.map((address) => {
    const path = address.replace(/^https?:\/\/[^/]+/, "");
    return path.startsWith(`${UPLOADS_PATH}/`)
      ? FileId.safeParse(path.slice(UPLOADS_PATH.length + 1)).data
      : undefined;
  });
  const known = ids.filter((id) => id !== undefined);
  const isWhole = known.length === list.length && new Set(known).size === known.length;
  return isWhole && known.length > 0 && known.length <= CONCAT_MAX ? known : undefined;
}
