import type { PendingFiles } from "../../client/index.ts";
import { type AttachedFile, isPicture } from "../../protocol/file.ts";
import type { ClientId, FileId, RoomId } from "../../protocol/ids.ts";
import type { Message } from "../../protocol/message.ts";

/** Where the bytes of a file are. */
export type FileSource =
  | {
      readonly kind: "sent";
      readonly room_id: RoomId;
      readonly file_id: FileId;
      readonly thumbnail?: FileId | undefined;
    }
  | {
      readonly kind: "pending";
      readonly batch: ClientId;
      readonly index: number;
      readonly hasThumbnail: boolean;
    };

/** A file as it is drawn, sent or on its way. */
export interface DrawnFile extends Omit<AttachedFile, "file_id" | "thumbnail"> {
  readonly source: FileSource;
  /** The part of it that is uploaded, from 0 to 1; left out once it is sent. */
  readonly progress?: number;
}

export const sentFiles = (room_id: RoomId, files: Message["files"] = []): DrawnFile[] =>
  files.map(({ file_id, thumbnail, ...about }) => ({
    ...about,
    source: { kind: "sent", room_id, file_id, thumbnail },
  }));

export const pendingFiles = ({ batch, files, sent }: PendingFiles): DrawnFile[] =>
  files.map(({ hasThumbnail = false, ...about }, index) => ({
    ...about,
    source: { kind: "pending", batch, index, hasThumbnail },
    progress: about.size === 0 ? 1 : (sent[index] ?? 0) / about.size,
  }));

/** Pictures are drawn, all other files are rows. */
export const isDrawn = ({ type }: Pick<AttachedFile, "type">): boolean => isPicture(type);

/** A picture of a conversation, for the viewer. */
export interface Viewed {
  readonly message: Message;
  readonly file: DrawnFile;
}

/** All pictures of some messages, in their order. */
export const picturesIn = (room_id: RoomId, messages: readonly Message[]): Viewed[] =>
  messages.flatMap((message) =>
    message.deleted_at === undefined
      ? sentFiles(room_id, message.files)
          .filter(isDrawn)
          .map((file) => ({ message, file }))
      : [],
  );
