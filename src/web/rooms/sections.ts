import { type Conversation, unread } from "../../protocol/inbox.ts";
import { isMuted } from "../notifications/should-notify.ts";

const names = ["pinned", "dms", "rooms", "muted"] as const;
export type SectionName = (typeof names)[number];

export interface Section {
  readonly name: SectionName;
  readonly conversations: readonly Conversation[];
}

/** The section a room belongs to. What its reader pinned stays on top, even if it is muted. */
function sectionOf(conversation: Conversation, now: number): SectionName {
  if (conversation.pinned) return "pinned";
  if (isMuted(conversation, now)) return "muted";
  return conversation.kind === "dm" ? "dms" : "rooms";
}

/** The rooms by section, each in the order given. Empty sections are left out. */
export function sectionsOf(conversations: readonly Conversation[], now: number): Section[] {
  return names
    .map((name) => ({ name, conversations: conversations.filter((each) => sectionOf(each, now) === name) }))
    .filter((section) => section.conversations.length > 0);
}

/** What a closed section still shows: unread rooms and the open one. */
export const staysShown = (conversation: Conversation, isHere: boolean): boolean =>
  isHere || unread(conversation) > 0;
