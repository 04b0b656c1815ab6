import type { RoomId, UserId } from "../../protocol/ids.ts";
import type { Preview } from "../../protocol/inbox.ts";
import type { Role } from "../../protocol/room.ts";

/**
 * What a room tells the inbox of one of its people. It is state, not a log entry: the inbox takes
 * the newest of each part, so a repeat, a delay or a change of order does no harm.
 */
export interface RoomUpdate {
  readonly user_id: UserId;
  readonly room_id: RoomId;
  /** Orders `name` and `membership`. */
  readonly change_id: number;
  readonly name: string;
  readonly membership: Role | "left";
  /** Newest message_id. Orders `preview`. */
  readonly head: number;
  readonly preview?: Preview;
  /** The user has read at least up to here: their own last message, or the head when they joined. */
  readonly read: number;
  /** Unix milliseconds of the last message, or of the change where there is none. */
  readonly active_at: number;
}
