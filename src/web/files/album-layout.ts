import { isPicture } from "../../protocol/file.ts";

/** The largest a single picture is drawn in a conversation, and the width of an album. */
const WIDTH_MAX = 400;
const HEIGHT_MAX = 360;
/** The least, so that a strip of a pixel can be seen and pressed. */
const SIDE_MIN = 80;
/** Pixels of a row that names a file, with its margins. */
const ROW = 56;

interface Sized {
  readonly type: string;
  readonly width?: number | undefined;
  readonly height?: number | undefined;
}

/** The box of a single picture in pixels, known before a byte of it is there. One without a size gets 4:3. */
export function boxOf({ width = 400, height = 300 }: Sized): { width: number; height: number } {
  const scale = Math.min(1, WIDTH_MAX / width, HEIGHT_MAX / height);
  return {
    width: Math.max(SIDE_MIN, Math.round(width * scale)),
    height: Math.max(SIDE_MIN, Math.round(height * scale)),
  };
}

const columnsOf = (count: number): number => (count <= 4 ? 2 : 3);

/** Tracks of an album, which two and three columns divide. */
const TRACKS = 6;

/** The place of one picture among several: two in a row, or three of many. Those that are left over fill the last row. */
export function cellOf(index: number, count: number): { span: number; ratio: number } {
  const columns = columnsOf(count);
  const left = count % columns;
  const inRow = index >= count - left ? left : columns;
  return { span: TRACKS / inRow, ratio: columns / inRow };
}

/** The room that the files of a message will take, so that nothing jumps when they are drawn. */
export function spaceOf(files: readonly Sized[]): Record<string, string> {
  const pictures = files.filter(({ type }) => isPicture(type));
  const rows = ROW * (files.length - pictures.length);
  const [only] = pictures;
  if (!only) return { width: "320px", height: `${rows}px` };
  const columns = columnsOf(pictures.length);
  const { width, height } =
    pictures.length === 1
      ? boxOf(only)
      : { width: WIDTH_MAX, height: (WIDTH_MAX / columns) * Math.ceil(pictures.length / columns) };
  return { width: `${width}px`, "aspect-ratio": `${width} / ${height}`, "padding-bottom": `${rows}px` };
}
