import * as z from "zod/mini";
import { type Refusal, refuse } from "./codes.ts";
import { AttachedFile } from "./file.ts";
import { ClientId, MessageId, RoomId, UserId } from "./ids.ts";
import { FILES_MAX, MENTIONS_MAX, POLL_OPTION_MAX, POLL_OPTIONS_MAX, TEXT_MAX_CHARACTERS } from "./limits.ts";
import { isBlank, ROOM_MENTIONS } from "./user.ts";

/** The options of a poll. The text is its question. */
export const Poll = z.object({
  options: z
    .array(z.string().check(z.trim(), z.minLength(1), z.maxLength(POLL_OPTION_MAX)))
    .check(z.minLength(2), z.maxLength(POLL_OPTIONS_MAX)),
  /** Whether one may choose more than one. */
  multiple: z.boolean(),
});
export type Poll = z.infer<typeof Poll>;

/** The part of a message that its sender writes. */
export const Content = z.object({
  text: z.string(),
  /** The message this one answers, in the same room. */
  reply_to: z.optional(MessageId),
  /** The message whose thread this one belongs to. It is still in the room's log like any other. */
  thread: z.optional(MessageId),
  /** The people this message mentions. */
  mentions: z.optional(z.array(UserId).check(z.maxLength(MENTIONS_MAX))),
  /** Mentions every member, or those who have the room open. */
  mention_room: z.optional(z.enum(ROOM_MENTIONS)),
  poll: z.optional(Poll),
  /** In the order in which they are shown. A message with files needs no text. */
  files: z.optional(z.array(AttachedFile).check(z.minLength(1), z.maxLength(FILES_MAX))),
});
export type Content = z.infer<typeof Content>;

/** Where a forwarded message was first sent. Only the server writes it, so it cannot be forged. */
export const Forward = z.object({ room_id: RoomId, message_id: MessageId, sender: UserId, time: z.int() });
export type Forward = z.infer<typeof Forward>;

/** One emoji under a message. */
export const Reaction = z.object({
  emoji: z.string(),
  count: z.int(),
  /** The first who reacted. */
  users: z.array(UserId),
  /** Whether the reader is among them; left out in frames that go to everyone. */
  me: z.optional(z.boolean()),
});
export type Reaction = z.infer<typeof Reaction>;

/** A summary of a message's thread. */
export const ThreadSummary = z.object({
  count: z.int(),
  last_message_id: MessageId,
  /** Some of those who wrote in it. */
  users: z.array(UserId),
});
export type ThreadSummary = z.infer<typeof ThreadSummary>;

/** The votes for one option of a poll; `me` as in a reaction. */
export const Tally = z.object({ count: z.int(), me: z.optional(z.boolean()) });
export type Tally = z.infer<typeof Tally>;

/** What may change about a message after it was sent. A client replaces each part it is given. */
const state = {
  /** Unix milliseconds. The text is the new one. */
  edited_at: z.optional(z.int()),
  /** Unix milliseconds. The text is gone, here and everywhere. */
  deleted_at: z.optional(z.int()),
  /** Digest of what was first sent, once that is gone: the chain can still be checked. */
  digest: z.optional(z.string()),
  reactions: z.optional(z.array(Reaction)),
  pinned: z.optional(z.boolean()),
  replies: z.optional(ThreadSummary),
  /** One for each option of the poll. */
  votes: z.optional(z.array(Tally)),
};

/** A message as it is now. */
export const Message = z.object({
  message_id: MessageId,
  sender: UserId,
  client_id: ClientId,
  /** Unix milliseconds by the room's clock; never smaller than that of the previous message. */
  time: z.int(),
  ...Content.shape,
  forward: z.optional(Forward),
  ...state,
});
export type Message = z.infer<typeof Message>;

/** The parts of a message that have changed, as they are now. */
export const MessagePatch = z.object({
  message_id: MessageId,
  text: z.optional(z.string()),
  /** With these comes `mention_room`: without it the message no longer mentions the room. */
  mentions: z.optional(z.array(UserId)),
  mention_room: z.optional(z.enum(ROOM_MENTIONS)),
  ...state,
  /** What the person who made the change has now set, so that their devices know their own state. */
  actor_state: z.optional(
    z.object({
      emoji: z.optional(z.string()),
      on: z.optional(z.boolean()),
      votes: z.optional(z.array(z.int())),
    }),
  ),
});
export type MessagePatch = z.infer<typeof MessagePatch>;

const characters = (text: string): number => {
  if (text.length <= TEXT_MAX_CHARACTERS) return text.length;
  let count = 0;
  for (const _ of text) count++;
  return count;
};

/** Whether a string comes back unchanged from SQLite and UTF-8: no NUL, no half of a surrogate pair. */
export const isStorable = (text: string): boolean => text.isWellFormed() && !text.includes("\0");

/**
 * Why a text cannot be a message; undefined if it can. Not part of the schema, so that people learn
 * what is wrong with their text rather than that "the frame is bad".
 */
export function refuseText(text: string, { mayBeEmpty = false } = {}): Refusal | undefined {
  if (text !== "" && !isStorable(text)) return refuse("text_malformed");
  if (isBlank(text) && !mayBeEmpty) return refuse("text_empty");
  return characters(text) > TEXT_MAX_CHARACTERS ? refuse("text_too_long") : undefined;
}
