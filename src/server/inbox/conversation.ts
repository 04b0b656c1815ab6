import { type ChangeId, kindOf, type MessageId } from "../../protocol/ids.ts";
import type { Conversation, Level } from "../../protocol/inbox.ts";
import { DELETED_RUNS_MAX } from "../../protocol/limits.ts";
import type { RoomUpdate } from "./room-update.ts";
import { type Run, withMessages } from "./runs.ts";

/** A conversation, with fields that devices need not know. */
export interface StoredConversation extends Omit<Conversation, "level" | "unset" | "deleted" | "read"> {
  /** May be ahead of `head` for a moment; devices are not shown that. */
  readonly read: number;
  /** Deleted messages, also those that were read: they may become unread again. */
  readonly deleted: readonly Run[];
  /** `unset` if the user's settings decide. */
  readonly level: Level | "unset";
  /** Orders reports. */
  readonly change_id: ChangeId;
  /** The room does not report each message, and is asked when the user's first device connects. */
  readonly large: boolean;
  /** The greatest `read` that the room has reported or could have: a report that says no more is a repeat. */
  readonly reported: number;
  /** Up to where the room has reported everything. Its last report may be later, and say only what came last. */
  readonly told_message_id: number;
  readonly told_change_id: number;
}

/**
 * Whether a report is older than what is known. A room's two counters never fall, so together they
 * order its reports. A report that the user has left has no head, but leaving counts as a change.
 */
const isLate = (update: RoomUpdate, known: StoredConversation | undefined): boolean =>
  known !== undefined &&
  (update.change_id < known.change_id || (update.change_id === known.change_id && update.head < known.head));

/** Whether the last report of a room said less than all that came before it. */
export const isBehind = (known: StoredConversation): boolean =>
  known.told_message_id < known.head || known.told_change_id < known.change_id;

/**
 * Up to where everything has been reported. A report that begins later than that says nothing of what lies
 * between; one to a user who has just come in has nothing before it.
 */
function toldBy(
  known: StoredConversation | undefined,
  update: RoomUpdate,
): Pick<StoredConversation, "told_message_id" | "told_change_id"> {
  const { head, change_id } = update;
  const told = { told_message_id: head, told_change_id: change_id };
  if (!known || known.membership === "left") return told;
  const { told_message_id, told_change_id } = known;
  // Of a late report only deletions are taken.
  if (isLate(update, known)) return { told_message_id, told_change_id };
  const { since } = update;
  const isGap = since && (since.message_id > told_message_id || since.change_id > told_change_id);
  return isGap
    ? { told_message_id, told_change_id }
    : {
        told_message_id: Math.max(told_message_id, head),
        told_change_id: Math.max(told_change_id, change_id),
      };
}

/** A conversation after a report. If the user has left, the report has no messages, and none are kept. */
export function merge(known: StoredConversation | undefined, update: RoomUpdate): StoredConversation {
  const { preview: seen, ...before } = known ?? begin(update);
  const { change_id, name, membership, large, preview } = isLate(update, known)
    ? { ...before, preview: seen }
    : update;
  const isBack = before.membership === "left" && membership !== "left";
  return {
    ...before,
    change_id,
    name,
    membership,
    large,
    ...(preview && { preview }),
    head: Math.max(before.head, update.head),
    // A repeat must not undo a "mark as unread"; that only ends with the membership.
    read: isBack || update.read > before.reported ? Math.max(before.read, update.read) : before.read,
    reported: Math.max(before.reported, update.read),
    ...toldBy(known, update),
    active_at: Math.max(before.active_at, update.active_at),
    // Nobody can bring a deleted message back, so this is right in a late report too.
    deleted: membership === "left" ? [] : withDeleted(before.deleted, update.rewritten),
  };
}

const withDeleted = (known: readonly Run[], rewritten: RoomUpdate["rewritten"]): readonly Run[] =>
  withMessages(
    known,
    rewritten.flatMap(({ message_id, text }) => (text === null ? message_id : [])),
    DELETED_RUNS_MAX,
  );

/** The deleted messages that would otherwise count as unread. */
const deletedUnread = ({ deleted, read }: Pick<StoredConversation, "deleted" | "read">): Run[] =>
  deleted.filter(({ to }) => to > read);

/** A conversation in which a message and all after it are unread again. */
export const unreadFrom = (known: StoredConversation, message_id: MessageId): StoredConversation => ({
  ...known,
  read: Math.min(known.read, message_id - 1),
  reported: Math.max(known.reported, known.read, known.head),
});

/** A conversation pinned to the top, or unpinned. */
export function pinned({ pinned: _, ...known }: StoredConversation, on: boolean): StoredConversation {
  return on ? { ...known, pinned: true } : known;
}

/** Whether two states of a conversation are the same. */
export const same = (a: StoredConversation, b: StoredConversation): boolean =>
  a.change_id === b.change_id &&
  a.large === b.large &&
  a.reported === b.reported &&
  a.read === b.read &&
  a.told_message_id === b.told_message_id &&
  a.told_change_id === b.told_change_id &&
  JSON.stringify(a.deleted) === JSON.stringify(b.deleted) &&
  looksSame(a, b);

/** Whether they look the same to devices. */
export const looksSame = (a: StoredConversation, b: StoredConversation): boolean =>
  SHOWN.every((field) => a[field] === b[field]) &&
  shownRead(a) === shownRead(b) &&
  JSON.stringify(a.preview) === JSON.stringify(b.preview) &&
  JSON.stringify(deletedUnread(a)) === JSON.stringify(deletedUnread(b));

const SHOWN = [
  "name",
  "membership",
  "head",
  "mentions",
  "level",
  "muted_until",
  "pinned",
  "active_at",
] as const;

const shownRead = ({ read, head }: StoredConversation): number => Math.min(read, head);

/** A conversation as devices see it. */
export function shown(stored: StoredConversation): Conversation {
  const { change_id: _, large: __, reported: ___, deleted: ____, level, ...rest } = stored;
  const { told_message_id: _____, told_change_id: ______, ...conversation } = rest;
  const deleted = deletedUnread(stored);
  return {
    ...conversation,
    read: shownRead(stored),
    ...(deleted.length > 0 && { deleted }),
    ...(level === "unset" ? { level: "all", unset: true } : { level }),
  };
}

const begin = ({ room_id, change_id, name, membership, large }: RoomUpdate): StoredConversation => ({
  room_id,
  kind: kindOf(room_id),
  change_id,
  name,
  membership,
  large,
  head: 0,
  read: 0,
  deleted: [],
  reported: 0,
  told_message_id: 0,
  told_change_id: 0,
  mentions: 0,
  level: "unset",
  muted_until: 0,
  active_at: 0,
  version: 0,
});
