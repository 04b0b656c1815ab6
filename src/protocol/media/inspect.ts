import { METADATA_MAX_BYTES, PICTURE_PIXELS_MAX } from "../limits.ts";
import { boxesOf, isVideoMetadata } from "./boxes.ts";
import { type ByteSource, findAll, indexOf, latin, type Span, textAt, viewOf } from "./bytes.ts";
import { isPngMetadata, isWebpMetadata, pngChunks, webpChunks } from "./chunks.ts";
import { readExif } from "./exif.ts";
import { readJpeg } from "./jpeg.ts";
import { SNIFFED_BYTES, sniffType, UNKNOWN_TYPE } from "./sniff.ts";

/** What the bytes of a file say of it. */
export interface Inspected {
  readonly type: string;
  /** Whether it says where on earth it was made. */
  readonly hasLocation: boolean;
}

const EXIF = latin("Exif\0\0");
/** How places are named in XMP, and in the metadata of videos. */
const PLACES = [...["GPSLatitude", "GPSLongitude"], ...["\xa9xyz", "loci", "location.ISO6709"]].map(latin);

/** Reads a file as far as is needed to know its type, and whether it says where it was made. */
export async function inspect(source: ByteSource): Promise<Inspected> {
  const type = sniffType(await source.read(0, SNIFFED_BYTES));
  if (type.startsWith("image/")) {
    const size = await pictureSize(source, type);
    // What a browser would need gigabytes to draw, or cannot draw at all, is only saved.
    if (size && size.width * size.height > PICTURE_PIXELS_MAX)
      return { type: UNKNOWN_TYPE, hasLocation: false };
  }
  return { type, hasLocation: await saysWhere(source, type) };
}

async function saysWhere(source: ByteSource, type: string): Promise<boolean> {
  switch (type) {
    case "image/jpeg":
    case "image/heic":
    case "image/avif":
    case "image/gif":
      // Pictures can be inside of pictures, so it is looked for everywhere.
      return (await anyExif(source)) || (await findAll(source, PLACES.slice(0, 2), 1)).length > 0;
    case "image/png":
      return anyPlace(
        source,
        (await pngChunks(source)).filter(isPngMetadata).map(({ data }) => data),
      );
    case "image/webp":
      return anyPlace(
        source,
        (await webpChunks(source)).filter(isWebpMetadata).map(({ data }) => data),
      );
    case "video/mp4":
    case "video/quicktime":
    case "audio/mp4":
      return anyPlace(source, (await boxesOf(source)).filter(isVideoMetadata));
    default:
      return false;
  }
}

const TIFF_READ = 64 * 1024;

async function anyExif(source: ByteSource): Promise<boolean> {
  for (const at of await findAll(source, [EXIF])) {
    const exif = readExif(await source.read(at + EXIF.length, TIFF_READ));
    if (exif && exif.location.length > 0) return true;
  }
  return false;
}

/** Whether one of some runs of metadata names a place. One that is blank names none. */
async function anyPlace(source: ByteSource, spans: readonly Span[]): Promise<boolean> {
  for (const { offset, length } of spans) {
    const bytes = await source.read(offset, Math.min(length, METADATA_MAX_BYTES));
    const exifAt = indexOf(bytes, EXIF);
    const exif = readExif(exifAt < 0 ? bytes : bytes.subarray(exifAt + EXIF.length));
    if ((exif?.location.length ?? 0) > 0 || PLACES.some((place) => indexOf(bytes, place) >= 0)) return true;
  }
  return false;
}

/** How large a picture says it is, in pixels; undefined if it does not say. */
export async function pictureSize(
  source: ByteSource,
  type: string,
): Promise<{ readonly width: number; readonly height: number } | undefined> {
  const head = await source.read(0, 64);
  const view = viewOf(head);
  if (type === "image/jpeg") {
    const { width, height } = await readJpeg(source);
    return width && height ? { width, height } : undefined;
  }
  if (type === "image/png" && head.length >= 24)
    return { width: view.getUint32(16), height: view.getUint32(20) };
  if (type === "image/gif" && head.length >= 10)
    return { width: view.getUint16(6, true), height: view.getUint16(8, true) };
  if (type === "image/webp" && head.length >= 30) return webpSize(head, view);
  if (type === "image/avif" || type === "image/heic") return largestIn(await source.read(0, TIFF_READ));
  return undefined;
}

function webpSize(head: Uint8Array, view: DataView): { width: number; height: number } | undefined {
  const form = textAt(head, 12, 4);
  const three = (at: number) => view.getUint16(at, true) + ((head[at + 2] ?? 0) << 16);
  if (form === "VP8X") return { width: 1 + three(24), height: 1 + three(27) };
  if (form === "VP8 ")
    return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
  if (form !== "VP8L") return undefined;
  const bits = view.getUint32(21, true);
  return { width: 1 + (bits & 0x3fff), height: 1 + ((bits >>> 14) & 0x3fff) };
}

/** A HEIF says the size of each of its pictures (`ispe`); the largest counts. */
function largestIn(bytes: Uint8Array): { width: number; height: number } | undefined {
  const ISPE = latin("ispe");
  let largest: { width: number; height: number } | undefined;
  for (let at = indexOf(bytes, ISPE); at >= 0 && at + 16 <= bytes.length; at = indexOf(bytes, ISPE, at + 1)) {
    const size = { width: viewOf(bytes).getUint32(at + 8), height: viewOf(bytes).getUint32(at + 12) };
    if (!largest || size.width * size.height > largest.width * largest.height) largest = size;
  }
  return largest;
}
