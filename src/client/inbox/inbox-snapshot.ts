import type { RoomId } from "../../protocol/ids.ts";
import type { Conversation, KeyedEntry } from "../../protocol/inbox.ts";

/** What an inbox holds, as the server sent it. It is replaced, never changed. */
export interface InboxSnapshot {
  readonly conversations: ReadonlyMap<RoomId, Conversation>;
  /** By key, in the order of their last change. */
  readonly entries: ReadonlyMap<string, KeyedEntry>;
}

export const EMPTY_SNAPSHOT: InboxSnapshot = { conversations: new Map(), entries: new Map() };

/** Final state, not history: each conversation replaces the known one unless that is newer. Rooms that were left are dropped, unless there is an invitation to them. */
export function withConversations(snapshot: InboxSnapshot, changed: readonly Conversation[]): InboxSnapshot {
  const conversations = new Map(snapshot.conversations);
  for (const conversation of changed) {
    if (conversation.version < (conversations.get(conversation.room_id)?.version ?? 0)) continue;
    if (conversation.membership === "left" && !conversation.invitation)
      conversations.delete(conversation.room_id);
    else conversations.set(conversation.room_id, conversation);
  }
  return { ...snapshot, conversations };
}

/** The same for entries. Those that are null are dropped. */
export function withEntries(snapshot: InboxSnapshot, changed: readonly KeyedEntry[]): InboxSnapshot {
  const entries = new Map(snapshot.entries);
  for (const keyed of changed) {
    if (keyed.version < (entries.get(keyed.key)?.version ?? 0)) continue;
    entries.delete(keyed.key); // the last to change comes last
    if (keyed.entry) entries.set(keyed.key, keyed);
  }
  return { ...snapshot, entries };
}
