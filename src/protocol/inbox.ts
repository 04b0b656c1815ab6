import * as z from "zod/mini";
import { MessageId, RoomId, RoomKind, UserId } from "./ids.ts";
import { PREVIEW_CHARACTERS, TEXT_MAX_CHARACTERS } from "./limits.ts";
import type { Message } from "./message.ts";
import { Role } from "./room.ts";

/** A message as a list shows it. */
export const Preview = z.object({
  message_id: MessageId,
  sender: UserId,
  time: z.int(),
  /** The first characters of the text. */
  text: z.string(),
  /** How many files it has, and the name and type of the first. */
  files: z.optional(z.object({ count: z.int(), name: z.string(), type: z.string() })),
  deleted: z.optional(z.boolean()),
});
export type Preview = z.infer<typeof Preview>;

export const previewText = (text: string): string =>
  Array.from(text.slice(0, 2 * PREVIEW_CHARACTERS))
    .slice(0, PREVIEW_CHARACTERS)
    .join("");

const previewFiles = (files: NonNullable<Message["files"]>): Preview["files"] => ({
  count: files.length,
  name: files[0]?.name ?? "",
  type: files[0]?.type ?? "",
});

export const previewOf = ({
  message_id,
  sender,
  time,
  text,
  files,
  deleted_at,
}: Pick<Message, "message_id" | "sender" | "time" | "text" | "files" | "deleted_at">): Preview => ({
  message_id,
  sender,
  time,
  text: previewText(text),
  ...(files && { files: previewFiles(files) }),
  ...(deleted_at !== undefined && { deleted: true }),
});

/** Which messages of a room the user is notified of. */
export const Level = z.enum(["all", "mentions", "nothing"]);
export type Level = z.infer<typeof Level>;

/** Messages in a row: the first and the last of them. */
const Run = z.object({ from: MessageId, to: MessageId });

/** One room in a user's inbox. */
export const Conversation = z.object({
  room_id: RoomId,
  kind: RoomKind,
  name: z.string(),
  /** The user's role, or `left` if they are not a member: the client drops the room, or shows the invitation to it. */
  membership: z.union([Role, z.literal("left")]),
  /** Newest message_id of the room the inbox knows of. */
  head: z.int(),
  /** Everything up to this message_id has been read. */
  read: z.int(),
  /** Runs of deleted messages after `read`. They do not count as unread. */
  deleted: z.optional(z.array(Run)),
  /** Messages after `read` that mention the user. */
  mentions: z.int(),
  preview: z.optional(Preview),
  level: Level,
  /** The user has set no level for this room, so that of their settings applies; `level` is then `all`. */
  unset: z.optional(z.boolean()),
  /** Unix milliseconds until which the room is muted; 0 if it is not. */
  muted_until: z.int(),
  /** Whether the user has pinned it to the top; left out if not. */
  pinned: z.optional(z.boolean()),
  /** Who has invited the user into a room they are not in, and when (Unix milliseconds). */
  invitation: z.optional(z.object({ by: UserId, at: z.int() })),
  /** A DM begun by somebody the user does not know, and has not answered; without preview or mentions. */
  request: z.optional(z.boolean()),
  /** Unix milliseconds of the last thing that happened: the order of the list. */
  active_at: z.int(),
  /** The inbox's counter when this conversation last changed. */
  version: z.int(),
});
export type Conversation = z.infer<typeof Conversation>;

/** The level that applies to a room: its own, else that of the settings. A DM without its own notifies of everything. */
export const levelOf = (
  { kind, level, unset }: Pick<Conversation, "kind" | "level" | "unset">,
  settings: Pick<Settings, "level">,
): Level => (unset && kind !== "dm" ? (settings.level ?? "all") : level);

/** Unread messages. Computed here and nowhere else. */
export function unread({
  head,
  read,
  deleted = [],
}: Pick<Conversation, "head" | "read" | "deleted">): number {
  const gone = deleted.map(({ from, to }) => Math.max(0, Math.min(to, head) - Math.max(from, read + 1) + 1));
  return Math.max(
    0,
    gone.reduce((left, count) => left - count, head - read),
  );
}

