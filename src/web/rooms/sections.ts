import { type Conversation, unread } from "../../protocol/inbox.ts";
import { isMuted } from "../notifications/should-notify.ts";

const names = ["pinned", "dms", "rooms", "muted"] as const;
export type SectionName = (typeof names)[number];

export interface Section {
  readonly name: SectionName;
  readonly conversations: readonly Conversation[];
}

/** Where a room stands in the list. What its reader put on top stays there, however quiet. */
function sectionOf(conversation: Conversation, now: number): SectionName {
  if (conversation.pinned) return "pinned";
  if (isMuted(conversation, now)) return "muted";
  return conversation.kind === "dm" ? "dms" : "rooms";
}

/** The list of rooms under its headings, each in the order given; headings with nothing under them are left out. */
export function sectionsOf(conversations: readonly Conversation[], now: number): Section[] {
  return names
    .map((name) => ({ name, conversations: conversations.filter((each) => sectionOf(each, now) === name) }))
    .filter((section) => section.conversations.length > 0);
}

/** What a closed section still shows: what waits in it, and the room on the screen. */
export const staysShown = (conversation: Conversation, isHere: boolean): boolean =>
  isHere || unread(conversation) > 0;
