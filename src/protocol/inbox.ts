import * as z from "zod/mini";
import { MessageId, RoomId, RoomKind, UserId } from "./ids.ts";
import { Role } from "./room.ts";

/** The last message of a room, as the list of conversations shows it. */
export const Preview = z.object({
  message_id: MessageId,
  sender: UserId,
  time: z.int(),
  /** The first characters of the text. */
  text: z.string(),
});
export type Preview = z.infer<typeof Preview>;

/** One room in a user's inbox. */
export const Conversation = z.object({
  room_id: RoomId,
  kind: RoomKind,
  name: z.string(),
  /** The user's role, or `left` where they are no longer a member: the client drops the room. */
  membership: z.union([Role, z.literal("left")]),
  /** Newest message_id of the room the inbox knows of. */
  head: z.int(),
  /** Everything up to this message_id has been read. */
  read: z.int(),
  preview: z.optional(Preview),
  /** Unix milliseconds of the last thing that happened: the order of the list. */
  active_at: z.int(),
  /** The inbox's counter when this conversation last changed. */
  version: z.int(),
});
export type Conversation = z.infer<typeof Conversation>;

/** Unread messages. Computed here and nowhere else. */
export const unread = (conversation: Pick<Conversation, "head" | "read">): number =>
  Math.max(0, conversation.head - conversation.read);

/** Where a device stands in its user's inbox. */
export const InboxPosition = z.object({
  epoch: z.string().check(z.minLength(1), z.maxLength(32)),
  version: z.int().check(z.minimum(0)),
});
export type InboxPosition = z.infer<typeof InboxPosition>;