/** A thread the user follows: its first message, its newest reply, and how far they have read it. */
const Thread = z.object({
  kind: z.literal("thread"),
  room_id: RoomId,
  root: MessageId,
  last: Preview,
  read: z.int(),
});
/** A message that mentions the user. */
const Mention = z.object({ kind: z.literal("mention"), room_id: RoomId, message: Preview });
/** A message the user saved for later. */
const Saved = z.object({ kind: z.literal("saved"), room_id: RoomId, message_id: MessageId, at: z.int() });
/** The text of a draft: longer than a message may be, so that nothing is lost while it is shortened. */
export const DraftText = z.string().check(z.maxLength(2 * TEXT_MAX_CHARACTERS));
/** What the user has typed in a room or thread, or as the new text of a message, but not sent. */
const Draft = z.object({
  kind: z.literal("draft"),
  room_id: RoomId,
  thread: z.optional(MessageId),
  edit: z.optional(MessageId),
  text: DraftText,
  reply_to: z.optional(MessageId),
  at: z.int(),
});
/** Somebody the user has blocked: they cannot write in the DM or mention the user, and their messages are hidden. */
const Block = z.object({ kind: z.literal("block"), user_id: UserId, at: z.int() });
/** Some of the people there are. Contacts are those with whom the user has a DM that both have agreed to. */
export const Audience = z.enum(["everyone", "shared_room", "contacts"]);
export type Audience = z.infer<typeof Audience>;

const Settings = z.object({
  kind: z.literal("settings"),
  /** Whether others are told what this user has read. */
  receipts: z.boolean(),
  /** Whether others see when this user is online. */
  visible: z.boolean(),
  /** The level of groups and channels that have none of their own; `all` if left out. */
  level: z.optional(Level),
  /** Who may write to this user and invite them, and who sees their presence; everyone unless set. */
  writers: z.optional(Audience),
  presence_audience: z.optional(Audience),
});

export type Settings = z.infer<typeof Settings>;

/** What an inbox keeps besides conversations; the same on all of a user's devices. */
export const Entry = z.discriminatedUnion("kind", [Thread, Mention, Saved, Draft, Block, Settings]);
export type Entry = z.infer<typeof Entry>;
export type EntryKind = Entry["kind"];
export const ENTRY_KINDS = [
  "thread",
  "mention",
  "saved",
  "draft",
  "block",
  "settings",
] as const satisfies readonly EntryKind[];

export const DEFAULT_SETTINGS: Settings = { kind: "settings", receipts: true, visible: true };

/** The settings after some of them have changed. */
export const changedSettings = (known: Settings, set: SettingsChange): Settings => {
  const level = set.level ?? known.level;
  const writers = set.writers ?? known.writers;
  const presence_audience = set.presence_audience ?? known.presence_audience;
  return {
    kind: "settings",
    receipts: set.receipts ?? known.receipts,
    visible: set.visible ?? known.visible,
    ...(level !== undefined && { level }),
    ...(writers !== undefined && { writers }),
    ...(presence_audience !== undefined && { presence_audience }),
  };
};
type SettingsChange = { readonly [Key in Exclude<keyof Settings, "kind">]?: Settings[Key] | undefined };

/** An entry with its place in the inbox. `entry` is null once it is gone. */
export const KeyedEntry = z.object({ key: z.string(), version: z.int(), entry: z.nullable(Entry) });
export type KeyedEntry = z.infer<typeof KeyedEntry>;

/** What identifies an entry: a newer one with the same key replaces it. */
export function keyOf(entry: Entry): string {
  switch (entry.kind) {
    case "thread":
      return `thread ${entry.room_id} ${entry.root}`;
    case "mention":
      return `mention ${entry.room_id} ${entry.message.message_id}`;
    case "saved":
      return `saved ${entry.room_id} ${entry.message_id}`;
    case "draft":
      return draftKey(entry);
    case "block":
      return `block ${entry.user_id}`;
    case "settings":
      return "settings";
  }
}

/** Where a draft belongs: to a room, to a thread in it, or to a message that is being edited. */
export interface DraftKey {
  readonly room_id: RoomId;
  readonly thread?: MessageId | undefined;
  readonly edit?: MessageId | undefined;
}

export function draftKey({ room_id, thread, edit }: DraftKey): string {
  if (edit !== undefined) return `draft ${room_id} edit ${edit}`;
  return thread === undefined ? `draft ${room_id}` : `draft ${room_id} ${thread}`;
}

/** Whether somebody is online. */
export const Presence = z.object({
  user_id: UserId,
  online: z.boolean(),
  /** Unix milliseconds; left out if nobody may know, or if they were never online. */
  last_active_at: z.optional(z.int()),
});
export type Presence = z.infer<typeof Presence>;

/** Where a device stands in its user's inbox. */
export const InboxPosition = z.object({
  epoch: z.string().check(z.minLength(1), z.maxLength(32)),
  version: z.int().check(z.minimum(0)),
});
export type InboxPosition = z.infer<typeof InboxPosition>;
