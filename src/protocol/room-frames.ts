import * as z from "zod/mini";
import { AgeMs } from "./actions/definition.ts";
import { Action } from "./actions.ts";
import { ClientId, MessageId, UserId } from "./ids.ts";
import { Content, Message } from "./message.ts";
import { Change, Position, Role, Room } from "./room.ts";

/** The frames of a room's socket. `Up` goes to the server, `Down` to the client. */

/** The first frame on a new socket: the client's version and position. */
const Hello = z.object({
  type: z.literal("hello"),
  protocol: z.int(),
  position: z.optional(Position),
});

/** Sends a message. The answer is the message itself with this client_id, or a `reject`. */
export const Send = z.object({ type: z.literal("send"), client_id: ClientId, ...Content.shape });
export type Send = z.infer<typeof Send>;

const counter = z.int().check(z.minimum(0));

export const RoomUp = z.discriminatedUnion("type", [
  Hello,
  Send,
  /** Applies an action. Answered by `done` or `reject` with the same client_id, after the `events` it caused. */
  z.object({ type: z.literal("action"), client_id: ClientId, action: Action, age_ms: AgeMs }),
  /** The user is typing, or has stopped. Repeated while it goes on; never stored, and dropped under load. */
  z.object({ type: z.literal("typing"), on: z.boolean(), thread: z.optional(MessageId) }),
  /** The device has received and, if the user lets others know, read everything up to these messages. */
  z.object({ type: z.literal("receipt"), delivered: counter, read: z.optional(counter) }),
]);
export type RoomUp = z.infer<typeof RoomUp>;

/** Proves that everything up to the `pong` that brought it has been read. */
const Ack = z.optional(z.string().check(z.maxLength(64)));

/** Asks for a sign of life, also before `hello`, or repeats the `ack` of a `pong`. Both kinds of socket accept it. */
export const Ping = z.object({ type: z.literal("ping"), ack: Ack });
/** The heartbeat and its answer. If it is exactly this string, the runtime answers without waking the object. */
export const PING = '{"type":"ping"}';
export const PONG = '{"type":"pong"}';

/** How far one member has come. `read` is 0 if they do not let others know. */
export const Receipt = z.object({ user_id: UserId, delivered: z.int(), read: z.int() });
export type Receipt = z.infer<typeof Receipt>;

export const TypingUser = z.object({ user_id: UserId, thread: z.optional(MessageId) });
export type TypingUser = z.infer<typeof TypingUser>;

const failure = {
  code: z.string(),
  message: z.string(),
  retry_after_ms: z.optional(z.int()),
  /** Path of the field at fault, if it is one. */
  field: z.optional(z.string()),
};
/** A send or action was refused; nothing of it has happened. */
export const Reject = z.object({ type: z.literal("reject"), client_id: ClientId, ...failure });
/** Something else was wrong with a frame; `client_id` is that of the frame, if it had one. */
export const FrameError = z.object({ type: z.literal("error"), client_id: z.optional(ClientId), ...failure });
/** Answers `ping`. With `ack` it is a question, which the client answers by a `ping` with the same `ack`. */
export const Pong = z.object({ type: z.literal("pong"), ack: Ack });

/** The chain values before the first message that an answer to `hello` brought, and after its position (hex). */
export const ChainEnds = z.object({ chain_before: z.string(), chain_after: z.string() });
export type ChainEnds = z.infer<typeof ChainEnds>;

export const RoomDown = z.discriminatedUnion("type", [
  /** Answers `hello`. With `reload`, the client drops what it has cached, and the latest page follows. */
  z.object({
    type: z.literal("welcome"),
    protocol: z.int(),
    min_protocol: z.int(),
    mode: z.enum(["resume", "reload"]),
    /** The user as whom the client is signed in. */
    user_id: UserId,
    room: Room,
    role: Role,
    /** The newest position at this moment. */
    head: Position,
    server_time: z.int(),
  }),
  /**
   * Messages and changes, each oldest first. Messages are applied first. Live, neither has holes; in
   * a resume, changes that a later one made void are left out.
   */
  z.object({ type: z.literal("events"), messages: z.array(Message), changes: z.array(Change) }),
  /** The resume is complete; from here on `events` are live. */
  z.object({ type: z.literal("current"), position: Position, chain: z.optional(ChainEnds) }),
  /** An action was carried out. */
  z.object({ type: z.literal("done"), client_id: ClientId }),
  /** Everyone who is typing now; each for TYPING_EXPIRES_MS at most. */
  z.object({ type: z.literal("typing"), users: z.array(TypingUser) }),
  /** How far some members have come; after `welcome`, all of them. */
  z.object({ type: z.literal("receipts"), receipts: z.array(Receipt) }),
  Reject,
  FrameError,
  Pong,
]);
export type RoomDown = z.infer<typeof RoomDown>;
