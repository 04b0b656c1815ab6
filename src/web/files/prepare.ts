import { rgbaToThumbHash } from "thumbhash";
import type { NewFile } from "../../client/index.ts";
import type { ByteSource } from "../../protocol/media/bytes.ts";
import { pngChunks, webpChunks } from "../../protocol/media/chunks.ts";
import { SNIFFED_BYTES, sniffType } from "../../protocol/media/sniff.ts";
import { edits } from "../../protocol/media/strip.ts";

/** Makes files ready to be sent, on the device: what they would tell of their maker never leaves it. */

/** The longest side of a picture that is sent, unless its original is wanted, and of what a conversation shows of it. */
const SIDE_MAX = 2_560;
const THUMBNAIL_SIDE = 800;
/** The longest side of what a thumbhash is made from. */
const HASH_SIDE = 100;
const QUALITY = 0.85;
/** Bytes up to which a picture is its own thumbnail. */
const SMALL_BYTES = 120_000;

export type Prepared = Omit<NewFile, "alt">;

/** A file as it will be sent. */
export async function prepare(file: File, asOriginal: boolean): Promise<Prepared> {
  const made = await bytesFor(file, asOriginal);
  return { ...made, name: nameOf(file.name, made.blob.type) };
}

/** Its bytes and measures. */
async function bytesFor(file: Blob, asOriginal: boolean): Promise<Omit<Prepared, "name">> {
  const source = sourceOf(file);
  const type = sniffType(await source.read(0, SNIFFED_BYTES));
  const bitmap = type.startsWith("image/") ? await decoded(file) : undefined;
  if (!bitmap) return { blob: await stripped(file, source, type) };
  try {
    const measures = { width: bitmap.width, height: bitmap.height, thumbhash: await hashOf(bitmap) };
    if (asOriginal || (await moves(source, type))) {
      const blob = await stripped(file, source, type);
      return { blob, ...measures, ...(await thumbnailOf(bitmap, blob, type)) };
    }
    const { width, height } = within(bitmap, SIDE_MAX);
    const blob = await encoded(bitmap, width, height);
    const original = await stripped(file, source, type);
    // What was small already is not made larger.
    const sent = original.size <= blob.size && bitmap.width === width ? original : blob;
    return { blob: sent, ...measures, width, height, ...(await thumbnailOf(bitmap, sent, sent.type)) };
  } finally {
    bitmap.close();
  }
}

const sourceOf = (blob: Blob): ByteSource => ({
  size: blob.size,
  read: async (offset, length) => new Uint8Array(await blob.slice(offset, offset + length).arrayBuffer()),
});

/** A picture as it is to be seen, turned the right way; undefined if this browser cannot draw it. */
const decoded = (file: Blob): Promise<ImageBitmap | undefined> =>
  createImageBitmap(file, { imageOrientation: "from-image" }).catch(() => undefined);

/** A file without its metadata, of the type that its bytes say. */
async function stripped(file: Blob, source: ByteSource, type: string): Promise<Blob> {
  const parts: BlobPart[] = [];
  let at = 0;
  for (const { offset, length, by } of await edits(source)) {
    if (offset < at) continue;
    parts.push(file.slice(at, offset), by as Uint8Array<ArrayBuffer>);
    at = offset + length;
  }
  return new Blob([...parts, file.slice(at)], { type });
}

/** Whether a picture is an animation, which would end with its first frame if it were drawn anew. */
async function moves(source: ByteSource, type: string): Promise<boolean> {
  if (type === "image/gif") return true;
  if (type === "image/webp") return (await webpChunks(source)).some(({ name }) => name === "ANIM");
  return type === "image/png" && (await pngChunks(source)).some(({ name }) => name === "acTL");
}

interface Size {
  readonly width: number;
  readonly height: number;
}

function within({ width, height }: Size, side: number): Size {
  const scale = Math.min(1, side / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

function drawn(bitmap: ImageBitmap, { width, height }: Size) {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d");
  if (!context) throw new Error("no canvas");
  context.imageSmoothingQuality = "high";
  context.drawImage(bitmap, 0, 0, width, height);
  return { canvas, context };
}

/** Browsers that cannot write WebP write PNG instead, which would be huge: then it is JPEG. */
async function encoded(bitmap: ImageBitmap, width: number, height: number): Promise<Blob> {
  const { canvas } = drawn(bitmap, { width, height });
  const blob = await canvas.convertToBlob({ type: "image/webp", quality: QUALITY });
  return blob.type === "image/webp" ? blob : canvas.convertToBlob({ type: "image/jpeg", quality: QUALITY });
}

async function thumbnailOf(bitmap: ImageBitmap, sent: Blob, type: string): Promise<{ thumbnail?: Blob }> {
  const isSmall = Math.max(bitmap.width, bitmap.height) <= THUMBNAIL_SIDE || sent.size <= SMALL_BYTES;
  // A GIF plays where it stands.
  if (isSmall || type === "image/gif") return {};
  const { width, height } = within(bitmap, THUMBNAIL_SIDE);
  return { thumbnail: await encoded(bitmap, width, height) };
}

async function hashOf(bitmap: ImageBitmap): Promise<string> {
  const size = within(bitmap, HASH_SIDE);
  const { data } = drawn(bitmap, size).context.getImageData(0, 0, size.width, size.height);
  return btoa(String.fromCharCode(...rgbaToThumbHash(size.width, size.height, data)));
}

const ENDINGS: Readonly<Record<string, string>> = { "image/webp": ".webp", "image/jpeg": ".jpg" };

/** A picture that was written anew has another ending than before. */
function nameOf(name: string, type: string): string {
  const ending = ENDINGS[type];
  const plain = name.replaceAll("\0", "").toWellFormed() || "file";
  if (ending === undefined || plain.toLowerCase().endsWith(ending) || /\.jpeg$/i.test(plain)) return plain;
  return /\.(?:png|jpe?g|heic|heif|avif|bmp|webp|tiff?)$/i.test(plain)
    ? plain.replace(/\.\w+$/, ending)
    : plain;
}
