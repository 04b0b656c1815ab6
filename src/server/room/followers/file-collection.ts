import type { RoomId } from "../../../protocol/ids.ts";
import { Delivery } from "../../object/delivery.ts";
import type { Follower } from "../../object/follower.ts";
import type { RoomState } from "../room-state.ts";
import type { FileTarget } from "../tables/room-tables.ts";

/** What this needs from the object. */
export interface FileCollectionPorts {
  /** Deletes one file of the room from the bucket, or all of them; rejects if that was not possible. */
  remove(room_id: RoomId, target: FileTarget): Promise<void>;
  /** Something could not be deleted, so the alarm may have to be set. */
  failed(): void;
}

/**
 * Deletes the files of messages that were deleted, and all of them once the room is. Nobody can read them any more
 * from the turn in which that happened; the bucket is told at once, and again until it has done it.
 */
export function fileCollection(state: RoomState, { remove, failed }: FileCollectionPorts): Follower {
  const collection = new Delivery(state.tables.files, {
    name: "files",
    deliver: (target) => remove(state.info.room_id, target),
    failed,
  });
  // What the object could not delete before it slept or crashed.
  collection.changed();
  return collection;
}
