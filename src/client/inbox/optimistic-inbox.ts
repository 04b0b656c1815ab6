import type { EntryStore } from "../../protocol/actions/definition.ts";
import { applyToConversation, applyToEntries, type InboxAction } from "../../protocol/actions.ts";
import type { RoomId } from "../../protocol/ids.ts";
import {
  type Conversation,
  DEFAULT_SETTINGS,
  type Entry,
  type EntryKind,
  keyOf,
  levelOf,
} from "../../protocol/inbox.ts";
import type { PendingAction } from "../sending/action-queue.ts";
import type { InboxSnapshot } from "./inbox-snapshot.ts";

/** Entries by kind, each the newest change first. */
export type Entries = Readonly<Record<EntryKind, readonly Entry[]>>;

/** An inbox's entries as they will look once it has carried out the pending actions. */
export function entriesWithPending(
  snapshot: InboxSnapshot,
  pending: readonly PendingAction<InboxAction>[],
): Entries {
  const entries = new Map(
    [...snapshot.entries.values()].flatMap(({ key, entry }) => (entry ? [[key, entry]] : [])),
  );
  const store = storeOver(entries);
  for (const { action, created_at } of pending) applyToEntries(store, action, created_at);
  const newestFirst = [...entries.values()].reverse();
  const of = (kind: EntryKind) => newestFirst.filter((entry) => entry.kind === kind);
  return {
    thread: of("thread"),
    mention: of("mention"),
    saved: of("saved"),
    draft: of("draft"),
    block: of("block"),
    settings: of("settings"),
  };
}

const storeOver = (entries: Map<string, Entry>): EntryStore => ({
  get: (key) => entries.get(key),
  put: (entry) => {
    const key = keyOf(entry);
    entries.delete(key); // the last to change comes last
    entries.set(key, entry);
  },
  remove: (key) => void entries.delete(key),
  isFull: () => false, // only the server counts
});

export const settingsOf = (entries: readonly Entry[]) =>
  entries.find((entry) => entry.kind === "settings") ?? DEFAULT_SETTINGS;

/** A conversation with what was read here counted as read, pending actions as done, and the settings filled in. */
export function conversationWithPending(
  conversation: Conversation,
  pending: readonly PendingAction<InboxAction>[],
  read: number,
  entries: Pick<Entries, "mention" | "settings">,
): Conversation {
  const { room_id } = conversation;
  const changed = pending.reduce((shown, { action }) => applyToConversation(shown, action), conversation);
  const level = levelOf(changed, settingsOf(entries.settings));
  const shown = { ...changed, level, read: Math.max(changed.read, read) };
  if (shown.read === conversation.read) return shown;
  return { ...shown, mentions: mentionsAfter(entries.mention, room_id, shown.read) };
}

const mentionsAfter = (mentions: readonly Entry[], room_id: RoomId, read: number): number =>
  mentions.filter(
    (entry) => entry.kind === "mention" && entry.room_id === room_id && entry.message.message_id > read,
  ).length;
