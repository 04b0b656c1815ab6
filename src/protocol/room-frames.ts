import * as z from "zod/mini";
import { ClientId } from "./ids.ts";
import { Content, Message } from "./message.ts";
import { Change, Position, Role, Room } from "./room.ts";

/** The frames of a room's socket. `Up` goes to the server, `Down` to the client. */

/** Opens the conversation on a new socket: who speaks which version, and where the client stands. */
const Hello = z.object({
  type: z.literal("hello"),
  protocol: z.int(),
  position: z.optional(Position),
});

/** Says something. The answer is the message itself coming back with this client_id, or a `reject`. */
export const Send = z.object({ type: z.literal("send"), client_id: ClientId, ...Content.shape });
export type Send = z.infer<typeof Send>;

export const RoomUp = z.discriminatedUnion("type", [Hello, Send]);
export type RoomUp = z.infer<typeof RoomUp>;

/** The heartbeat and its answer, as exact strings: the runtime answers without waking the object. */
export const PING = '{"type":"ping"}';
export const PONG = '{"type":"pong"}';

const Failure = { code: z.string(), message: z.string(), retry_after_ms: z.optional(z.int()) };

export const RoomDown = z.discriminatedUnion("type", [
  /** Answers `hello`. With `reload`, what the client has cached must go: the latest page follows. */
  z.object({
    type: z.literal("welcome"),
    protocol: z.int(),
    min_protocol: z.int(),
    mode: z.enum(["resume", "reload"]),
    room: Room,
    role: Role,
    /** The newest position at this moment. */
    head: Position,
    server_time: z.int(),
  }),
  /** Messages and changes, each oldest first and without holes. Messages are applied first. */
  z.object({ type: z.literal("events"), messages: z.array(Message), changes: z.array(Change) }),
  /** The resume is complete; from here on `events` are live. */
  z.object({ type: z.literal("current"), position: Position }),
  /** A send was refused; it is not in the room. */
  z.object({ type: z.literal("reject"), client_id: ClientId, ...Failure }),
  /** Something else was wrong with what the client sent. */
  z.object({ type: z.literal("error"), ...Failure }),
  z.object({ type: z.literal("pong") }),
]);
export type RoomDown = z.infer<typeof RoomDown>;
