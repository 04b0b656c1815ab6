import { crc32 } from "node:zlib";

/** Small files of each kind, made byte by byte: pictures that say where they were taken, that lie, and that are cut. */

type Bytes = Uint8Array<ArrayBuffer>;
export const bytesOf = (text: string): Bytes => Uint8Array.from(text, (each) => each.charCodeAt(0));
type Part = Uint8Array | string | readonly number[];
export const join = (...parts: Part[]): Bytes =>
  Uint8Array.from(parts.flatMap((part) => [...(typeof part === "string" ? bytesOf(part) : part)]));

const big16 = (value: number): number[] => [value >> 8, value & 0xff];
const big32 = (value: number): number[] => [
  value >>> 24,
  (value >>> 16) & 0xff,
  (value >>> 8) & 0xff,
  value & 0xff,
];
const little32 = (value: number): number[] => big32(value).reverse();

export interface Described {
  readonly orientation?: number;
  /** Whether it says where it was taken. */
  readonly location?: boolean;
  readonly littleEndian?: boolean;
  readonly width?: number;
  readonly height?: number;
}

/** EXIF as a phone writes it: orientation, maker, and a place with degrees. */
export function tiff({ orientation = 1, location = false, littleEndian = false }: Described): Bytes {
  const u16 = (value: number) => (littleEndian ? big16(value).reverse() : big16(value));
  const u32 = (value: number) => (littleEndian ? big32(value).reverse() : big32(value));
  const short = (tag: number, value: number) => [...u16(tag), ...u16(3), ...u32(1), ...u16(value), 0, 0];
  const far = (tag: number, type: number, count: number, at: number) => [
    ...u16(tag),
    ...u16(type),
    ...u32(count),
    ...u32(at),
  ];
  const entries = location ? 3 : 2;
  const makerAt = 8 + 2 + 12 * entries + 4;
  const gpsAt = makerAt + 8;
  const degreesAt = gpsAt + 2 + 12 * 3 + 4;
  return join(
    littleEndian ? "II" : "MM",
    u16(42),
    u32(8),
    u16(entries),
    far(0x010f, 2, 8, makerAt),
    short(0x0112, orientation),
    location ? [...u16(0x8825), ...u16(4), ...u32(1), ...u32(gpsAt)] : [],
    u32(0),
    "Camera!\0",
    location
      ? [
          ...u16(3),
          ...[...u16(0), ...u16(1), ...u32(4), 2, 3, 0, 0],
          ...[...u16(1), ...u16(2), ...u32(2), 0x4e, 0, 0, 0],
          ...far(2, 5, 3, degreesAt),
          ...u32(0),
          ...[52, 1, 31, 1, 1234, 100].flatMap(u32),
        ]
      : [],
  );
}

const segment = (marker: number, ...content: Part[]): Bytes => {
  const bytes = join(...content);
  return join([0xff, marker], big16(bytes.length + 2), bytes);
};

/** A JPEG with the markers of a real one. Its picture is a few bytes that no decoder would take. */
export function jpeg(about: Described & { readonly xmp?: string; readonly after?: Uint8Array } = {}): Bytes {
  const { width = 40, height = 30, xmp, after = [] } = about;
  return join(
    [0xff, 0xd8],
    segment(0xe0, "JFIF\0", [1, 1, 0, 0, 1, 0, 1, 0, 0]),
    segment(0xe1, "Exif\0\0", tiff(about)),
    xmp === undefined ? [] : segment(0xe1, "http://ns.adobe.com/xap/1.0/\0", xmp),
    segment(0xed, "Photoshop 3.0\0", "8BIM caption"),
    segment(0xfe, "a comment"),
    segment(0xe2, "ICC_PROFILE\0", [1, 1], "profile"),
    segment(0xdb, [0], new Uint8Array(64).fill(1)),
    segment(0xc0, [8], big16(height), big16(width), [1, 1, 0x11, 0]),
    segment(0xda, [1, 1, 0, 0, 63, 0]),
    [0x12, 0xff, 0x00, 0x34, 0xff, 0xd0, 0x56],
    [0xff, 0xd9],
    after,
  );
}

const pngChunk = (name: string, ...content: Part[]): Bytes => {
  const data = join(...content);
  return join(big32(data.length), name, data, big32(crc32(join(name, data))));
};

export function png(about: Described & { readonly text?: string; readonly after?: Uint8Array } = {}): Bytes {
  const { width = 40, height = 30, text, after = [] } = about;
  return join(
    "\x89PNG\r\n\x1a\n",
    pngChunk("IHDR", big32(width), big32(height), [8, 6, 0, 0, 0]),
    pngChunk("pHYs", [0, 0, 0, 1, 0, 0, 0, 1, 0]),
    text === undefined ? [] : pngChunk("iTXt", text),
    pngChunk("tIME", [7, 234, 11, 27, 12, 0, 0]),
    pngChunk("IDAT", "pixels"),
    pngChunk("eXIf", tiff(about)),
    pngChunk("IEND"),
    after,
  );
}

const riffChunk = (name: string, ...content: Part[]): Bytes => {
  const data = join(...content);
  return join(name, little32(data.length), data, data.length % 2 ? [0] : []);
};

export function webp(about: Described = {}): Bytes {
  const { width = 40, height = 30 } = about;
  const three = (value: number) => little32(value - 1).slice(0, 3);
  const chunks = join(
    riffChunk("VP8X", [0x0c, 0, 0, 0], three(width), three(height)),
    riffChunk("VP8 ", "picture"),
    riffChunk("EXIF", tiff(about)),
    riffChunk("XMP ", "<x:xmpmeta/>"),
  );
  return join("RIFF", little32(chunks.length + 4), "WEBP", chunks);
}

const box = (type: string, ...content: Part[]): Bytes => {
  const data = join(...content);
  return join(big32(data.length + 8), type, data);
};

/** A video whose place is where phones of one kind and the other write it. */
export function mp4({
  location = false,
  brand = "isom",
}: Described & { readonly brand?: string } = {}): Bytes {
  return join(
    box("ftyp", brand, [0, 0, 2, 0], "isomavc1"),
    box("mdat", "frames"),
    box(
      "moov",
      box("mvhd", new Uint8Array(100)),
      box("trak", box("tkhd", new Uint8Array(84)), box("udta", box("name", "Ada's phone"))),
      box("udta", location ? box("\xa9xyz", [0, 18, 0x15, 0xc7], "+52.5170+013.3889/") : box("free")),
      box("meta", location ? "mdta com.apple.quicktime.location.ISO6709" : "mdta"),
    ),
  );
}

/** A HEIF: metadata is one of its items, in the data. */
export const heic = (about: Described): Bytes =>
  join(
    box("ftyp", "heic", [0, 0, 0, 0], "mif1heic"),
    box("meta", [0, 0, 0, 0], box("ispe", [0, 0, 0, 0], big32(about.width ?? 40), big32(about.height ?? 30))),
    box("mdat", "Exif\0\0", tiff(about), "picture"),
  );
