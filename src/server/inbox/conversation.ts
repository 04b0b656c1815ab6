import { type ChangeId, kindOf, type MessageId, type RoomId } from "../../protocol/ids.ts";
import { type Conversation, type Level, unread } from "../../protocol/inbox.ts";
import { DELETED_RUNS_MAX, READ_AHEAD_MAX } from "../../protocol/limits.ts";
import type { RoomUpdate, Wanted } from "./room-update.ts";
import { type Run, withMessages } from "./runs.ts";

/** A conversation, with fields that devices need not know. */
export interface StoredConversation
  extends Omit<Conversation, "level" | "unset" | "request" | "deleted" | "read"> {
  /** May be ahead of `head` for a moment; devices are not shown that. */
  readonly read: number;
  /** Deleted messages, also those that were read: they may become unread again. */
  readonly deleted: readonly Run[];
  /** `unset` if the user's settings decide. */
  readonly level: Level | "unset";
  /** In a DM: whether a stranger has begun it, and what the user has said to it. */
  readonly request: "" | "asked" | "agreed" | "declined";
  /** Unix milliseconds until which the room is not to ask again. */
  readonly declined_until: number;
  /** Orders reports. */
  readonly change_id: ChangeId;
  /** The room does not report each message, and is asked when the user's first device connects. */
  readonly large: boolean;
  /** The greatest `read` that the room has reported or could have: a report that says no more is a repeat. */
  readonly reported: number;
  /** The room was told not to report each message: it is asked before anybody looks who does not see it for themselves. */
  readonly quiet: boolean;
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
  (update.change_id < known.change_id ||
    (update.change_id === known.change_id && update.membership !== "left" && update.head < known.head));

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
  const { preview: seen, invitation: _, ...before } = known ?? begin(update);
  const { change_id, name, membership, large, preview } = isLate(update, known)
    ? { ...before, preview: seen }
    : update;
  const invitation = invitationAfter(known, update);
  const isBack = before.membership === "left" && membership !== "left";
  return {
    ...before,
    change_id,
    name,
    membership,
    large,
    ...(preview && { preview }),
    ...(invitation && { invitation }),
    request: requestAfter(known, update),
    head: Math.max(before.head, update.head),
    // A repeat must not undo a "mark as unread"; that only ends with the membership.
    read: isBack || update.read > before.reported ? Math.max(before.read, update.read) : before.read,
    reported: Math.max(before.reported, update.read),
    ...toldBy(known, update),
    active_at: Math.max(before.active_at, update.active_at, invitation?.at ?? 0),
    // Nobody can bring a deleted message back, so this is right in a late report too.
    deleted: membership === "left" ? [] : withDeleted(before.deleted, update.rewritten),
  };
}

/**
 * The invitation after a report. Sending one is no change of the room, but taking it back comes with one: so of two
 * reports with the same `change_id`, the one that knows of a later invitation is the later.
 */
function invitationAfter(
  known: StoredConversation | undefined,
  update: RoomUpdate,
): StoredConversation["invitation"] {
  if (isLate(update, known)) return known?.invitation;
  const isOpen = (update.invitation?.at ?? 0) >= (known?.declined_until ?? 0);
  if (update.membership !== "left") return undefined;
  if (update.invitation && isOpen) return update.invitation;
  return update.change_id === known?.change_id ? known.invitation : undefined;
}

/** Whether a DM waits for the user's answer after a report. Once they have agreed, or written in it, that stays so. */
function requestAfter(
  known: StoredConversation | undefined,
  update: RoomUpdate,
): StoredConversation["request"] {
  const before = known?.request ?? "";
  if (kindOf(update.room_id) !== "dm" || before === "agreed") return before;
  // The room reports what they have written themselves as read.
  if (update.read > 0) return "agreed";
  if (isLate(update, known)) return before;
  if (!update.asked) return before === "" ? "" : "agreed";
  const isAgain = update.active_at >= (known?.declined_until ?? 0) && update.head > (known?.head ?? 0);
  return before === "declined" && !isAgain ? "declined" : "asked";
}

/**
 * A conversation whose user has read up to a message, never past what a room can have shown: a socket of the room may
 * be faster than its report, and a quiet room does not report. What was noted of that ends with its next report.
 */
export function readUpTo(known: StoredConversation, message_id: MessageId): StoredConversation {
  const isPossible = known.quiet || message_id <= known.head + READ_AHEAD_MAX;
  return { ...known, read: Math.max(known.read, isPossible ? message_id : known.head) };
}

/** What was read of a room that did not report, now that it has: never past what it can have shown. */
export const withinHead = (known: StoredConversation): StoredConversation =>
  known.read > known.head + READ_AHEAD_MAX ? { ...known, read: known.head } : known;

/** Who would notice that a room does not report each message. */
export interface Watchers {
  /** Whether any device is connected. */
  isAnyConnected(): boolean;
  /** Whether all connected devices show the end of a room, live. */
  isShownByAll(room_id: RoomId): boolean;
}

/** What the inbox wants to hear of next from a room. */
export function wantedOf(known: StoredConversation, watchers: Watchers): Wanted {
  if (!isOwn(known)) return "all";
  if (watchers.isAnyConnected()) return watchers.isShownByAll(known.room_id) ? "unless_present" : "all";
  // More of the same changes nothing for anybody. (Large rooms are asked whenever a device connects.)
  return known.large || unread(shown(known)) > 0 ? "until_asked" : "all";
}

/** A conversation once the user has answered an invitation, or a DM that a stranger has begun. */
export function answered(
  { invitation, ...known }: StoredConversation,
  isAccepted: boolean,
  declined_until: number,
): StoredConversation {
  if (!isAccepted && (invitation || known.request === "asked"))
    return { ...known, request: known.request === "asked" ? "declined" : known.request, declined_until };
  if (isAccepted && (known.request === "asked" || known.request === "declined"))
    return { ...known, request: "agreed" };
  return { ...known, ...(invitation && { invitation }) };
}

/** Whether a conversation is one of the user's, as opposed to one they were in, or do not want. */
export const isOwn = ({ membership, request }: StoredConversation): boolean =>
  membership !== "left" && request !== "asked" && request !== "declined";

/** Whether it waits for the user's answer. */
export const isRequest = ({ membership, invitation, request }: StoredConversation): boolean =>
  membership === "left" ? invitation !== undefined : request === "asked";

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
  a.quiet === b.quiet &&
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
  JSON.stringify(a.invitation) === JSON.stringify(b.invitation) &&
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
  "request",
  "declined_until",
] as const;

const shownRead = ({ read, head }: StoredConversation): number => Math.min(read, head);

/** A conversation as devices are shown it: of what a stranger says nothing, and nothing at all of what was declined. */
export function shown(stored: StoredConversation): Conversation {
  const { change_id: _, large: __, reported: ___, deleted: ____, declined_until: _____, ...rest } = stored;
  const {
    told_message_id: ______,
    told_change_id: _______,
    quiet: ________,
    request,
    level,
    preview,
    ...conversation
  } = rest;
  const deleted = deletedUnread(stored);
  return {
    ...conversation,
    read: shownRead(stored),
    ...(deleted.length > 0 && { deleted }),
    ...(preview && request !== "asked" && request !== "declined" && { preview }),
    ...(request === "asked" && { request: true }),
    ...(request === "declined" && { membership: "left" }),
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
  quiet: false,
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
  request: "",
  declined_until: 0,
});
