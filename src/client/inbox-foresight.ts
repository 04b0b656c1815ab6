import { assertNever } from "../protocol/codes.ts";
import type { RoomId } from "../protocol/ids.ts";
import {
  type Conversation,
  DEFAULT_SETTINGS,
  type Entry,
  type EntryKind,
  type InboxAct,
  keyOf,
} from "../protocol/inbox.ts";
import type { Doing } from "./act-queue.ts";
import type { Shelf } from "./shelf.ts";

/** Entries by kind, each the newest change first. */
export type Entries = Readonly<Record<EntryKind, readonly Entry[]>>;

/** How an inbox's entries will look once it has carried out what is under way. */
export function foreseenEntries(shelf: Shelf, doings: readonly Doing<InboxAct>[]): Entries {
  const entries = new Map(
    [...shelf.entries.values()].flatMap(({ key, entry }) => (entry ? [[key, entry]] : [])),
  );
  for (const { act, created_at } of doings) apply(entries, act, created_at);
  const newestFirst = [...entries.values()].reverse();
  const of = (kind: EntryKind) => newestFirst.filter((entry) => entry.kind === kind);
  return {
    thread: of("thread"),
    mention: of("mention"),
    star: of("star"),
    draft: of("draft"),
    block: of("block"),
    settings: of("settings"),
  };
}

function apply(entries: Map<string, Entry>, act: InboxAct, at: number): void {
  switch (act.type) {
    case "star":
      return putAside(
        entries,
        { kind: "star", room_id: act.room_id, message_id: act.message_id, at },
        act.on,
      );
    case "block":
      return putAside(entries, { kind: "block", user_id: act.user_id, at }, act.on);
    case "draft": {
      const { room_id, text, reply_to } = act;
      const entry: Entry = { kind: "draft", room_id, text, at, ...(reply_to !== undefined && { reply_to }) };
      return text === "" ? void entries.delete(keyOf(entry)) : put(entries, entry);
    }
    case "read_thread": {
      const thread = entries.get(`thread ${act.room_id} ${act.root}`);
      if (thread?.kind === "thread") put(entries, { ...thread, read: Math.max(thread.read, act.message_id) });
      return;
    }
    case "forget_thread":
      return void entries.delete(`thread ${act.room_id} ${act.root}`);
    case "set": {
      const known = settingsOf([...entries.values()]);
      const { receipts = known.receipts, visible = known.visible } = act;
      return put(entries, { kind: "settings", receipts, visible });
    }
    case "mark_unread":
    case "set_level":
    case "pin_conversation":
      return; // of conversations
    default:
      return assertNever(act);
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

/** How a conversation will look: what was read here counts as read, and what is under way as done. */
export function foreseenConversation(
  conversation: Conversation,
  doings: readonly Doing<InboxAct>[],
  read: number,
  mentions: readonly Entry[],
): Conversation {
  const { room_id } = conversation;
  const acted = doings.reduce((seen, { act }) => after(seen, act), conversation);
  const seen = { ...acted, read: Math.max(acted.read, read) };
  if (seen.read === conversation.read) return seen;
  return { ...seen, mentions: mentionsAfter(mentions, room_id, seen.read) };
}

function after(conversation: Conversation, act: InboxAct): Conversation {
  if (!("room_id" in act) || act.room_id !== conversation.room_id) return conversation;
  if (act.type === "mark_unread")
    return { ...conversation, read: Math.min(conversation.read, act.message_id - 1) };
  if (act.type === "pin_conversation") return { ...conversation, pinned: act.on };
  if (act.type !== "set_level") return conversation;
  return { ...conversation, level: act.level, muted_until: act.muted_until };
}

const mentionsAfter = (mentions: readonly Entry[], room_id: RoomId, read: number): number =>
  mentions.filter(
    (entry) => entry.kind === "mention" && entry.room_id === room_id && entry.message.message_id > read,
  ).length;
