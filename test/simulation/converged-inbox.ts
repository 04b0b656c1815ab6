import { isDeepStrictEqual } from "node:util";
import type { MessageId, RoomId, UserId } from "../../src/protocol/ids.ts";
import { type Conversation, ENTRY_KINDS } from "../../src/protocol/inbox.ts";
import { INBOX_FANOUT_MAX, PREVIEW_CHARACTERS } from "../../src/protocol/limits.ts";
import type { Stored } from "./action-history.ts";
import type { Device } from "./device.ts";
import { Violation } from "./invariant-monitor.ts";
import type { StoredInbox } from "./stored-inbox.ts";
import { type MessageRow, storedContent } from "./stored-messages.ts";
import type { StoredMember, StoredRoom } from "./stored-room.ts";

const show = (value: unknown): string => JSON.stringify(value) ?? "nothing";

/**
 * What a device shows of its user's inbox is what the inbox holds, so all devices of a user agree; and of rooms that
 * do not report to it, because all of them show their end, what the room has.
 */
export function checkInbox(device: Device, inbox: StoredInbox, { rooms }: Stored, marks: Marks): void {
  const { name, parlor } = device;
  const conversations = parlor.conversations.get();
  const expected = inbox.conversations.map((held) => {
    const shown = conversations.find(({ room_id }) => room_id === held.room_id);
    const room = rooms.get(held.room_id);
    const member = room?.members.get(inbox.user_id);
    if (!shown || !room || !member || !inbox.isQuiet(held.room_id) || !device.attended.has(held.room_id))
      return held;
    checkConversation(`${name}, ${held.room_id}`, shown, room, member, marks);
    const { head, read, preview, active_at, mentions } = shown;
    return { ...held, head, read, mentions, active_at, ...(preview && { preview }) };
  });
  const sorted = expected.toSorted((a, b) => b.active_at - a.active_at || (a.room_id < b.room_id ? -1 : 1));
  if (!isDeepStrictEqual(conversations, sorted))
    throw new Violation("INBOX5", `${name} shows ${show(conversations)}, is ${show(sorted)}`);
  const requests = parlor.requests.get();
  if (!isDeepStrictEqual(requests, inbox.requests))
    throw new Violation("CONSENT3", `${name} shows ${show(requests)}, is ${show(inbox.requests)}`);
  for (const kind of ENTRY_KINDS) {
    const shown = parlor.entries(kind).get();
    const held = inbox.entries.filter((entry) => entry.kind === kind);
    if (!isDeepStrictEqual(shown, held))
      throw new Violation("INBOX5", `${name} shows ${kind} ${show(shown)}, is ${show(held)}`);
  }
}

/** What a user's devices have marked, and whom they have ever blocked: what is in no log. */
export interface Marks {
  readonly read: ReadonlyMap<RoomId, number>;
  readonly unread: ReadonlyMap<RoomId, number>;
  readonly blocked: ReadonlySet<UserId>;
  /** Whether the user has ever said that they follow a thread, or do not. */
  readonly hasChosen: (room_id: RoomId, root: MessageId) => boolean;
  /** Whether all that was done has arrived: no device was turned off for good. */
  readonly isComplete: boolean;
  /** Whether a device of theirs is on: only then rooms tell them everything. */
  readonly isLive: boolean;
  /** Whether all devices of theirs that are on look at the end of a room, which then does not report each message. */
  readonly isSeen: (room_id: RoomId) => boolean;
}

/** What an inbox holds follows from the rooms' logs, and from what the user has done. */
export function checkHoldings(inbox: StoredInbox, { rooms }: Stored, marks: Marks): void {
  for (const room of rooms.values()) {
    const conversation = inbox.conversation(room.room_id);
    const where = `inbox of ${inbox.user_id}, ${room.room_id}`;
    const member = room.members.get(inbox.user_id);
    // What has not been agreed to is no conversation: see `checkConsent`.
    if (!member || !room.isKnownTo(inbox.user_id) || room.asked.has(inbox.user_id)) {
      if (conversation) throw new Violation("INBOX1", `${where}: is still there`);
      continue;
    }
    if (!conversation) throw new Violation("INBOX1", `${where}: is missing`);
    checkDeletions(where, inbox, conversation, room);
    // What a room has left out while it was large is asked for once a device is on.
    const isQuiet = inbox.isQuiet(room.room_id);
    const isIncomplete = room.members.size > INBOX_FANOUT_MAX || inbox.isBehind(room.room_id) || isQuiet;
    if (!marks.isLive && isIncomplete) continue;
    // What its devices show then, they check.
    if (!isQuiet || !marks.isSeen(room.room_id)) checkConversation(where, conversation, room, member, marks);
    checkMentions(where, inbox, room, member, marks);
    checkThreads(where, inbox, room, member, marks);
  }
}

