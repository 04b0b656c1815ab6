import { type Conversation, unread } from "../../protocol/inbox.ts";

/** Whether a room stays silent, for now or until it is turned on again. `now` in Unix milliseconds. */
export const isMuted = (conversation: Pick<Conversation, "level" | "muted_until">, now: number): boolean =>
  conversation.level === "nothing" || conversation.muted_until > now;

/** Whether something in a room waits that its reader wants to be called for. */
export function shouldNotify(
  conversation: Pick<Conversation, "head" | "read" | "mentions" | "level" | "muted_until">,
  now: number,
): boolean {
  if (isMuted(conversation, now)) return false;
  return conversation.level === "mentions" ? conversation.mentions > 0 : unread(conversation) > 0;
}
