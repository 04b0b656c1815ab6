import { type ByteSource, findAll, latin, type Span, textAt, viewOf } from "./bytes.ts";

/** One segment of a JPEG (ITU T.81, B.1.1): its marker, and the whole of it with the marker. */
interface Segment extends Span {
  readonly marker: number;
  /** The first bytes of what it holds. */
  readonly head: string;
}

/** What a JPEG says before its picture begins. */
export interface Jpeg {
  readonly segments: readonly Segment[];
  readonly width: number | undefined;
  readonly height: number | undefined;
  /** Where its picture begins. */
  readonly scanAt: number;
}

const SEGMENTS_MAX = 1_000;
const START_OF_SCAN = 0xda;
const END_OF_IMAGE = 0xd9;
/** Frames that say how large the picture is: SOF0 to SOF15, without the tables between them. */
const isFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);

export async function readJpeg(source: ByteSource): Promise<Jpeg> {
  const segments: Segment[] = [];
  let size: readonly [width: number, height: number] | undefined;
  let at = 2;
  for (let count = 0; count < SEGMENTS_MAX && at + 4 <= source.size; count++) {
    const head = await source.read(at, 40);
    const view = viewOf(head);
    if (head.length < 4 || head[0] !== 0xff) break;
    const marker = head[1] ?? 0;
    if (marker === 0xff) {
      at++; // a fill byte
      continue;
    }
    if (marker === START_OF_SCAN || marker === END_OF_IMAGE) break;
    const length = 2 + view.getUint16(2);
    if (isFrame(marker) && head.length >= 9) size = [view.getUint16(7), view.getUint16(5)];
    segments.push({ marker, offset: at, length, head: textAt(head, 4, 36) });
    at += length;
  }
  return { segments, width: size?.[0], height: size?.[1], scanAt: at };
}

/** Segments that are needed to draw the picture right: tables and frames, JFIF, colour profile, Adobe's colour model. */
const isDrawing = ({ marker, head }: Segment): boolean =>
  (marker < 0xe0 && marker !== 0xfe) ||
  (marker === 0xe0 && /^JF(?:IF|XX)\0/.test(head)) ||
  (marker === 0xe2 && head.startsWith("ICC_PROFILE\0")) ||
  (marker === 0xee && head.startsWith("Adobe"));

/** Everything that only describes the picture, and whatever comes after its end. */
export async function jpegMetadata(source: ByteSource, { segments, scanAt }: Jpeg): Promise<Span[]> {
  const described = segments.filter((segment) => !isDrawing(segment));
  const end = await endOf(source, scanAt);
  return end < source.size ? [...described, { offset: end, length: source.size - end }] : described;
}

/** After the first end of an image. In the data of a picture, FF is followed by 00 or by a restart. */
async function endOf(source: ByteSource, scanAt: number): Promise<number> {
  const from: ByteSource = {
    size: source.size - scanAt,
    read: (offset, length) => source.read(scanAt + offset, length),
  };
  const [end] = await findAll(from, [latin("\xff\xd9")], 1);
  return end === undefined ? source.size : scanAt + end + 2;
}
