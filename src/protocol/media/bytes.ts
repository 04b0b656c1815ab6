/** A file that is read piece by piece: on a device or in the bucket. */
export interface ByteSource {
  readonly size: number;
  /** The bytes from `offset` on: fewer than `length` at the end. */
  read(offset: number, length: number): Promise<Uint8Array>;
}

/** A run of bytes in a file. */
export interface Span {
  readonly offset: number;
  readonly length: number;
}

export const bytesSource = (bytes: Uint8Array): ByteSource => ({
  size: bytes.length,
  read: async (offset, length) => bytes.subarray(offset, offset + length),
});

export const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** Characters up to U+00FF as bytes. */
export const latin = (text: string): Uint8Array => Uint8Array.from(text, (each) => each.charCodeAt(0));

/** Some bytes as characters up to U+00FF. */
export const textAt = (bytes: Uint8Array, offset: number, length: number): string =>
  String.fromCharCode(...bytes.subarray(offset, offset + length));

/** Where a pattern is in some bytes, from `from` on; −1 if nowhere. */
export function indexOf(bytes: Uint8Array, pattern: Uint8Array, from = 0): number {
  const [first = 0] = pattern;
  for (let at = bytes.indexOf(first, from); at >= 0; at = bytes.indexOf(first, at + 1))
    if (pattern.every((byte, index) => bytes[at + index] === byte)) return at;
  return -1;
}

const WINDOW = 1024 * 1024;

/** Where some patterns are in a file, in order; it is read from start to end. At most `most` places. */
export async function findAll(
  source: ByteSource,
  patterns: readonly Uint8Array[],
  most = 64,
): Promise<number[]> {
  const found = new Set<number>();
  const overlap = Math.max(...patterns.map(({ length }) => length)) - 1;
  for (let start = 0; start < source.size && found.size < most; start += WINDOW) {
    const bytes = await source.read(start, WINDOW + overlap);
    for (const pattern of patterns)
      for (
        let at = indexOf(bytes, pattern);
        at >= 0 && found.size < most;
        at = indexOf(bytes, pattern, at + 1)
      )
        found.add(start + at);
  }
  return [...found].sort((a, b) => a - b);
}
