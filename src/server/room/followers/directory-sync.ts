import type { Channel } from "../../../protocol/endpoints.ts";
import { Delivery } from "../../object/delivery.ts";
import type { Follower } from "../../object/follower.ts";
import type { RoomState } from "../room-state.ts";

/** What this needs from the object. */
export interface DirectoryPorts {
  /** Lists the channel in the directory, or removes it; rejects if that was not possible. */
  update(channel: Channel, isListed: boolean): Promise<void>;
  /** Something could not be delivered, so the alarm may have to be set. */
  failed(): void;
}

/**
 * Keeps the directory's entry for this channel up to date. The directory is a copy and may be down:
 * the update is enqueued with the change itself, and stays until it has been delivered.
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
  // What the object could not deliver before it slept or crashed.
  sync.changed();
  return sync;
}
