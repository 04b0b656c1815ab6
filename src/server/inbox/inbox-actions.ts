import {
  applyToEntries,
  type InboxAction,
  type InboxActionOf,
  type InboxActionType,
} from "../../protocol/actions.ts";
import type { Refusal } from "../../protocol/codes.ts";
import type { UserId } from "../../protocol/ids.ts";
import { pinned, type StoredConversation, unreadFrom } from "./conversation.ts";
import type { Entries } from "./entries.ts";

/** Actions on a conversation: how it is stored afterwards. All others are on entries, and defined in the protocol. */
const conversationActions = {
  mark_unread: (known: StoredConversation, action: InboxActionOf<"mark_unread">) =>
    unreadFrom(known, action.message_id),
  set_level: (known: StoredConversation, { level, muted_until }: InboxActionOf<"set_level">) => ({
    ...known,
    level: level ?? ("unset" as const),
    muted_until,
  }),
  pin_conversation: (known: StoredConversation, { on }: InboxActionOf<"pin_conversation">) =>
    pinned(known, on),
} as const satisfies { [T in InboxActionType]?: unknown };

export type ConversationAction = InboxActionOf<keyof typeof conversationActions>;
type RequestAction = InboxActionOf<"accept_request" | "decline_request">;
type EntryAction = Exclude<InboxAction, ConversationAction | RequestAction>;

/** Whether an action answers an invitation, or a DM that a stranger has begun. */
export const isAnswer = (action: InboxAction): action is RequestAction =>
  action.type === "accept_request" || action.type === "decline_request";

export const isOnConversation = (action: InboxAction): action is ConversationAction =>
  Object.hasOwn(conversationActions, action.type);

export function conversationAfter(known: StoredConversation, action: ConversationAction): StoredConversation {
  const apply = conversationActions[action.type] as (
    known: StoredConversation,
    action: ConversationAction,
  ) => StoredConversation;
  return apply(known, action);
}

/** Applies an action to entries, inside a transaction of the caller's; or returns why not. */
export const applyEntryAction = (
  entries: Entries,
  owner: UserId,
  action: EntryAction,
  now: number,
): Refusal | undefined =>
  applyToEntries(
    {
      owner,
      get: (key) => entries.at(key),
      put: (entry) => entries.put(entry),
      remove: (key) => entries.remove(key),
      isFull: (kind) => entries.isFull(kind),
    },
    action,
    now,
  );