function checkConversation(
  where: string,
  shown: Conversation,
  room: StoredRoom,
  member: StoredMember,
  marks: Marks,
): void {
  const { head } = room;
  if (shown.head !== head) throw new Violation("INBOX1", `${where}: head ${shown.head}, is ${head}`);
  if (shown.membership !== member.role) throw new Violation("INBOX1", `${where}: ${shown.membership}`);
  if (shown.name !== room.view.name) throw new Violation("INBOX1", `${where}: is called ${shown.name}`);
  const last = room.rows.at(-1);
  const preview = last && previewOf(last);
  if (!isDeepStrictEqual(shown.preview, preview))
    throw new Violation("INBOX10", `${where}: previews ${show(shown.preview)}, is ${show(preview)}`);
  const [least, most] = readBy(room, member, marks);
  if (shown.read < least || shown.read > most)
    throw new Violation("INBOX3", `${where}: read ${shown.read}, is ${least} to ${most}`);
  checkDeleted(where, shown, room, member);
}

/** Deleted messages do not count as unread, and all others do. */
function checkDeleted(
  where: string,
  shown: Conversation,
  room: StoredRoom,
  { read_from }: StoredMember,
): void {
  const isCounted = ({ message_id }: MessageRow): boolean =>
    !shown.deleted?.some(({ from, to }) => from <= message_id && message_id <= to);
  const wrong = room.rows.find(
    (row) => row.message_id > Math.max(shown.read, read_from) && isCounted(row) !== (row.deleted_at === null),
  );
  if (wrong)
    throw new Violation("INBOX3", `${where}: ${show(shown.deleted)} are deleted, and ${show(wrong)}`);
}

/** What was deleted is on no list, whoever the inbox belongs to. */
function checkDeletions(
  where: string,
  { entries }: StoredInbox,
  { preview }: Conversation,
  { room_id, rows }: StoredRoom,
): void {
  const shown = entries.flatMap((entry) => {
    if (entry.kind === "mention" && entry.room_id === room_id) return [entry.message];
    return entry.kind === "thread" && entry.room_id === room_id ? [entry.last] : [];
  });
  for (const { message_id, text } of [...shown, ...(preview ? [preview] : [])])
    if (text !== "" && rows[message_id - 1]?.deleted_at !== null)
      throw new Violation("INBOX10", `${where}: ${message_id} was deleted, shows ${text}`);
}

const previewOf = ({ message_id, sender, time, text, deleted_at }: MessageRow) => ({
  message_id,
  sender,
  time,
  text: Array.from(text).slice(0, PREVIEW_CHARACTERS).join(""),
  ...(deleted_at !== null && { deleted: true }),
});

/** How far a user has read, at least and at most. */
function readBy(room: StoredRoom, { user_id, read_from }: StoredMember, marks: Marks): [number, number] {
  const own = room.rows.findLast((row) => row.sender === user_id)?.message_id ?? 0;
  const certain = Math.max(own, read_from);
  const most = Math.max(certain, marks.read.get(room.room_id) ?? 0);
  const unread = marks.unread.get(room.room_id);
  // If the inbox hears of a return together with the leave before it, the mark still stands.
  if (unread !== undefined) return [room.wasLeftBy(user_id) ? 0 : Math.min(certain, unread - 1), most];
  // What was marked just before leaving, or before a device stopped, may or may not have arrived.
  return room.wasLeftBy(user_id) || !marks.isComplete ? [certain, most] : [most, most];
}

