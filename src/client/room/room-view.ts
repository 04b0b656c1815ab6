import type { ClientId, UserId } from "../../protocol/ids.ts";
import type { Content } from "../../protocol/message.ts";
import type { Role, Room } from "../../protocol/room.ts";
import type { Receipt, TypingUser } from "../../protocol/room-frames.ts";
import type { Attachments } from "../files/outgoing-file.ts";
import type { Uploader } from "../files/uploader.ts";
import type { ProofState } from "../proof/room-proof.ts";
import type { Failure } from "../sending/queue.ts";
import type { ConnectionState } from "../transport/connection.ts";
import type { LogMessage, Notice } from "./patch.ts";
import type { RoomLog } from "./room-log.ts";
import type { Removal } from "./room-metadata.ts";
import type { RosterLog, RosterMember } from "./roster-log.ts";
import type { ThreadLog } from "./thread-log.ts";

/** A message of this user that is not among the messages yet. */
export interface Pending {
  readonly client_id: ClientId;
  readonly content: Content;
  /** Unix milliseconds by the device's clock. */
  readonly created_at: number;
  /** `pending`: not sent yet. `sent_waiting`: sent, not acknowledged. `failed`: the user decides. */
  readonly status: "pending" | "sent_waiting" | "failed";
  readonly failure?: Failure;
  /** Its files, while they are on their way. */
  readonly uploads?: PendingFiles;
}

/** Files of a message that has not left. `blob` in `Parlor.files` has their bytes. */
export interface PendingFiles extends Attachments {
  /** Bytes of each that the server has. */
  readonly sent: readonly number[];
  readonly isPaused: boolean;
}

/** How far uploads have come. */
type Progress = Pick<Uploader, "progress">;

/** One room as the user sees it. Show messages by id, each followed by the changes after it, then `pending`. */
export interface RoomState {
  readonly connection: ConnectionState;
  readonly room?: Room;
  readonly role?: Role;
  /**
   * Without holes in the ids, replies in threads included: the newest messages, or those around the place
   * the reader has jumped to (`hasNewer`). Each is in its current state, with this user's own pending
   * actions applied. About 2,000 at most: those nearest to what the reader looks at.
   */
  readonly messages: readonly LogMessage[];
  /** Notices to show between messages: who came and went, what was renamed. Changes of messages are in the messages. */
  readonly changes: readonly Notice[];
  readonly pending: readonly Pending[];
  readonly hasOlder: boolean;
  /** Whether `messages` ends before the newest message. Then do not show `pending` below it. */
  readonly hasNewer: boolean;
  readonly loadingOlder: boolean;
  readonly loadingNewer: boolean;
  /** The newest message_id known to exist, shown or not. */
  readonly head: number;
  /** Whether the user is no longer a member. */
  readonly removed: boolean;
  /** How the membership ended, if an admin ended it. */
  readonly removal?: Removal;
  /** The other users who are typing. */
  readonly users: readonly TypingUser[];
  /** How far each member, this user included, has received and read; empty in rooms of more than 100 members. */
  readonly receipts: ReadonlyMap<UserId, Receipt>;
  /**
   * Which part of the log has been checked against its chain, and whether the server has shown another log
   * before (`broken`). Undefined while nothing is known.
   */
  readonly proof?: ProofState;
}

/** The members of a room as the user sees them. */
export interface RosterState {
  /** Owners first, then admins, then the others, as far as the list has been read. */
  readonly members: readonly RosterMember[];
  readonly loading: boolean;
  /** Whether all members are here; if not, `more` reads on. */
  readonly complete: boolean;
}

/** One thread as the user sees it. */
export interface ThreadState {
  /** In order, each in its current state. The first is the message the thread belongs to. */
  readonly messages: readonly LogMessage[];
  /** Replies of this user that are not among the messages yet. */
  readonly pending: readonly Pending[];
  readonly loading: boolean;
  /** Whether all replies are here. If not, and not loading, the next connection brings them. */
  readonly complete: boolean;
  /** Whether the user hears of replies. Who writes in a thread does, unless they say otherwise. */
  readonly following: boolean;
}

/** On which side a page is being loaded. */
export interface Loading {
  readonly older: boolean;
  readonly newer: boolean;
}

/** `offset` is what the server's clock is ahead of the device's, in milliseconds. */
export function viewOfRoom(
  log: RoomLog,
  uploads: Progress,
  connection: ConnectionState,
  loading: Loading,
  offset: number,
): RoomState {
  const { timeline, metadata, typing, receipts, head, proof } = log;
  return {
    connection,
    ...(metadata.room && { room: metadata.room }),
    ...(metadata.role && { role: metadata.role }),
    messages: log.withPending(timeline.messages),
    changes: timeline.notices,
    pending: pendingOf(log, uploads, offset),
    hasOlder: timeline.position !== undefined && timeline.first > 1,
    hasNewer: timeline.end < timeline.last,
    loadingOlder: loading.older,
    loadingNewer: loading.newer,
    head,
    removed: metadata.removed,
    ...(metadata.removal && { removal: metadata.removal }),
    users: typing.users,
    receipts: receipts.all,
    ...(proof.state && { proof: proof.state }),
  };
}

export const viewOfThread = (
  log: RoomLog,
  uploads: Progress,
  thread: ThreadLog,
  offset: number,
): ThreadState => ({
  messages: log.withPending(thread.messages),
  pending: pendingOf(log, uploads, offset).filter(({ content }) => content.thread === thread.root),
  loading: thread.isReading,
  complete: thread.isComplete,
  following: thread.following === true,
});

export const viewOfRoster = (roster: RosterLog): RosterState => ({
  members: roster.members,
  loading: roster.isReading,
  complete: roster.isComplete,
});

/** By the server's clock, as the messages above them. */
const pendingOf = ({ sending: { outbox } }: RoomLog, uploads: Progress, offset: number): Pending[] =>
  outbox.queue.items.map(({ client_id, content, created_at, failure, attachments }) => {
    const status = outbox.queue.isSent(client_id) ? "sent_waiting" : "pending";
    const idle = { sent: [], isPaused: false };
    const shown = {
      client_id,
      content,
      created_at: created_at + offset,
      ...(attachments && {
        uploads: { ...attachments, ...(uploads.progress(attachments.batch) ?? idle) },
      }),
    };
    return failure ? { ...shown, failure, status: "failed" } : { ...shown, status };
  });
