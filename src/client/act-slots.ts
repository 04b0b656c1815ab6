import type { Action } from "../protocol/actions.ts";
import { assertNever } from "../protocol/codes.ts";
import type { RoomId } from "../protocol/ids.ts";
import { draftKey, type InboxAction } from "../protocol/inbox.ts";

/** What an action sets. What is set in parts, as settings are, has no slot: there a later one does not replace an earlier. */
export function roomSlot(action: Action): string | undefined {
  switch (action.type) {
    case "edit":
    case "delete":
    case "pin":
    case "vote":
    case "follow":
      return `${action.type} ${action.message_id}`;
    case "react":
      return `react ${action.message_id} ${action.emoji}`;
    default:
      return undefined;
  }
}

export const unreadSlot = (room_id: RoomId): string => `mark_unread ${room_id}`;

/** The same for actions in the inbox. */
export function inboxSlot(action: InboxAction): string {
  switch (action.type) {
    case "mark_unread":
      return unreadSlot(action.room_id);
    case "set_level":
    case "pin_conversation":
      return `${action.type} ${action.room_id}`;
    case "draft":
      return draftKey(action);
    case "save":
      return `saved ${action.room_id} ${action.message_id}`;
    case "block":
      return `block ${action.user_id}`;
    case "dismiss_thread":
      return `dismiss_thread ${action.room_id} ${action.root}`;
    case "read_thread":
      return `read_thread ${action.room_id} ${action.root}`;
    case "update_settings": // one setting does not replace the other
      return `set ${Object.keys(action).sort().join(" ")}`;
    default:
      return assertNever(action);
  }
}
