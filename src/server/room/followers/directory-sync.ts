import type { Channel } from "../../../protocol/endpoints.ts";
import { Delivery } from "../../object/delivery.ts";
import type { Follower } from "../../object/follower.ts";
import type { RoomState } from "../room-state.ts";

/** What this needs of the object. */
export interface DirectoryPorts {
  /** Lists the channel in the directory as it is, or takes it off; rejects if that was not possible. */
  update(channel: Channel, isListed: boolean): Promise<void>;
  /** Something could not be delivered, so the alarm may have to be set. */
  failed(): void;
}

/**
 * Keeps the directory of public channels right about this one. The directory is a copy and may be
 * down: that it must be told is written with the change itself, and stays until it has been.
 */
export function directorySync(state: RoomState, { update, failed }: DirectoryPorts): Follower {
  const sync = new Delivery(state.tables.directory, {
    name: "directory",
    deliver() {
      const { room_id, created_at, settings } = state.info;
      const { name, topic, archived } = settings;
      return update({ room_id, name, topic, created_at }, !archived && !state.isDeleted);
    },
    failed,
  });
  // What the object had no time to tell before it slept or died.
  sync.changed();
  return sync;
}
