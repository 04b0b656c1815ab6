import type { MessageId, UserId } from "../../protocol/ids.ts";
import type { Message, MessagePatch } from "../../protocol/message.ts";
import type { Change } from "../../protocol/room.ts";
import type { Received } from "../sending/stages.ts";

/** A message as it is held here: `unreadable` if the incoming stage could not open it yet. */
export type LogMessage = Received<Message>;
export const isUnreadable = ({ unreadable }: LogMessage): boolean => unreadable !== undefined;

export type MessageChange = Extract<Change, { type: "message_changed" }> & {
  readonly patch: Received<MessagePatch>;
};
/** A change that is shown as a notice, and not by how a message looks. */
export type Notice = Exclude<Change, MessageChange>;

export const isMessageChange = (change: Change): change is MessageChange => change.type === "message_changed";
export const isNotice = (change: Change): change is Notice => change.type !== "message_changed";

/**
 * A message after a change. In a resume, a patch says what the reader did (`me`). Live, it is the same for
 * everyone: then `actor_state` says so if the change is the reader's own, and else their state is as before.
 */
export function patched(before: LogMessage, { patch, by }: MessageChange, self: UserId): LogMessage {
  const message = beforePatch(before, patch);
  const { actor_state: done, reactions, votes, ...parts } = patch;
  const did = by === self ? done : undefined;
  const reacted = (emoji: string): boolean => {
    if (did?.emoji === emoji) return did.on ?? false;
    return message.reactions?.find((reaction) => reaction.emoji === emoji)?.me ?? false;
  };
  const voted = (option: number): boolean =>
    did?.votes ? did.votes.includes(option) : (message.votes?.[option]?.me ?? false);
  return asInHistory({
    ...message,
    ...parts,
    text: parts.text ?? message.text,
    ...(reactions && {
      reactions: reactions.map((each) => ({ ...each, me: each.me ?? reacted(each.emoji) })),
    }),
    ...(votes && { votes: votes.map((tally, option) => ({ ...tally, me: tally.me ?? voted(option) })) }),
  });
}

/** A message without what a patch replaces but does not name. */
export function beforePatch(
  before: LogMessage,
  patch: { readonly text?: string | undefined; readonly mentions?: readonly UserId[] | undefined },
): LogMessage {
  const message = patch.text === undefined ? before : readable(before);
  if (patch.mentions === undefined) return message;
  const { mention_room: _, ...rest } = message;
  return rest;
}

/** Leaves out the mark of a text that could not be opened. */
function readable({ unreadable: _, ...message }: LogMessage): Message {
  return message;
}

/** A message in the form in which history returns it: without empty parts, and almost nothing of a deleted one. */
export function asInHistory(message: LogMessage): LogMessage {
  if (message.deleted_at !== undefined) return tombstone(message);
  const { mentions, reactions, pinned, votes, ...rest } = message;
  const tallies = votes ?? rest.poll?.options.map(() => ({ count: 0, me: false }));
  return {
    ...rest,
    ...(mentions?.length && { mentions }),
    ...(reactions?.length && { reactions }),
    ...(pinned && { pinned }),
    ...(tallies && { votes: tallies }),
  };
}

function tombstone(message: Message): Message {
  const { message_id, sender, client_id, time, deleted_at, reply_to, thread, replies, digest } = message;
  return {
    message_id,
    sender,
    client_id,
    time,
    text: "",
    ...(deleted_at !== undefined && { deleted_at }),
    ...(reply_to !== undefined && { reply_to }),
    ...(thread !== undefined && { thread }),
    ...(replies && { replies }),
    ...(digest !== undefined && { digest }),
  };
}

/** Messages after changes, in order. Changes of other messages are ignored; without changes, it is the same array. */
export function patchedAll(
  messages: readonly LogMessage[],
  changes: readonly MessageChange[],
  self: UserId,
): readonly LogMessage[] {
  if (changes.length === 0) return messages;
  const next = [...messages];
  const places = new Map(messages.map(({ message_id }, place) => [message_id, place]));
  for (const change of changes) {
    const place = places.get(change.patch.message_id);
    const message = place === undefined ? undefined : next[place];
    if (message && place !== undefined) next[place] = patched(message, change, self);
  }
  return next;
}

/** Messages the incoming stage has tried to open again: as they were before, and as it returned them. */
export type Reopened = ReadonlyMap<MessageId, { readonly was: LogMessage; readonly now: LogMessage }>;

/** Messages, with the contents of those that can be read now. Their changes since then stay. */
export const reopenedAll = (messages: readonly LogMessage[], open: Reopened): readonly LogMessage[] =>
  messages.map((message) => {
    const { was, now } = open.get(message.message_id) ?? {};
    if (!was || !now || !isUnreadable(message) || message.text !== was.text) return message;
    const { text, mentions, mention_room, poll, files, unreadable } = now;
    const content = {
      text,
      ...(mentions && { mentions }),
      ...(mention_room && { mention_room }),
      ...(poll && { poll }),
      ...(files && { files }),
    };
    return asInHistory({ ...readable(message), ...content, ...(unreadable && { unreadable }) });
  });
