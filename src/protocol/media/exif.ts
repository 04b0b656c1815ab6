import { type Span, textAt, viewOf } from "./bytes.ts";

/** Metadata in the form of TIFF: what cameras write into JPEG, PNG, WebP and HEIC. */
export interface Exif {
  /** How the picture is to be turned: 1 to 8 (TIFF 6.0). */
  readonly orientation: number;
  /** The entries and values that say where it was taken, within the bytes; none if it does not say so. */
  readonly location: readonly Span[];
}

const ORIENTATION = 0x0112;
const GPS = 0x8825;
/** Bytes of a value by its type, from 1 on (TIFF 6.0). */
const SIZES = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8];
/** The version of the GPS tags says nothing of the place. */
const GPS_VERSION = 0;

/** Reads what begins with a TIFF header; undefined if it does not. Broken parts are left out. */
export function readExif(bytes: Uint8Array): Exif | undefined {
  const order = textAt(bytes, 0, 2);
  if (bytes.length < 8 || (order !== "II" && order !== "MM")) return undefined;
  const isLittle = order === "II";
  const view = viewOf(bytes);
  if (view.getUint16(2, isLittle) !== 42) return undefined;
  const main = entriesAt(view, view.getUint32(4, isLittle), isLittle);
  const orientation = main.find(({ tag }) => tag === ORIENTATION)?.value ?? 1;
  const gps = main.find(({ tag }) => tag === GPS);
  const location = gps ? entriesAt(view, gps.value, isLittle).filter(({ tag }) => tag !== GPS_VERSION) : [];
  return {
    orientation: orientation >= 1 && orientation <= 8 ? orientation : 1,
    location: location.flatMap(({ spans }) => spans),
  };
}

interface Entry {
  readonly tag: number;
  /** The first number, or where the values are. */
  readonly value: number;
  /** The entry, and its values if they are elsewhere. */
  readonly spans: readonly Span[];
}

function entriesAt(view: DataView, offset: number, isLittle: boolean): Entry[] {
  if (offset + 2 > view.byteLength) return [];
  const count = view.getUint16(offset, isLittle);
  const entries: Entry[] = [];
  for (let index = 0; index < count; index++) {
    const at = offset + 2 + 12 * index;
    if (at + 12 > view.byteLength) break;
    const tag = view.getUint16(at, isLittle);
    const type = view.getUint16(at + 2, isLittle);
    const length = (SIZES[type] ?? 0) * view.getUint32(at + 4, isLittle);
    const value = type === 3 ? view.getUint16(at + 8, isLittle) : view.getUint32(at + 8, isLittle);
    if (tag === 0 && type === 0) continue; // an entry that was blanked
    const far = length > 4 && value + length <= view.byteLength ? [{ offset: value, length }] : [];
    entries.push({ tag, value, spans: [{ offset: at, length: 12 }, ...far] });
  }
  return entries;
}

/** A TIFF that says how a picture is turned, and nothing else. */
export const orientationOnly = (orientation: number): Uint8Array =>
  Uint8Array.from([
    ...[0x4d, 0x4d, 0, 42, 0, 0, 0, 8], // big-endian; the entries are at 8
    ...[0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0],
    ...[0, 0, 0, 0],
  ]);
