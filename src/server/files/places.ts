import type { FileId, RoomId } from "../../protocol/ids.ts";
import type { StoredUpload } from "./tables/uploads.ts";

/** Where things are in the bucket: `rooms/<room>/<file>` what can be sent and read, `uploads/<file>/…` what is on its way. */

export const roomPrefix = (room_id: RoomId): string => `rooms/${room_id}/`;
export const fileKey = (room_id: RoomId, file_id: FileId): string => roomPrefix(room_id) + file_id;

export const uploadPrefix = (file_id: FileId): string => `uploads/${file_id}/`;
/** A piece, once all of it is there. */
export const pieceKey = (file_id: FileId): string => `${uploadPrefix(file_id)}piece`;
/** The beginning of a part that was cut off at this byte of the file: each in a place of its own. */
export const tailKey = (file_id: FileId, received: number): string =>
  `${uploadPrefix(file_id)}tail-${received}`;

/** Where the bytes of an upload are to be in the end. */
export const targetKey = ({ file_id, room_id, kind }: StoredUpload): string =>
  room_id === undefined || kind === "piece" ? pieceKey(file_id) : fileKey(room_id, file_id);
