import { inboxActions } from "../../protocol/actions/inbox-actions.ts";
import { roomActions } from "../../protocol/actions.ts";
import type { EntryKind } from "../../protocol/inbox.ts";
import type { Change } from "../../protocol/room.ts";

/** What each change and entry is for; one without a note does not compile. Actions have it in their definition. */

const ChangeNotes: Record<Change["type"], string> = {
  member_joined: "Somebody joined, or was added.",
  member_left: "A member left.",
  member_removed: "A member was removed.",
  member_banned: "Somebody was banned, and so is no longer a member.",
  member_unbanned: "A ban was lifted. The person is not a member until they join again.",
  member_muted: "A member was muted or unmuted.",
  role_changed: "A member's role changed.",
  room_changed: "Settings of the room changed.",
  message_changed: "A message changed: edited, deleted, a reaction, a pin, a vote, a reply in its thread.",
};

const EntryNotes: Record<EntryKind, string> = {
  thread: "A thread the user follows.",
  mention: "A message that mentions the user.",
  saved: "A message the user saved.",
  draft: "What the user has typed and not sent.",
  block: "A person the user has blocked.",
  settings: "The user's own settings.",
};

const summariesOf = (table: Readonly<Record<string, { readonly summary: string }>>) =>
  Object.fromEntries(Object.entries(table).map(([type, { summary }]) => [type, `${summary}.`]));

export const memberNotes = {
  Action: summariesOf(roomActions),
  Change: ChangeNotes,
  InboxAction: summariesOf(inboxActions),
  Entry: EntryNotes,
} as const;
