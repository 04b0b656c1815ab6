import { type ByteSource, type Span, textAt, viewOf } from "./bytes.ts";

/** A box of an MP4, a MOV or a HEIF (ISO 14496-12): the whole of it, and where its content begins. */
export interface Box extends Span {
  readonly type: string;
  readonly header: number;
}

const BOXES_MAX = 4_000;
/** Boxes that hold others. */
const HOLDERS = ["moov", "trak", "moof", "traf"];

/** The boxes of a file, and those inside of the ones that hold others, outer before inner. */
export async function boxesOf(source: ByteSource): Promise<Box[]> {
  const boxes: Box[] = [];
  const walk = async (from: number, to: number): Promise<void> => {
    for (let at = from; at + 8 <= to && boxes.length < BOXES_MAX; ) {
      const head = await source.read(at, 16);
      if (head.length < 8) return;
      const short = viewOf(head).getUint32(0);
      const isLong = short === 1 && head.length === 16;
      const length = isLong ? Number(viewOf(head).getBigUint64(8)) : short === 0 ? to - at : short;
      const header = isLong ? 16 : 8;
      if (length < header) return;
      const box = { type: textAt(head, 4, 4), offset: at, length: Math.min(length, to - at), header };
      boxes.push(box);
      if (HOLDERS.includes(box.type)) await walk(at + header, at + box.length);
      at += length;
    }
  };
  await walk(0, source.size);
  return boxes;
}

/**
 * Boxes of a video that only describe it: user data, metadata, and XMP. They are blanked in place, because the
 * tables of a video say where in the file its frames are.
 */
export const isVideoMetadata = ({ type }: Box): boolean => ["udta", "meta", "uuid"].includes(type);
