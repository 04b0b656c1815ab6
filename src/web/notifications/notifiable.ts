import type { RoomId, UserId } from "../../protocol/ids.ts";
import type { Conversation } from "../../protocol/inbox.ts";
import { shouldNotify } from "./should-notify.ts";

/** The newest message of each room at the last look. */
export type Heads = ReadonlyMap<RoomId, number>;

export const headsOf = (conversations: readonly Conversation[]): Heads =>
  new Map(conversations.map(({ room_id, head }) => [room_id, head]));

/**
 * The conversations with something new to notify the user of, the newest last. Messages that the user sent or
 * has read, and those of blocked users, do not count. `now` is in Unix milliseconds.
 */
export function conversationsToNotify(
  before: Heads,
  conversations: readonly Conversation[],
  { me, blocked, now }: { readonly me: UserId; readonly blocked: ReadonlySet<UserId>; readonly now: number },
): Conversation[] {
  return conversations
    .filter((conversation) => {
      const { room_id, head, preview } = conversation;
      if (head <= (before.get(room_id) ?? 0) || preview === undefined) return false;
      const isOthers = preview.sender !== me && !blocked.has(preview.sender) && !preview.deleted;
      return isOthers && shouldNotify(conversation, now);
    })
    .toReversed();
}
