import * as z from "zod/mini";
import type { Code } from "../codes.ts";
import { MessageId, RoomId, UserId } from "../ids.ts";
import {
  Audience,
  changedSettings,
  DEFAULT_SETTINGS,
  DraftText,
  draftKey,
  type Entry,
  keyOf,
  Level,
} from "../inbox.ts";
import { type EntryStore, inboxAction } from "./definition.ts";

/** What a user does in their own inbox. */

const room = { room_id: RoomId };

export const inboxActions = {
  mark_unread: inboxAction({
    schema: z.object({ type: z.literal("mark_unread"), ...room, message_id: MessageId }),
    summary: "Makes a message and all after it unread: the one way in which `read` moves back",
    refusals: ["not_a_member"],
    coalescingKey: ({ room_id }) => unreadKey(room_id),
    conversation: (conversation, { message_id }) => ({
      ...conversation,
      read: Math.min(conversation.read, message_id - 1),
    }),
  }),

  set_level: inboxAction({
    schema: z.object({
      type: z.literal("set_level"),
      ...room,
      /** Without it, the user's settings decide. */
      level: z.optional(Level),
      muted_until: z.int().check(z.minimum(0)),
    }),
    summary: "Sets which messages of a room the user is notified of, and until when it is muted",
    refusals: ["not_a_member"],
    coalescingKey: ({ room_id }) => `set_level ${room_id}`,
    sets: ({ room_id }) => [`set_level ${room_id}`],
    conversation: ({ unset: _, ...conversation }, { level, muted_until }) => ({
      ...conversation,
      ...(level === undefined ? { level: "all", unset: true } : { level }),
      muted_until,
    }),
  }),

  pin_conversation: inboxAction({
    schema: z.object({ type: z.literal("pin_conversation"), ...room, on: z.boolean() }),
    summary: "Pins a conversation to the top of the list, or unpins it",
    refusals: ["not_a_member"],
    coalescingKey: ({ room_id }) => `pin_conversation ${room_id}`,
    sets: ({ room_id }) => [`pin_conversation ${room_id}`],
    conversation: (conversation, { on }) => ({ ...conversation, pinned: on }),
  }),

  accept_request: inboxAction({
    schema: z.object({ type: z.literal("accept_request"), ...room }),
    summary: "Agrees to a DM that a stranger has begun; writing in it does so too",
    refusals: ["not_a_member"],
    coalescingKey: ({ room_id }) => `request ${room_id}`,
    conversation: ({ request: _, ...conversation }) => conversation,
  }),

  decline_request: inboxAction({
    schema: z.object({ type: z.literal("decline_request"), ...room }),
    summary: "Declines an invitation, or a DM that a stranger has begun",
    refusals: ["not_a_member"],
    coalescingKey: ({ room_id }) => `request ${room_id}`,
    conversation: ({ request: _, invitation: __, ...conversation }) => ({
      ...conversation,
      membership: "left",
    }),
  }),

  save: inboxAction({
    schema: z.object({ type: z.literal("save"), ...room, message_id: MessageId, on: z.boolean() }),
    summary: "Saves a message for later, or removes it from the saved ones",
    refusals: ["too_many"],
    coalescingKey: ({ room_id, message_id }) => `saved ${room_id} ${message_id}`,
    sets: ({ room_id, message_id }) => [`saved ${room_id} ${message_id}`],
    entries: (store, { room_id, message_id, on }, at) =>
      keep(store, { kind: "saved", room_id, message_id, at }, on),
  }),

  draft: inboxAction({
    schema: z.object({
      type: z.literal("draft"),
      ...room,
      thread: z.optional(MessageId),
      /** The message whose new text it is, if it is no new message. */
      edit: z.optional(MessageId),
      /** An empty text ends the draft. */
      text: DraftText,
      reply_to: z.optional(MessageId),
    }),
    summary: "Stores the draft of a room, a thread or an edit; the last one written counts",
    refusals: ["not_a_member"],
    coalescingKey: draftKey,
    sets: (action) => [draftKey(action)],
    // A client ends the draft when it sends: nobody else knows which text became the message.
    entries: (store, { type: kind, ...draft }, at) => {
      const known = store.get(draftKey(draft));
      const isSame =
        known?.kind === "draft" && known.text === draft.text && known.reply_to === draft.reply_to;
      if (draft.text === "") store.remove(draftKey(draft));
      else if (!isSame) store.put({ kind, ...draft, at });
      return undefined;
    },
  }),

  block: inboxAction({
    schema: z.object({ type: z.literal("block"), user_id: UserId, on: z.boolean() }),
    summary: "Blocks a person, or unblocks them",
    refusals: ["not_allowed", "too_many", "rate_limited"],
    coalescingKey: ({ user_id }) => `block ${user_id}`,
    sets: ({ user_id }) => [`block ${user_id}`],
    entries: (store, { user_id, on }, at) =>
      user_id === store.owner ? "not_allowed" : keep(store, { kind: "block", user_id, at }, on),
  }),

  read_thread: inboxAction({
    schema: z.object({
      type: z.literal("read_thread"),
      ...room,
      root: MessageId,
      message_id: MessageId,
    }),
    summary: "Marks a followed thread as read up to a reply; never moves back",
    refusals: [],
    coalescingKey: ({ room_id, root }) => `read_thread ${room_id} ${root}`,
    entries: (store, { room_id, root, message_id }) => {
      const thread = store.get(`thread ${room_id} ${root}`);
      if (thread?.kind === "thread") store.put({ ...thread, read: Math.max(thread.read, message_id) });
      return undefined;
    },
  }),

  dismiss_thread: inboxAction({
    schema: z.object({ type: z.literal("dismiss_thread"), ...room, root: MessageId }),
    summary: "Takes a thread off the list of followed threads until somebody replies in it",
    refusals: [],
    coalescingKey: ({ room_id, root }) => `dismiss_thread ${room_id} ${root}`,
    entries: (store, { room_id, root }) => void store.remove(`thread ${room_id} ${root}`),
  }),

  update_settings: inboxAction({
    schema: z.strictObject({
      type: z.literal("update_settings"),
      receipts: z.optional(z.boolean()),
      visible: z.optional(z.boolean()),
      level: z.optional(Level),
      writers: z.optional(Audience),
      presence_audience: z.optional(Audience),
    }),
    summary: "Changes some of the user's settings and leaves the others as they are",
    refusals: ["rate_limited"],
    // One setting does not replace another.
    coalescingKey: (action) => `update_settings ${Object.keys(action).sort().join(" ")}`,
    sets: ({ type: _, ...settings }) => Object.keys(settings),
    entries: (store, { type: _, ...settings }) => {
      const known = store.get("settings");
      store.put(changedSettings(known?.kind === "settings" ? known : DEFAULT_SETTINGS, settings));
      return undefined;
    },
  }),
} as const;

/** The key of marking a room as unread. Reading the room replaces that too. */
export const unreadKey = (room_id: RoomId): string => `mark_unread ${room_id}`;

/** Saving something again leaves it as it was first saved. */
function keep(store: EntryStore, entry: Entry, on: boolean): Code | undefined {
  const key = keyOf(entry);
  if (!on) store.remove(key);
  else if (!store.get(key)) {
    if (store.isFull(entry.kind)) return "too_many";
    store.put(entry);
  }
  return undefined;
}
