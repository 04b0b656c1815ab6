import { type Action, optimisticChange } from "../../protocol/actions.ts";
import type { UserId } from "../../protocol/ids.ts";
import type { Message } from "../../protocol/message.ts";
import type { PendingAction } from "../sending/action-queue.ts";
import { asInHistory, beforePatch } from "./patch.ts";

/**
 * Messages as they will look once the room has carried out one's own pending actions. This is an overlay on
 * what the room has told and is never mixed into it: an action that is refused leaves no trace.
 */
export function withPending(
  messages: readonly Message[],
  pending: readonly PendingAction<Action>[],
  self: UserId,
): readonly Message[] {
  const about = new Map<number, PendingAction<Action>[]>();
  for (const each of pending) {
    if (!("message_id" in each.action)) continue;
    const { message_id } = each.action;
    about.set(message_id, [...(about.get(message_id) ?? []), each]);
  }
  if (about.size === 0) return messages;
  return messages.map((message) =>
    (about.get(message.message_id) ?? []).reduce((shown, each) => withAction(shown, each, self), message),
  );
}

function withAction(message: Message, { action, created_at }: PendingAction<Action>, self: UserId): Message {
  if (message.deleted_at !== undefined) return message;
  const change = optimisticChange(message, action, { self, at: created_at });
  return asInHistory({ ...beforePatch(message, change), ...change });
}
