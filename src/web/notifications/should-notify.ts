import { type Conversation, unread } from "../../protocol/inbox.ts";

/** Whether a room is muted, for now or until it is unmuted. `now` is in Unix milliseconds. */
export const isMuted = (conversation: Pick<Conversation, "level" | "muted_until">, now: number): boolean =>
  conversation.level === "nothing" || conversation.muted_until > now;

/** Whether a room has something unread that its reader wants to be notified of. */
export function shouldNotify(
  conversation: Pick<Conversation, "head" | "read" | "mentions" | "level" | "muted_until">,
  now: number,
): boolean {
  if (isMuted(conversation, now)) return false;
  return conversation.level === "mentions" ? conversation.mentions > 0 : unread(conversation) > 0;
}
