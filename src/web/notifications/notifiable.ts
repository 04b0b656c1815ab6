import type { RoomId, UserId } from "../../protocol/ids.ts";
import { type Conversation, type Entry, keyOf, type Preview, unread } from "../../protocol/inbox.ts";
import { isMuted } from "./should-notify.ts";

type Mention = Extract<Entry, { kind: "mention" }>;

/** What the inbox shows that a notification can be about. */
export interface Inbox {
  readonly conversations: readonly Conversation[];
  readonly mentions: readonly Mention[];
}

/** What there was at the last look, so that everything is told once. */
export interface Seen {
  /** The newest message of each room. */
  readonly heads: ReadonlyMap<RoomId, number>;
  /** The keys of the mentions. */
  readonly mentions: ReadonlySet<string>;
}

export const NOTHING_SEEN: Seen = { heads: new Map(), mentions: new Set() };

export const seenIn = ({ conversations, mentions }: Inbox): Seen => ({
  heads: new Map(conversations.map(({ room_id, head }) => [room_id, head])),
  mentions: new Set(mentions.map(keyOf)),
});

/** A message to notify the user of. */
export interface News {
  readonly conversation: Conversation;
  readonly message: Preview;
}

/**
 * What is new since the last look and concerns the user, the newest last, one message of each room. In a room
 * that notifies of mentions only, that is a new mention, and not whatever comes after one. Messages that the
 * user sent or has read, deleted ones and those of blocked users do not count. `now` is in Unix milliseconds.
 */
export function newsIn(
  before: Seen,
  { conversations, mentions }: Inbox,
  { me, blocked, now }: { readonly me: UserId; readonly blocked: ReadonlySet<UserId>; readonly now: number },
): News[] {
  const fresh = mentions.filter((mention) => !before.mentions.has(keyOf(mention)));
  const isWanted = ({ read }: Conversation, { message_id, sender, deleted }: Preview): boolean =>
    message_id > read && sender !== me && !blocked.has(sender) && !deleted;
  return conversations
    .filter((conversation) => !isMuted(conversation, now))
    .flatMap((conversation): News[] => {
      const { room_id, head, preview, level } = conversation;
      const isNewer = level !== "mentions" && head > (before.heads.get(room_id) ?? 0);
      const own = fresh.filter((mention) => mention.room_id === room_id).map(({ message }) => message);
      const message = [...own, ...(isNewer && preview ? [preview] : [])]
        .filter((each) => isWanted(conversation, each))
        .reduce<Preview | undefined>((a, b) => (a && a.message_id >= b.message_id ? a : b), undefined);
      return message ? [{ conversation, message }] : [];
    })
    .toReversed();
}

/**
 * The message of a notification as it is now, as far as the inbox says; undefined if it was read or deleted, and
 * the notification has to go.
 */
export function asItIsNow(
  { conversations, mentions }: Inbox,
  room_id: RoomId,
  shown: Preview,
): Preview | undefined {
  const conversation = conversations.find((each) => each.room_id === room_id);
  if (!conversation || unread(conversation) === 0 || shown.message_id <= conversation.read) return undefined;
  const { message_id } = shown;
  const { preview, deleted = [] } = conversation;
  if (deleted.some(({ from, to }) => from <= message_id && message_id <= to)) return undefined;
  if (preview?.message_id === message_id) return preview.deleted ? undefined : preview;
  const mention = mentions.find((each) => each.room_id === room_id && each.message.message_id === message_id);
  return mention?.message ?? shown;
}
