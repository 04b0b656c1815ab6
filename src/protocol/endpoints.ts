import * as z from "zod/mini";
import type { Code } from "./codes.ts";
import { MessageId, RoomId, UserId } from "./ids.ts";
import { Conversation, InboxPosition } from "./inbox.ts";
import { InboxDown } from "./inbox-frames.ts";
import {
  FIND_PAGE,
  HISTORY_PAGE,
  HISTORY_PAGE_MAX,
  INVITE_MAX,
  NAME_MAX,
  PEOPLE_LOOKUP_MAX,
  POLL_WAIT_MS,
  TOPIC_MAX,
} from "./limits.ts";
import { Message } from "./message.ts";
import { History, Member, Role, Room } from "./room.ts";
import { RoomDown, Send } from "./room-frames.ts";
import { Bio, Color, DisplayName, Handle, lines, oneLine, Password, User } from "./user.ts";

/**
 * The HTTP API as data. The server mounts it, the SDK calls it and `/api/openapi.json` describes it,
 * all from this one table, so the three cannot disagree.
 */
export interface Endpoint {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  /** Parameters are written `:like_this` and are all ids. */
  readonly path: string;
  readonly summary: string;
  /** Whether the caller must be signed in. */
  readonly auth: "user" | "none";
  readonly params?: z.ZodMiniObject;
  readonly query?: z.ZodMiniObject;
  readonly body?: z.ZodMiniObject;
  readonly response: z.ZodMiniType;
  /** Refusals beyond those every endpoint may give. */
  readonly refusals: readonly Code[];
}

const endpoint = <const E extends Endpoint>(definition: E): E => definition;

const room = { params: z.object({ room_id: RoomId }) };
const Empty = z.object({});
const count = (max: number) => z.coerce.number().check(z.int(), z.minimum(1), z.maximum(max));
const counter = z.coerce.number().check(z.int(), z.minimum(0));
const messageId = z.optional(z.coerce.number().check(z.int(), z.minimum(1)));
const wait = z._default(
  z.coerce.number().check(z.int(), z.minimum(0), z.maximum(POLL_WAIT_MS)),
  POLL_WAIT_MS,
);
const idList = z.pipe(
  z.pipe(
    z.string(),
    z.transform((list: string) => list.split(",")),
  ),
  z.array(UserId).check(z.minLength(1), z.maxLength(PEOPLE_LOOKUP_MAX)),
);
const users = z.array(UserId).check(z.maxLength(INVITE_MAX));
const RoomName = z.string().check(z.trim(), z.minLength(1), z.maxLength(NAME_MAX), oneLine);
const Topic = z.string().check(z.maxLength(TOPIC_MAX), lines);

/** How the tokens of a new session travel: HttpOnly cookies for browsers, the body for anyone else. */
const Delivery = z._default(z.enum(["cookie", "body"]), "body");

export const Tokens = z.object({
  access_token: z.string(),
  refresh_token: z.string(),
  /** Seconds the access token lives. */
  expires_in: z.int(),
});
export type Tokens = z.infer<typeof Tokens>;

/** A new session. `tokens` only where they were asked for in the body. */
export const Session = z.object({ user: User, expires_in: z.int(), tokens: z.optional(Tokens) });
export type Session = z.infer<typeof Session>;

/** A public channel as the directory lists it. */
export const Channel = z.object({
  room_id: RoomId,
  name: z.string(),
  topic: z.string(),
  created_at: z.int(),
});
export type Channel = z.infer<typeof Channel>;

