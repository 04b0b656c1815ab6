import type { MessageId, RoomId, UserId } from "../../protocol/ids.ts";
import type { Preview } from "../../protocol/inbox.ts";
import type { Role } from "../../protocol/room.ts";

/**
 * What a room tells the inbox of one of its members. It is state, not a log entry: the inbox takes the
 * newest of each part, so a repeat, a delay or a change of order does no harm.
 */
export interface RoomUpdate {
  readonly user_id: UserId;
  readonly room_id: RoomId;
  /** Orders all that is not ordered by `head`; between equal heads, `preview` too. */
  readonly change_id: number;
  readonly name: string;
  readonly membership: Role | "left";
  /** The room is too large to report each message: an inbox that comes back to life asks it. */
  readonly large: boolean;
  /** Newest message_id. Orders `preview`. */
  readonly head: number;
  readonly preview?: Preview;
  /** The user has read at least up to here: their own last message, or the head when they joined. */
  readonly read: number;
  /** Unix milliseconds of the last message, or of when the user joined if that was later. */
  readonly active_at: number;
  /** Messages that mention this user, since the room last told them. */
  readonly mentions: readonly Preview[];
  /** Threads this user follows that have grown since the room last told them, each with its newest reply. */
  readonly threads: readonly { readonly root: MessageId; readonly last: Preview; readonly read: MessageId }[];
  /** Messages that were edited or deleted (null) since the room last told them. */
  readonly rewritten: readonly { readonly message_id: MessageId; readonly text: string | null }[];
}

/** What an inbox answers. A room that is large tells only those inboxes that are `live`. */
export interface UpdateAck {
  readonly live: boolean;
}
