import * as z from "zod/mini";
import { ClientId, MessageId, RoomId, UserId } from "../ids.ts";
import { EMOJI_MAX, HISTORY_PAGE, HISTORY_PAGE_MAX } from "../limits.ts";
import { Message } from "../message.ts";
import { Revision } from "../moderation.ts";
import { History } from "../room.ts";
import { Send } from "../room-frames.ts";
import {
  atMostOne,
  count,
  counter,
  endpoint,
  inRoom,
  messageId,
  onMessage,
  READING,
  RULING,
} from "./endpoint.ts";

/** Why a message may be refused. */
const SAYING = [
  ...RULING,
  "text_empty",
  "text_too_long",
  "text_malformed",
  "client_id_expired",
  "client_id_taken",
  "reply_unknown",
  "file_unknown",
  "archived",
  "muted",
  "blocked",
  "slow_mode",
  "rate_limited",
  "room_busy",
] as const;

/** Reading and sending messages. */
export const messageEndpoints = {
  history: endpoint({
    method: "GET",
    path: "/api/rooms/:room_id/messages",
    summary: "Read a page of the log: before, after or around a message_id, else the latest",
    auth: "user",
    ...inRoom,
    query: z
      .object({
        before: messageId,
        after: z.optional(counter),
        around: messageId,
        limit: z._default(count(HISTORY_PAGE_MAX), HISTORY_PAGE),
      })
      .check(atMostOne("before", "after", "around")),
    response: History,
    refusals: READING,
  }),
  post: endpoint({
    method: "POST",
    path: "/api/rooms/:room_id/messages",
    summary: "Send a message without a socket; repeated with the same client_id, it is sent only once",
    auth: "user",
    ...inRoom,
    body: z.omit(Send, { type: true }),
    response: Message,
    refusals: SAYING,
  }),
  forward: endpoint({
    method: "POST",
    path: "/api/rooms/:room_id/forwards",
    summary: "Forward a message to this room from another one that you may read",
    auth: "user",
    ...inRoom,
    body: z.object({ client_id: ClientId, from_room_id: RoomId, message_id: MessageId }),
    response: Message,
    refusals: [...SAYING, "message_unknown", "files_full", "uploads_open"],
  }),
  thread: endpoint({
    method: "GET",
    path: "/api/rooms/:room_id/messages/:message_id/thread",
    summary: "A message and the replies in its thread after one of them",
    auth: "user",
    ...onMessage,
    query: z.object({
      after: z._default(counter, 0),
      limit: z._default(count(HISTORY_PAGE_MAX), HISTORY_PAGE),
    }),
    response: z.object({
      messages: z.array(Message),
      /** Whether the reader follows the thread; left out if they neither replied nor chose. */
      following: z.optional(z.boolean()),
    }),
    refusals: READING,
  }),
  revisions: endpoint({
    method: "GET",
    path: "/api/rooms/:room_id/messages/:message_id/revisions",
    summary: "Earlier versions of an edited message (owners and admins)",
    auth: "user",
    ...onMessage,
    query: z.object({
      /** Only texts that were replaced later than this (Unix milliseconds): for the next page, the last one of this page. */
      after: z._default(counter, 0),
    }),
    response: z.object({ revisions: z.array(Revision) }),
    refusals: RULING,
  }),
  reactors: endpoint({
    method: "GET",
    path: "/api/rooms/:room_id/messages/:message_id/reactions",
    summary: "Everyone who reacted to a message with an emoji",
    auth: "user",
    ...onMessage,
    query: z.object({
      emoji: z.string().check(z.minLength(1), z.maxLength(EMOJI_MAX)),
      /** The last one of the page before. */
      after: z.optional(UserId),
    }),
    response: z.object({ user_ids: z.array(UserId) }),
    refusals: READING,
  }),
  pins: endpoint({
    method: "GET",
    path: "/api/rooms/:room_id/pins",
    summary: "The pinned messages, the last pinned first",
    auth: "user",
    ...inRoom,
    response: z.object({ messages: z.array(Message) }),
    refusals: READING,
  }),
} as const;
