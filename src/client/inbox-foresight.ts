import { assertNever } from "../protocol/codes.ts";
import type { RoomId } from "../protocol/ids.ts";
import {
  type Conversation,
  changedSettings,
  DEFAULT_SETTINGS,
  type Entry,
  type EntryKind,
  type InboxAction,
  keyOf,
  levelOf,
} from "../protocol/inbox.ts";
import type { InboxSnapshot as Shelf } from "./inbox/inbox-snapshot.ts";
import type { PendingAction as Doing } from "./sending/action-queue.ts";

/** Entries by kind, each the newest change first. */
export type Entries = Readonly<Record<EntryKind, readonly Entry[]>>;

/** How an inbox's entries will look once it has carried out what is under way. */
export function foreseenEntries(shelf: Shelf, doings: readonly Doing<InboxAction>[]): Entries {
  const entries = new Map(
    [...shelf.entries.values()].flatMap(({ key, entry }) => (entry ? [[key, entry]] : [])),
  );
  for (const { action, created_at } of doings) apply(entries, action, created_at);
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

function apply(entries: Map<string, Entry>, action: InboxAction, at: number): void {
  switch (action.type) {
    case "save":
      return putAside(
        entries,
        { kind: "saved", room_id: action.room_id, message_id: action.message_id, at },
        action.on,
      );
    case "block":
      return putAside(entries, { kind: "block", user_id: action.user_id, at }, action.on);
    case "draft": {
      const { type: kind, ...draft } = action;
      const entry: Entry = { kind, ...draft, at };
      return action.text === "" ? void entries.delete(keyOf(entry)) : put(entries, entry);
    }
    case "read_thread": {
      const thread = entries.get(`thread ${action.room_id} ${action.root}`);
      if (thread?.kind === "thread")
        put(entries, { ...thread, read: Math.max(thread.read, action.message_id) });
      return;
    }
    case "dismiss_thread":
      return void entries.delete(`thread ${action.room_id} ${action.root}`);
    case "update_settings": {
      return put(entries, changedSettings(settingsOf([...entries.values()]), action));
    }
    case "mark_unread":
    case "set_level":
    case "pin_conversation":
      return; // of conversations
    default:
      return assertNever(action);
  }
}

/** What was put aside before stays as it was. */
function putAside(entries: Map<string, Entry>, entry: Entry, on: boolean): void {
  if (!on) entries.delete(keyOf(entry));
  else if (!entries.has(keyOf(entry))) put(entries, entry);
}

function put(entries: Map<string, Entry>, entry: Entry): void {
  entries.delete(keyOf(entry)); // the last to change comes last
  entries.set(keyOf(entry), entry);
}

export const settingsOf = (entries: readonly Entry[]) =>
  entries.find((entry) => entry.kind === "settings") ?? DEFAULT_SETTINGS;

/** How a conversation will look: what was read here counts as read, what is under way as done, and the settings as its own. */
export function foreseenConversation(
  conversation: Conversation,
  doings: readonly Doing<InboxAction>[],
  read: number,
  entries: Pick<Entries, "mention" | "settings">,
): Conversation {
  const { room_id } = conversation;
  const actionSettled = doings.reduce((seen, { action }) => after(seen, action), conversation);
  const level = levelOf(actionSettled, settingsOf(entries.settings));
  const seen = { ...actionSettled, level, read: Math.max(actionSettled.read, read) };
  if (seen.read === conversation.read) return seen;
  return { ...seen, mentions: mentionsAfter(entries.mention, room_id, seen.read) };
}

function after(conversation: Conversation, action: InboxAction): Conversation {
  if (!("room_id" in action) || action.room_id !== conversation.room_id) return conversation;
  if (action.type === "mark_unread")
    return { ...conversation, read: Math.min(conversation.read, action.message_id - 1) };
  if (action.type === "pin_conversation") return { ...conversation, pinned: action.on };
  if (action.type !== "set_level") return conversation;
  const { unset: _, ...before } = conversation;
  const level =
    action.level === undefined ? ({ level: "all", unset: true } as const) : { level: action.level };
  return { ...before, ...level, muted_until: action.muted_until };
}

const mentionsAfter = (mentions: readonly Entry[], room_id: RoomId, read: number): number =>
  mentions.filter(
    (entry) => entry.kind === "mention" && entry.room_id === room_id && entry.message.message_id > read,
  ).length;
