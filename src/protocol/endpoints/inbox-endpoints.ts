import * as z from "zod/mini";
import { AgeMs } from "../actions/definition.ts";
import { inboxActions } from "../actions/inbox-actions.ts";
import { InboxAction, refusalsOf } from "../actions.ts";
import { MessageId } from "../ids.ts";
import { Conversation, ENTRY_KINDS, InboxPosition, KeyedEntry } from "../inbox.ts";
import { InboxDown } from "../inbox-frames.ts";
import { counter, Empty, endpoint, inRoom, wait, withEpoch } from "./endpoint.ts";

/** The user's own inbox. */
export const inboxEndpoints = {
  myRooms: endpoint({
    method: "GET",
    path: "/api/rooms",
    summary: "Your rooms with head, preview and what you have read; the most recently active first",
    auth: "user",
    response: z.object({ conversations: z.array(Conversation), position: InboxPosition }),
    refusals: [],
  }),
  inboxRequests: endpoint({
    method: "GET",
    path: "/api/inbox/requests",
    summary: "Invitations, and DMs begun by people one does not know, latest first",
    auth: "user",
    response: z.object({ conversations: z.array(Conversation) }),
    refusals: [],
  }),
  syncInbox: endpoint({
    method: "GET",
    path: "/api/inbox/sync",
    summary: "Long poll: what your inbox socket would have sent from this position on",
    auth: "user",
    query: z
      .object({
        epoch: z.optional(InboxPosition.shape.epoch),
        version: z.optional(counter),
        wait_ms: wait,
      })
      .check(withEpoch("version")),
    response: z.object({ frames: z.array(InboxDown) }),
    refusals: ["too_many_sockets"],
  }),
  markRead: endpoint({
    method: "POST",
    path: "/api/rooms/:room_id/read",
    summary: "Mark everything up to a message_id as read; never moves back",
    auth: "user",
    ...inRoom,
    body: z.object({ message_id: MessageId }),
    response: Empty,
    refusals: [],
  }),
  applyInboxAction: endpoint({
    method: "POST",
    path: "/api/inbox/actions",
    summary:
      "Apply an action to your inbox: mark as unread, mute, save, store a draft, block, change settings",
    auth: "user",
    body: z.object({ action: InboxAction, age_ms: AgeMs }),
    response: Empty,
    refusals: ["not_found", ...refusalsOf(inboxActions)],
  }),
  entries: endpoint({
    method: "GET",
    path: "/api/inbox/entries",
    summary:
      "Mentions, followed threads, saved messages, drafts or blocked people: one kind, the latest change first",
    auth: "user",
    query: z.object({ kind: z.enum(ENTRY_KINDS), before: z.optional(counter) }),
    response: z.object({ entries: z.array(KeyedEntry) }),
    refusals: [],
  }),
} as const;
