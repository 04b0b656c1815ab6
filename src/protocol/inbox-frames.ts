import * as z from "zod/mini";
import { RoomId } from "./ids.ts";
import { Conversation, InboxPosition } from "./inbox.ts";

/** The frames of an inbox's socket. Heartbeats are those of a room's socket. */

export const InboxUp = z.discriminatedUnion("type", [
  z.object({ type: z.literal("hello"), protocol: z.int(), position: z.optional(InboxPosition) }),
  /** Everything up to message_id has been read. Only ever moves forward. */
  z.object({ type: z.literal("read"), room_id: RoomId, message_id: z.int().check(z.minimum(0)) }),
]);
export type InboxUp = z.infer<typeof InboxUp>;

export const InboxDown = z.discriminatedUnion("type", [
  /** Answers `hello`. With `reload`, the whole list follows and replaces what the client has. */
  z.object({
    type: z.literal("welcome"),
    protocol: z.int(),
    min_protocol: z.int(),
    mode: z.enum(["resume", "reload"]),
    head: InboxPosition,
    server_time: z.int(),
  }),
  /** The final state of conversations that changed, in order of their version. */
  z.object({ type: z.literal("conversations"), conversations: z.array(Conversation) }),
  /** The resume is complete; from here on `conversations` are live. */
  z.object({ type: z.literal("current"), position: InboxPosition }),
  z.object({
    type: z.literal("error"),
    code: z.string(),
    message: z.string(),
    retry_after_ms: z.optional(z.int()),
  }),
  z.object({ type: z.literal("pong") }),
]);
export type InboxDown = z.infer<typeof InboxDown>;
