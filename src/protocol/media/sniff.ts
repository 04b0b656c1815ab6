import { textAt } from "./bytes.ts";

/** Bytes from the start of a file that say of which type it is. */
export const SNIFFED_BYTES = 512;

export const UNKNOWN_TYPE = "application/octet-stream";

/** Signatures at the start of a file. */
const SIGNATURES: readonly (readonly [signature: string, type: string])[] = [
  ["\xff\xd8\xff", "image/jpeg"],
  ["\x89PNG\r\n\x1a\n", "image/png"],
  ["GIF87a", "image/gif"],
  ["GIF89a", "image/gif"],
  ["OggS", "audio/ogg"],
  ["fLaC", "audio/flac"],
  ["ID3", "audio/mpeg"],
  ["\xff\xfb", "audio/mpeg"],
  ["\xff\xf3", "audio/mpeg"],
  ["\xff\xf2", "audio/mpeg"],
  ["%PDF-", "application/pdf"],
  ["PK\x03\x04", "application/zip"],
  ["PK\x05\x06", "application/zip"],
  ["\x1f\x8b", "application/gzip"],
  ["7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"],
];
/** What a RIFF file is, after its length. */
const RIFF: Readonly<Record<string, string>> = { WEBP: "image/webp", WAVE: "audio/wav" };

/** Brands of files in ISO boxes (`ftyp`): the first that a file names decides. */
const BRANDS: readonly (readonly [brands: RegExp, type: string])[] = [
  [/^avi[fs]$/, "image/avif"],
  [/^(?:hei[cxms]|hev[cxms]|mif1|msf1)$/, "image/heic"],
  [/^M4[AB] $/, "audio/mp4"],
  [/^qt {2}$/, "video/quicktime"],
  [/^(?:isom|iso\d|mp4\d|avc1|M4V.?|MSNV|dash|3g[p2].|f4v )$/, "video/mp4"],
];

/** The type of a file by its first bytes, whatever its name says; `UNKNOWN_TYPE` if they say nothing. */
export function sniffType(head: Uint8Array): string {
  const start = textAt(head, 0, Math.min(head.length, SNIFFED_BYTES));
  const found = SIGNATURES.find(([signature]) => start.startsWith(signature));
  if (found) return found[1];
  if (start.startsWith("RIFF")) return RIFF[start.slice(8, 12)] ?? UNKNOWN_TYPE;
  if (start.slice(4, 8) === "ftyp") return boxedType(start);
  if (start.startsWith("\x1aE\xdf\xa3")) return start.includes("webm") ? "video/webm" : "video/x-matroska";
  return isPlainText(head) ? "text/plain" : UNKNOWN_TYPE;
}

function boxedType(start: string): string {
  const named = [start.slice(8, 12), ...(start.slice(16, 64).match(/.{4}/gs) ?? [])];
  for (const brand of named) {
    const found = BRANDS.find(([brands]) => brands.test(brand));
    if (found) return found[1];
  }
  return UNKNOWN_TYPE;
}

/** Whether some bytes may be the beginning of a text: none is one that texts do not have. */
const isPlainText = (head: Uint8Array): boolean =>
  head.length > 0 && head.every((byte) => byte >= 0x20 || [0x09, 0x0a, 0x0c, 0x0d, 0x1b].includes(byte));
