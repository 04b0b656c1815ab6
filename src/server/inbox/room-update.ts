import type { ChangeId, MessageId, RoomId, UserId } from "../../protocol/ids.ts";
import type { Preview } from "../../protocol/inbox.ts";
import type { Role } from "../../protocol/room.ts";

/**
 * What a room tells the inbox of one of its members. It is state, not a log entry: the inbox keeps the
 * newest of each part, so repeats, delays and changes of order do no harm.
 */
export interface RoomUpdate {
  readonly user_id: UserId;
  readonly room_id: RoomId;
  /** Orders everything that is not ordered by `head`; if two heads are equal, `preview` too. */
  readonly change_id: ChangeId;
  /** It says everything that has happened since this point, and nothing of what was before. Versions before 0.2 leave it out. */
  readonly since?: { readonly message_id: number; readonly change_id: number };
  readonly name: string;
  readonly membership: Role | "left";
  /** Who has invited the user, who is not in the room, and when (Unix milliseconds). */
  readonly invitation?: { readonly by: UserId; readonly at: number };
  /** In a DM: somebody who does not know the user has begun it, and the user has not agreed to it. */
  readonly asked?: boolean;
  /** The room is too large to report each message to everybody: an inbox asks it when its user comes online. */
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
  /** Threads this user follows that have new replies since the room last told them, with the newest reply. */
  readonly threads: readonly { readonly root: MessageId; readonly last: Preview; readonly read: MessageId }[];
  /**
   * Messages whose text was edited or deleted (null) since the room last told them. `no_mention` if an edited one
   * does not mention this user, or no longer does.
   */
  readonly rewritten: readonly {
    readonly message_id: MessageId;
    readonly text: string | null;
    readonly no_mention?: true;
  }[];
}

/**
 * What an inbox wants to hear of next. `all`: every message. Otherwise only what concerns its user (mentions, threads
 * they follow, changed texts, who is in the room): as long as they have a live socket in the room (`unless_present`),
 * since all of their devices show its end; or until the inbox asks (`until_asked`), since it shows the room as unread
 * and no device is connected.
 */
export type Wanted = "all" | "unless_present" | "until_asked";

/** How an inbox answers an update. Rooms before 0.2 read `live`, inboxes before 0.2 say nothing else. */
export interface UpdateAck {
  readonly live: boolean;
  readonly wanted?: Wanted;
}

/**
 * What an inbox tells a room of its user: how they answer a DM that somebody else has begun, or that they decline an
 * invitation (they accept one by joining). `until`, in Unix milliseconds, is when it may be repeated.
 */
export type RequestAnswer =
  | { readonly type: "accept" }
  | { readonly type: "decline"; readonly until: number };
