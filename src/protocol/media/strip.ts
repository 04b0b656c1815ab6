import { boxesOf, isVideoMetadata } from "./boxes.ts";
import { type ByteSource, findAll, latin, type Span, viewOf } from "./bytes.ts";
import { type Chunk, isPngMetadata, isWebpMetadata, pngChunks, webpChunks } from "./chunks.ts";
import { orientationOnly, readExif } from "./exif.ts";
import { jpegMetadata, readJpeg } from "./jpeg.ts";
import { SNIFFED_BYTES, sniffType } from "./sniff.ts";

/** Some bytes of a file that are replaced by others, or by none. */
export interface Edit extends Span {
  readonly by: Uint8Array;
}

const NONE = new Uint8Array();
const removed = ({ offset, length }: Span): Edit => ({ offset, length, by: NONE });
const EXIF = latin("Exif\0\0");
const TIFF_READ = 64 * 1024;

/**
 * What has to be changed in a file so that it only shows what it shows: not where, when, by whom and with what it was
 * made. How a picture is turned stays. The edits are in order and do not overlap; there are none for a file whose
 * form is not known.
 */
export async function edits(source: ByteSource): Promise<Edit[]> {
  const type = sniffType(await source.read(0, SNIFFED_BYTES));
  const made = await editsFor(source, type);
  return made.sort((a, b) => a.offset - b.offset || a.length - b.length);
}

async function editsFor(source: ByteSource, type: string): Promise<Edit[]> {
  switch (type) {
    case "image/jpeg":
      return jpegEdits(source);
    case "image/png":
      return pngEdits(source);
    case "image/webp":
      return webpEdits(source);
    case "video/mp4":
    case "video/quicktime":
    case "audio/mp4":
      return videoEdits(source);
    case "image/heic":
    case "image/avif":
      return locationEdits(source);
    default:
      return [];
  }
}

async function jpegEdits(source: ByteSource): Promise<Edit[]> {
  const jpeg = await readJpeg(source);
  const made = (await jpegMetadata(source, jpeg)).map(removed);
  const exif = jpeg.segments.find(({ marker, head }) => marker === 0xe1 && head.startsWith("Exif\0\0"));
  const known = exif && readExif(await source.read(exif.offset + 10, exif.length - 10));
  if (!known || known.orientation === 1) return made;
  const tiff = orientationOnly(known.orientation);
  const length = 2 + EXIF.length + tiff.length;
  const segment = Uint8Array.from([0xff, 0xe1, length >> 8, length & 0xff, ...EXIF, ...tiff]);
  return [{ offset: 2, length: 0, by: segment }, ...made];
}

async function pngEdits(source: ByteSource): Promise<Edit[]> {
  const chunks = await pngChunks(source);
  const last = chunks.at(-1);
  const end = last ? last.offset + last.length : source.size;
  const made = chunks.filter(isPngMetadata).map(removed);
  return end < source.size ? [...made, removed({ offset: end, length: source.size - end })] : made;
}

/** The header counts the bytes of the file, and says which chunks there are. */
async function webpEdits(source: ByteSource): Promise<Edit[]> {
  const chunks = await webpChunks(source);
  const described = chunks.filter(isWebpMetadata);
  if (described.length === 0) return [];
  const left = chunks.reduce((sum, { length }) => sum + length, 0) - sum(described);
  const size = new Uint8Array(4);
  viewOf(size).setUint32(0, 4 + left, true);
  const made = [{ offset: 4, length: 4, by: size }, ...described.map(removed)];
  const extended = chunks.find(({ name }) => name === "VP8X");
  if (!extended) return made;
  const at = extended.data.offset;
  const [flags = 0] = await source.read(at, 1);
  return [...made, { offset: at, length: 1, by: Uint8Array.of(flags & ~0x0c) }]; // EXIF and XMP
}

const sum = (chunks: readonly Chunk[]): number => chunks.reduce((total, { length }) => total + length, 0);

/** A box that is named `free` is read by nobody. Its length stays, so that frames are found where they were. */
async function videoEdits(source: ByteSource): Promise<Edit[]> {
  const boxes = (await boxesOf(source)).filter(isVideoMetadata);
  return boxes.flatMap(({ offset, length, header }) => [
    { offset: offset + 4, length: 4, by: latin("free") },
    { offset: offset + header, length: length - header, by: new Uint8Array(length - header) },
  ]);
}

/** In other forms only the place is blanked, where it stands. */
async function locationEdits(source: ByteSource): Promise<Edit[]> {
  const made: Edit[] = [];
  for (const at of await findAll(source, [EXIF])) {
    const start = at + EXIF.length;
    const exif = readExif(await source.read(start, TIFF_READ));
    for (const { offset, length } of exif?.location ?? [])
      made.push({ offset: start + offset, length, by: new Uint8Array(length) });
  }
  return made;
}
