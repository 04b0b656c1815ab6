import type { Action } from "../protocol/actions.ts";
import type { UserId } from "../protocol/ids.ts";
import type { Message, Reaction, Tally } from "../protocol/message.ts";
import { asInHistory } from "./room/patch.ts";
import type { PendingAction as Doing } from "./sending/action-queue.ts";

/**
 * How messages will look once the room has carried out one's own actions. It is laid over what the room
 * has told, and never mixed into it: an action that is refused leaves no trace.
 */
export function foreseen(
  messages: readonly Message[],
  doings: readonly Doing<Action>[],
  self: UserId,
): readonly Message[] {
  const about = new Map<number, Doing<Action>[]>();
  for (const doing of doings) {
    if (!("message_id" in doing.action)) continue;
    const { message_id } = doing.action;
    about.set(message_id, [...(about.get(message_id) ?? []), doing]);
  }
  if (about.size === 0) return messages;
  return messages.map((message) =>
    (about.get(message.message_id) ?? []).reduce((seen, doing) => after(seen, doing, self), message),
  );
}

function after(message: Message, { action, created_at }: Doing<Action>, self: UserId): Message {
  if (message.deleted_at !== undefined) return message;
  switch (action.type) {
    case "edit":
      return asInHistory({
        ...message,
        text: action.text,
        mentions: action.mentions ?? [],
        edited_at: created_at,
      });
    case "delete":
      return asInHistory({ ...message, deleted_at: created_at });
    case "react":
      return asInHistory({ ...message, reactions: reacted(message.reactions ?? [], action, self) });
    case "pin":
      return asInHistory({ ...message, pinned: action.on });
    case "vote":
      return { ...message, votes: voted(message.votes ?? [], action.options) };
    default:
      return message; // the rest shows when it is done
  }
}

function reacted(
  reactions: readonly Reaction[],
  { emoji, on }: { readonly emoji: string; readonly on: boolean },
  self: UserId,
): Reaction[] {
  const known = reactions.find((reaction) => reaction.emoji === emoji);
  if ((known?.me ?? false) === on) return [...reactions];
  if (!known) return [...reactions, { emoji, count: 1, users: [self], me: true }];
  const users = known.users.filter((user_id) => user_id !== self);
  const next = on
    ? { emoji, count: known.count + 1, users: [...users, self], me: true }
    : { emoji, count: known.count - 1, users, me: false };
  return reactions.flatMap((reaction) => {
    if (reaction !== known) return [reaction];
    return next.count > 0 ? [next] : [];
  });
}

const voted = (tallies: readonly Tally[], options: readonly number[]): Tally[] =>
  tallies.map(({ count, me = false }, option) => {
    const chosen = options.includes(option);
    return { count: count + Number(chosen) - Number(me), me: chosen };
  });
