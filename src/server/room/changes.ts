import type { MessageId, UserId } from "../../protocol/ids.ts";
import type { Message, MessagePatch } from "../../protocol/message.ts";
import type { Change } from "../../protocol/room.ts";
import type { Field, StoredChange } from "./tables/changes.ts";
import type { RoomTables } from "./tables/room-tables.ts";

/**
 * A change of a message carries its current state, not what happened to it. So a client that was away
 * for ten edits and forty reactions gets one patch.
 */

type Fields = ReadonlySet<Field>;

/** The given fields of a message as they are now. A deleted message has none left. */
function patchOf(message: Message, fields: Fields): MessagePatch {
  const { message_id, text, digest, edited_at, deleted_at } = message;
  if (deleted_at !== undefined)
    return {
      message_id,
      text: "",
      mentions: [],
      deleted_at,
      ...(digest && { digest }),
      reactions: [],
      pinned: false,
      votes: [],
      // Its thread lives on.
      ...(message.replies && { replies: message.replies }),
    };
  return {
    message_id,
    ...(fields.has("text") && {
      text,
      mentions: message.mentions ?? [],
      ...(message.mention_room && { mention_room: message.mention_room }),
      ...(edited_at !== undefined && { edited_at }),
      ...(digest !== undefined && { digest }),
    }),
    ...(fields.has("reactions") && { reactions: message.reactions ?? [] }),
    ...(fields.has("pinned") && { pinned: message.pinned ?? false }),
    ...(fields.has("replies") && message.replies && { replies: message.replies }),
    ...(fields.has("votes") && message.votes && { votes: message.votes }),
  };
}

/** A change that has just been made, for everyone. `actor_state` is the state of the person who made it. */
export function announce(
  tables: RoomTables,
  change: StoredChange,
  actor_state?: MessagePatch["actor_state"],
): Change {
  if (change.type !== "message_changed") return change;
  const { message_id, field, ...rest } = change;
  const patch = patchOf(found(tables.messages.get(message_id)), new Set([field]));
  return { ...rest, patch: { ...patch, ...(actor_state && { actor_state }) } };
}

/** A change for everyone but the one who made it: who voted for what is nobody else's business. */
export function withoutVoter(tables: RoomTables, change: Change): Change {
  if (change.type !== "message_changed" || change.patch.actor_state?.votes === undefined) return change;
  const { actor_state: _, ...patch } = change.patch;
  return { ...change, by: found(tables.messages.get(patch.message_id)).sender, patch };
}

/** Changes for a reader who was away: of each changed message only the last, with all the fields that changed. */
export function collapse(tables: RoomTables, changes: readonly StoredChange[], reader: UserId): Change[] {
  const fields = new Map<MessageId, Set<Field>>();
  const last = new Map<MessageId, number>();
  for (const change of changes) {
    if (change.type !== "message_changed") continue;
    const { message_id, field, change_id } = change;
    fields.set(message_id, (fields.get(message_id) ?? new Set()).add(field));
    last.set(message_id, change_id);
  }
  const messages = new Map(
    tables.messages.among([...fields.keys()], reader).map((message) => [message.message_id, message]),
  );
  return changes.flatMap((change): Change[] => {
    if (change.type !== "message_changed") return [change];
    const { message_id, field, ...rest } = change;
    if (last.get(message_id) !== change.change_id) return [];
    const message = found(messages.get(message_id));
    const patch = patchOf(message, fields.get(message_id) ?? new Set([field]));
    // Until votes were counted without names, changes named the voter.
    return [{ ...rest, ...(field === "votes" && { by: message.sender }), patch }];
  });
}

function found(message: Message | undefined): Message {
  if (!message) throw new Error("a change is about no message");
  return message;
}