/** Each message that calls on the user is there, as it is now, and nothing that is gone. */
function checkMentions(
  where: string,
  inbox: StoredInbox,
  room: StoredRoom,
  { user_id, read_from }: StoredMember,
  { blocked }: Marks,
): void {
  const mentions = inbox.entries.flatMap((entry) =>
    entry.kind === "mention" && entry.room_id === room.room_id ? [entry.message] : [],
  );
  for (const message of mentions) {
    const row = room.rows[message.message_id - 1];
    if (row?.deleted_at !== null || !isDeepStrictEqual(message, previewOf(row)))
      throw new Violation("INBOX10", `${where}: mention ${show(message)}, is ${show(row)}`);
    if (!callsOn(row, user_id) && storedContent(row).mention_room !== "here")
      throw new Violation("INBOX8", `${where}: is called on by ${message.message_id}, and is not`);
  }
  const known = new Set(mentions.map(({ message_id }) => message_id));
  // What was written in a DM before the user agreed to it mentions nobody; when that was is in no log.
  const isDm = room.room_id.startsWith("d_");
  const agreed = isDm ? room.rows.find((row) => row.sender === user_id)?.message_id : 0;
  const missing = room.rows.find(
    (row) =>
      row.message_id > Math.max(read_from, agreed ?? Number.POSITIVE_INFINITY) &&
      row.deleted_at === null &&
      callsOn(row, user_id) &&
      !blocked.has(row.sender) &&
      !known.has(row.message_id),
  );
  if (missing) throw new Violation("INBOX8", `${where}: is not called on by ${missing.message_id}`);
  const read = inbox.conversation(room.room_id)?.read ?? 0;
  const unread = mentions.filter(({ message_id }) => message_id > read).length;
  const counted = inbox.conversation(room.room_id)?.mentions;
  if (counted !== unread) throw new Violation("INBOX8", `${where}: counts ${counted} mentions of ${unread}`);
}

function callsOn(row: MessageRow, user_id: UserId): boolean {
  const { mentions = [], mention_room } = storedContent(row);
  return row.sender !== user_id && (mentions.includes(user_id) || mention_room === "all");
}

/** Each thread that the user writes in is there with its newest reply as it is now, unless they said otherwise. */
function checkThreads(
  where: string,
  inbox: StoredInbox,
  room: StoredRoom,
  { user_id, read_from }: StoredMember,
  { blocked, hasChosen }: Marks,
): void {
  for (const entry of inbox.entries) {
    if (entry.kind !== "thread" || entry.room_id !== room.room_id) continue;
    const row = room.rows[entry.last.message_id - 1];
    if (!row || storedContent(row).thread !== entry.root || !isDeepStrictEqual(entry.last, previewOf(row)))
      throw new Violation("INBOX10", `${where}: thread ${show(entry)}, is ${show(row)}`);
  }
  for (const { root, user_id: follower, following } of room.tables.followers) {
    if (follower !== user_id || following === 0 || hasChosen(room.room_id, root)) continue;
    const last = room.rows.findLast((row) => storedContent(row).thread === root);
    const writes = room.rows.some(
      (row) => row.sender === user_id && storedContent(row).thread === root && row.message_id > read_from,
    );
    // Who only follows hears of what comes after that; when that was is in no log.
    if (!last || !writes || blocked.has(last.sender)) continue;
    const known = inbox.entry("thread", room.room_id, root)?.last.message_id;
    if (known !== last.message_id)
      throw new Violation("THREAD2", `${where}: thread ${root} ends at ${known}, is ${last.message_id}`);
  }
}

/** A DM's room knows who of the two has blocked the other. */
export function checkBlocks({ rooms, inboxes }: Stored): void {
  for (const room of rooms.values()) {
    if (!room.room_id.startsWith("d_")) continue;
    const people = [...room.members.keys()];
    for (const user_id of people) {
      const isBlocked = people.some((other) => inboxes.get(other)?.hasBlocked(user_id));
      if (room.blocked.has(user_id) !== isBlocked)
        throw new Violation("INBOX12", `${room.room_id}: ${user_id} is ${isBlocked ? "" : "not "}blocked`);
    }
  }
}