export const endpoints = {
  register: endpoint({
    method: "POST",
    path: "/api/auth/register",
    summary: "Make an account and sign in",
    auth: "none",
    body: z.object({ handle: Handle, password: Password, name: z.optional(DisplayName), deliver: Delivery }),
    response: Session,
    refusals: ["handle_taken", "rate_limited"],
  }),
  signIn: endpoint({
    method: "POST",
    path: "/api/auth/sign-in",
    summary: "Sign in with handle and password",
    auth: "none",
    body: z.object({ handle: Handle, password: Password, deliver: Delivery }),
    response: Session,
    refusals: ["wrong_credentials", "rate_limited"],
  }),
  refresh: endpoint({
    method: "POST",
    path: "/api/auth/refresh",
    summary: "Trade a refresh token (body or cookie) for new tokens; the old one ends",
    auth: "none",
    body: z.object({ refresh_token: z.optional(z.string()) }),
    response: Session,
    refusals: ["session_ended"],
  }),
  signOut: endpoint({
    method: "POST",
    path: "/api/auth/sign-out",
    summary: "End this session and close its sockets",
    auth: "user",
    body: Empty,
    response: Empty,
    refusals: [],
  }),

  me: endpoint({
    method: "GET",
    path: "/api/me",
    summary: "The signed-in person",
    auth: "user",
    response: User,
    refusals: [],
  }),
  editMe: endpoint({
    method: "PATCH",
    path: "/api/me",
    summary: "Change one's own profile",
    auth: "user",
    body: z.object({ name: z.optional(DisplayName), bio: z.optional(Bio), color: z.optional(Color) }),
    response: User,
    refusals: [],
  }),
  people: endpoint({
    method: "GET",
    path: "/api/people",
    summary: `Find people by the start of their handle or name (at most ${FIND_PAGE})`,
    auth: "user",
    query: z.object({ q: z.string().check(z.trim(), z.minLength(1), z.maxLength(NAME_MAX)) }),
    response: z.object({ people: z.array(User) }),
    refusals: [],
  }),
  peopleById: endpoint({
    method: "GET",
    path: "/api/people/by-id",
    summary: `Look people up by id (comma-separated, at most ${PEOPLE_LOOKUP_MAX}); unknown ids are left out`,
    auth: "user",
    query: z.object({ ids: idList }),
    response: z.object({ people: z.array(User) }),
    refusals: [],
  }),
  person: endpoint({
    method: "GET",
    path: "/api/people/:user_id",
    summary: "One person's profile",
    auth: "user",
    params: z.object({ user_id: UserId }),
    response: User,
    refusals: ["not_found"],
  }),

  openDm: endpoint({
    method: "POST",
    path: "/api/dms",
    summary: "Open the one-to-one room with a person; the same two people always get the same room",
    auth: "user",
    body: z.object({ user_id: UserId }),
    response: Room,
    refusals: ["not_found"],
  }),
  createRoom: endpoint({
    method: "POST",
    path: "/api/rooms",
    summary: "Make a private group or a public channel; its maker is the owner",
    auth: "user",
    body: z.object({
      kind: z.enum(["group", "channel"]),
      name: RoomName,
      topic: z._default(Topic, ""),
      members: z._default(users, []),
    }),
    response: Room,
    refusals: ["not_found"],
  }),
  myRooms: endpoint({
    method: "GET",
    path: "/api/rooms",
    summary: "One's own rooms with head, preview and what has been read; latest first",
    auth: "user",
    response: z.object({ conversations: z.array(Conversation), position: InboxPosition }),
    refusals: [],
  }),
  channels: endpoint({
    method: "GET",
    path: "/api/channels",
    summary: `Find public channels by the start of a word in their name (at most ${FIND_PAGE})`,
    auth: "user",
    query: z.object({ q: z._default(z.string().check(z.maxLength(NAME_MAX)), "") }),
    response: z.object({ channels: z.array(Channel) }),
    refusals: [],
  }),
  room: endpoint({
    method: "GET",
    path: "/api/rooms/:room_id",
    summary: "One room and one's own role in it",
    auth: "user",
    ...room,
    response: z.object({ room: Room, role: Role }),
    refusals: ["not_a_member"],
  }),
  members: endpoint({
    method: "GET",
    path: "/api/rooms/:room_id/members",
    summary: "The members of a room",
    auth: "user",
    ...room,
    response: z.object({ members: z.array(Member) }),
    refusals: ["not_a_member"],
  }),
  invite: endpoint({
    method: "POST",
    path: "/api/rooms/:room_id/members",
    summary: "Bring people into a group or channel; those already in it stay as they are",
    auth: "user",
    ...room,
    body: z.object({ user_ids: users.check(z.minLength(1)) }),
    response: z.object({ added: z.array(UserId) }),
    refusals: ["not_a_member", "not_allowed", "room_full", "not_found"],
  }),
  join: endpoint({
    method: "POST",
    path: "/api/rooms/:room_id/join",
    summary: "Join a public channel",
    auth: "user",
    ...room,
    body: Empty,
    response: Room,
    refusals: ["not_found", "not_allowed", "room_full"],
  }),
  leave: endpoint({
    method: "POST",
    path: "/api/rooms/:room_id/leave",
    summary:
      "Leave a group or channel; when its last owner leaves, the longest-standing admin or member becomes owner",
    auth: "user",
    ...room,
    body: Empty,
    response: Empty,
    refusals: ["not_a_member", "not_allowed"],
  }),
  history: endpoint({
    method: "GET",
    path: "/api/rooms/:room_id/messages",
    summary: "Read a slice of the log: before, after or around a message_id, else the latest",
    auth: "user",
    ...room,
    query: z.object({
      before: messageId,
      after: z.optional(counter),
      around: messageId,
      limit: z._default(count(HISTORY_PAGE_MAX), HISTORY_PAGE),
    }),
    response: History,
    refusals: ["not_a_member"],
  }),
  post: endpoint({
    method: "POST",
    path: "/api/rooms/:room_id/messages",
    summary: "Say something without a socket; repeated with the same client_id it is said once",
    auth: "user",
    ...room,
    body: z.omit(Send, { type: true }),
    response: Message,
    refusals: [
      "not_a_member",
      "text_empty",
      "text_too_long",
      "text_malformed",
      "client_id_expired",
      "client_id_taken",
      "reply_unknown",
      "rate_limited",
      "room_busy",
    ],
  }),
  syncRoom: endpoint({
    method: "GET",
    path: "/api/rooms/:room_id/sync",
    summary: "Long poll: what a room's socket would have sent from this position on",
    auth: "user",
    ...room,
    query: z.object({
      epoch: z.optional(z.string()),
      message_id: z.optional(counter),
      change_id: z.optional(counter),
      wait_ms: wait,
    }),
    response: z.object({ frames: z.array(RoomDown) }),
    refusals: ["not_a_member"],
  }),
  syncInbox: endpoint({
    method: "GET",
    path: "/api/inbox/sync",
    summary: "Long poll: what one's inbox socket would have sent from this position on",
    auth: "user",
    query: z.object({ epoch: z.optional(z.string()), version: z.optional(counter), wait_ms: wait }),
    response: z.object({ frames: z.array(InboxDown) }),
    refusals: [],
  }),
  markRead: endpoint({
    method: "POST",
    path: "/api/rooms/:room_id/read",
    summary: "Everything up to a message_id has been read; never moves back",
    auth: "user",
    ...room,
    body: z.object({ message_id: MessageId }),
    response: Empty,
    refusals: [],
  }),
} as const satisfies Record<string, Endpoint>;

