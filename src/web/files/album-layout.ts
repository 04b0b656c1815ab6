import type { DrawnFile } from "./drawn-file.ts";

/** The largest a single picture is drawn in a conversation, and the width of an album. */
const WIDTH_MAX = 400;
const HEIGHT_MAX = 360;
/** The least, so that a strip of a pixel can be seen and pressed. */
const SIDE_MIN = 80;

type Sized = Pick<DrawnFile, "width" | "height">;

/** The box of a single picture in pixels, known before a byte of it is there. One without a size gets 4:3. */
export function boxOf({ width = 400, height = 300 }: Sized): { width: number; height: number } {
  const scale = Math.min(1, WIDTH_MAX / width, HEIGHT_MAX / height);
  return {
    width: Math.max(SIDE_MIN, Math.round(width * scale)),
    height: Math.max(SIDE_MIN, Math.round(height * scale)),
  };
}

/** Tracks of an album, which two and three columns divide. */
const TRACKS = 6;

/** The place of one picture among several: two in a row, or three of many. Those that are left over fill the last row. */
export function cellOf(index: number, count: number): { span: number; ratio: number } {
  const columns = count <= 4 ? 2 : 3;
  const left = count % columns;
  const inRow = index >= count - left ? left : columns;
  return { span: TRACKS / inRow, ratio: columns / inRow };
}
