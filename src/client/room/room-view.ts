import type { ClientId, UserId } from "../../protocol/ids.ts";
import type { Content } from "../../protocol/message.ts";
import type { Role, Room } from "../../protocol/room.ts";
import type { Receipt, TypingUser } from "../../protocol/room-frames.ts";
import type { Failure } from "../sending/queue.ts";
import type { ConnectionState } from "../transport/connection.ts";
import type { LogMessage, Notice } from "./patch.ts";
import type { RoomLog } from "./room-log.ts";
import type { Parting } from "./room-metadata.ts";
import type { RosterLog, RosterMember } from "./roster-log.ts";
import type { ThreadLog } from "./thread-log.ts";

/** An own send that is not among the messages yet. */
export interface Pending {
  readonly client_id: ClientId;
  readonly content: Content;
  /** Unix milliseconds by the device's clock. */
  readonly created_at: number;
  /** `pending`: not on its way yet. `sent_waiting`: on its way, not acknowledged. `failed`: a person decides. */
  readonly status: "pending" | "sent_waiting" | "failed";
  readonly failure?: Failure;
}

/** One room as a person sees it. Draw messages by id, each followed by the changes after it, then `pending`. */
export interface RoomState {
  readonly connection: ConnectionState;
  readonly room?: Room;
  readonly role?: Role;
  /**
   * Message_ids without holes, replies in threads included: the newest, or those around where the reader
   * has gone (`hasNewer`). Each is as it is now, and as it will be once this user's own actions are
   * carried out. Some 2,000 at most: those nearest to where the reader looks.
   */
  readonly messages: readonly LogMessage[];
  /** What to tell between messages: who came and went, what was renamed. What happened to messages is in them. */
  readonly changes: readonly Notice[];
  readonly pending: readonly Pending[];
  readonly hasOlder: boolean;
  /** Whether `messages` ends before the newest, which then comes in unseen: `pending` is not below it. */
  readonly hasNewer: boolean;
  readonly loadingOlder: boolean;
  readonly loadingNewer: boolean;
  /** Newest message_id known to exist, shown or not. */
  readonly head: number;
  /** No longer a member. */
  readonly removed: boolean;
  /** What others did that ended the membership, where that was told. */
  readonly parting?: Parting;
  /** Who is typing, this user left out. */
  readonly users: readonly TypingUser[];
  /** How far each member has come, this one included; empty in rooms of more than 100 members. */
  readonly receipts: ReadonlyMap<UserId, Receipt>;
}

/** The members of a room as a person sees them. */
export interface RosterState {
  /** Owners first, then admins, then the others, as far as they have been read. */
  readonly members: readonly RosterMember[];
  readonly loading: boolean;
  /** Whether everybody is here; if not, `more` reads on. */
  readonly complete: boolean;
}

/** One thread as a person sees it. */
export interface ThreadState {
  /** In order, each as it is now; the first is the one the thread hangs on. */
  readonly messages: readonly LogMessage[];
  /** Own replies that are not among the messages yet. */
  readonly pending: readonly Pending[];
  readonly loading: boolean;
  /** Whether all replies are here; if not, and not loading, the next connection brings them. */
  readonly complete: boolean;
  /** Whether the user is told of replies: who writes in a thread is, unless they say otherwise. */
  readonly following: boolean;
}

/** Which ways a page is being loaded. */
export interface Loading {
  readonly older: boolean;
  readonly newer: boolean;
}

export function viewOfRoom(log: RoomLog, connection: ConnectionState, loading: Loading): RoomState {
  const { timeline, metadata, typing, receipts, head } = log;
  return {
    connection,
    ...(metadata.room && { room: metadata.room }),
    ...(metadata.role && { role: metadata.role }),
    messages: log.withPending(timeline.messages),
    changes: timeline.notices,
    pending: pendingOf(log),
    hasOlder: timeline.position !== undefined && timeline.first > 1,
    hasNewer: timeline.end < timeline.last,
    loadingOlder: loading.older,
    loadingNewer: loading.newer,
    head,
    removed: metadata.removed,
    ...(metadata.parting && { parting: metadata.parting }),
    users: typing.users,
    receipts: receipts.all,
  };
}

export const viewOfThread = (log: RoomLog, thread: ThreadLog): ThreadState => ({
  messages: log.withPending(thread.messages),
  pending: pendingOf(log).filter(({ content }) => content.thread === thread.root),
  loading: thread.isReading,
  complete: thread.isComplete,
  following: thread.following === true,
});

export const viewOfRoster = (roster: RosterLog): RosterState => ({
  members: roster.members,
  loading: roster.isReading,
  complete: roster.isComplete,
});

const pendingOf = ({ sending: { outbox } }: RoomLog): Pending[] =>
  outbox.queue.items.map(({ client_id, content, created_at, failure }) => {
    const status = outbox.queue.isSent(client_id) ? "sent_waiting" : "pending";
    const shown = { client_id, content, created_at };
    return failure ? { ...shown, failure, status: "failed" } : { ...shown, status };
  });
