import { type ByteSource, type Span, textAt, viewOf } from "./bytes.ts";

/** A chunk of a PNG or a WebP: the whole of it, and where its data is. */
export interface Chunk extends Span {
  readonly name: string;
  readonly data: Span;
}

const CHUNKS_MAX = 10_000;

/** The chunks of a PNG (W3C PNG, 5.3): length, name, data, checksum. */
export async function pngChunks(source: ByteSource): Promise<Chunk[]> {
  const chunks: Chunk[] = [];
  for (let at = 8; at + 12 <= source.size && chunks.length < CHUNKS_MAX; ) {
    const head = await source.read(at, 8);
    const length = viewOf(head).getUint32(0);
    const name = textAt(head, 4, 4);
    chunks.push({ name, offset: at, length: 12 + length, data: { offset: at + 8, length } });
    at += 12 + length;
    if (name === "IEND") break;
  }
  return chunks;
}

/** The chunks of a WebP (RIFF): name, length, data, padded to an even length. */
export async function webpChunks(source: ByteSource): Promise<Chunk[]> {
  const chunks: Chunk[] = [];
  for (let at = 12; at + 8 <= source.size && chunks.length < CHUNKS_MAX; ) {
    const head = await source.read(at, 8);
    const name = textAt(head, 0, 4);
    const length = viewOf(head).getUint32(4, true);
    const padded = length + (length % 2);
    chunks.push({ name, offset: at, length: 8 + padded, data: { offset: at + 8, length } });
    at += 8 + padded;
  }
  return chunks;
}

/** Chunks of a PNG that only describe it. */
export const isPngMetadata = ({ name }: Chunk): boolean =>
  ["eXIf", "tEXt", "zTXt", "iTXt", "tIME"].includes(name);
/** The same of a WebP. */
export const isWebpMetadata = ({ name }: Chunk): boolean => ["EXIF", "XMP "].includes(name);
