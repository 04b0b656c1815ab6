import * as z from "zod/mini";
import { AgeMs } from "./actions/definition.ts";
import { InboxAction } from "./actions.ts";
import { ClientId, MessagePosition, RoomId, UserId } from "./ids.ts";
import { Conversation, InboxPosition, KeyedEntry, Presence } from "./inbox.ts";
import { FOLLOWED_MAX, PRESENCE_SUBSCRIPTIONS_MAX } from "./limits.ts";
import { FrameError, Pong, Reject } from "./room-frames.ts";

/** The frames of an inbox's socket. Heartbeats and refusals are those of a room's socket. */

export const InboxUp = z.discriminatedUnion("type", [
  z.object({ type: z.literal("hello"), protocol: z.int(), position: z.optional(InboxPosition) }),
  /** Everything up to message_id has been read. Only ever moves forward. */
  z.object({ type: z.literal("read"), room_id: RoomId, message_id: MessagePosition }),
  /**
   * The rooms whose end this device shows, live: what comes there is seen as it comes. Replaces the list before,
   * and a `hello` ends it. While all of a user's devices show a room, it does not report its messages to the inbox.
   */
  z.object({
    type: z.literal("follow"),
    room_ids: z.array(RoomId).check(z.maxLength(FOLLOWED_MAX)),
  }),
  /** Applies an action. Answered by `done` or `reject` with the same client_id. */
  z.object({ type: z.literal("action"), client_id: ClientId, action: InboxAction, age_ms: AgeMs }),
  /** Everyone whose presence this device shows at the moment; answered by `presence`. */
  z.object({
    type: z.literal("subscribe_presence"),
    user_ids: z.array(UserId).check(z.maxLength(PRESENCE_SUBSCRIPTIONS_MAX)),
  }),
]);
export type InboxUp = z.infer<typeof InboxUp>;

export const InboxDown = z.discriminatedUnion("type", [
  /** Answers `hello`. With `reload`, everything follows and replaces what the client has. */
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
  /** The final state of entries that changed, in order of their version. */
  z.object({ type: z.literal("entries"), entries: z.array(KeyedEntry) }),
  /** The resume is complete; from here on frames are live. */
  z.object({ type: z.literal("current"), position: InboxPosition }),
  /** The presence of people subscribed to, as it is now. */
  z.object({ type: z.literal("presence"), people: z.array(Presence) }),
  z.object({ type: z.literal("done"), client_id: ClientId }),
  Reject,
  FrameError,
  Pong,
]);
export type InboxDown = z.infer<typeof InboxDown>;
