import type { Act } from "../protocol/acts.ts";
import { assertNever } from "../protocol/codes.ts";
import type { RoomId } from "../protocol/ids.ts";
import type { InboxAct } from "../protocol/inbox.ts";

/** What an act sets. What is set in parts, as settings are, has no slot: there a later one does not replace an earlier. */
export function roomSlot(act: Act): string | undefined {
  switch (act.type) {
    case "edit":
    case "delete":
    case "pin":
    case "vote":
    case "follow":
      return `${act.type} ${act.message_id}`;
    case "react":
      return `react ${act.message_id} ${act.emoji}`;
    default:
      return undefined;
  }
}

export const unreadSlot = (room_id: RoomId): string => `mark_unread ${room_id}`;

/** The same for acts in the inbox. */
export function inboxSlot(act: InboxAct): string {
  switch (act.type) {
    case "mark_unread":
      return unreadSlot(act.room_id);
    case "set_level":
    case "pin_conversation":
    case "draft":
      return `${act.type} ${act.room_id}`;
    case "star":
      return `star ${act.room_id} ${act.message_id}`;
    case "block":
      return `block ${act.user_id}`;
    case "forget_thread":
      return `forget_thread ${act.room_id} ${act.root}`;
    case "read_thread":
      return `read_thread ${act.room_id} ${act.root}`;
    case "set": // one setting does not replace the other
      return `set ${Object.keys(act).sort().join(" ")}`;
    default:
      return assertNever(act);
  }
}