export type EndpointName = keyof typeof endpoints;

type Part<N extends EndpointName, K extends "params" | "query" | "body"> = (typeof endpoints)[N] extends {
  readonly [P in K]: infer S extends z.ZodMiniType;
}
  ? S
  : z.ZodMiniObject<Record<never, never>>;

/** The fields a part has; an object schema without fields says `Record<string, never>`, which fits no other part. */
type Fields<S extends z.ZodMiniType> = {
  [F in keyof z.input<S> as string extends F ? never : F]: z.input<S>[F];
};

/** What a caller passes: path parameters, query and body in one object. */
export type Input<N extends EndpointName> = Fields<Part<N, "params">> &
  Fields<Part<N, "query">> &
  Fields<Part<N, "body">>;

/** What a handler gets once the schemas have accepted it. */
export interface Request<N extends EndpointName> {
  readonly params: z.output<Part<N, "params">>;
  readonly query: z.output<Part<N, "query">>;
  readonly body: z.output<Part<N, "body">>;
}

/** What the endpoint answers. */
export type Output<N extends EndpointName> = z.output<(typeof endpoints)[N]["response"]>;

/** Addresses that are upgraded to WebSockets, and the subprotocols offered in the upgrade. */
export const roomSocketPath = (room_id: RoomId): string => `/api/rooms/${room_id}/socket`;
export const INBOX_SOCKET_PATH = "/api/inbox/socket";
/** Always offered, and the one the server selects. */
export const SUBPROTOCOL = "parlor.1";
/** A second offered subprotocol `bearer.<access token>` authenticates clients that have no cookie. */
export const BEARER_SUBPROTOCOL = "bearer.";
