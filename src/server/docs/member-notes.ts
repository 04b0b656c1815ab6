import type { ActionType } from "../../protocol/actions.ts";
import type { EntryKind, InboxAction } from "../../protocol/inbox.ts";
import type { Change } from "../../protocol/room.ts";

/** What each action, change and entry is for. One without a note does not compile. */

const Action: Record<ActionType, string> = {
  edit: "Changes the text of one's own message, and whom it mentions.",
  delete: "Deletes a message for everyone: one's own, or any as an owner or admin.",
  react: "Adds or removes one's own reaction with one emoji.",
  pin: "Pins a message, or unpins it.",
  vote: "Votes in a poll; replaces one's earlier vote.",
  follow: "Follows or unfollows the thread of a message. Nobody else is told.",
  report: "Reports a message to the owners and admins.",
  update_room: "Changes settings of the room (owners and admins; archiving is for owners).",
  set_role: "Makes a member owner, admin or member (owners).",
  remove: "Removes a member, who may come back.",
  ban: "Bans somebody, member or not, or ends the ban.",
  mute: "Mutes a member until a time, or ends it.",
  answer_request: "Admits or declines somebody who asked to join a channel.",
};

const ChangeNotes: Record<Change["type"], string> = {
  member_joined: "Somebody became a member, by themselves or by whoever added them.",
  member_left: "A member left.",
  member_removed: "A member was removed.",
  member_banned: "Somebody was banned, and so is no member any more.",
  member_unbanned: "A ban ended. That alone makes nobody a member.",
  member_muted: "A member was muted, or is so no longer.",
  role_changed: "A member has another role.",
  room_changed: "Settings of the room changed.",
  message_changed: "A message changed: edited, deleted, a reaction, a pin, a vote, a reply in its thread.",
};

const InboxActionNotes: Record<InboxAction["type"], string> = {
  mark_unread: "Makes a message, and all after it, unread again.",
  set_level: "Sets which messages of a room the user is notified of, and until when the room stays silent.",
  pin_conversation: "Keeps a conversation above all others, or no longer.",
  save: "Saves a message for later, or removes it from the saved ones.",
  draft: "Keeps what was typed in a room, or in one of its threads.",
  block: "Blocks a person, or unblocks them.",
  read_thread: "The user has read a thread up to a message; never moves back.",
  dismiss_thread: "Takes a thread off the list until the next reply.",
  update_settings: "Changes the user's own settings; what is left out stays as it is.",
};

const EntryNotes: Record<EntryKind, string> = {
  thread: "A thread the user follows.",
  mention: "A message that mentions the user.",
  saved: "A message the user saved.",
  draft: "What the user has typed and not sent.",
  block: "A person the user has blocked.",
  settings: "The user's own settings.",
};

export const memberNotes = {
  Action,
  Change: ChangeNotes,
  InboxAction: InboxActionNotes,
  Entry: EntryNotes,
} as const;
