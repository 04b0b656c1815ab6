import type { MessageId, UserId } from "../../protocol/ids.ts";
import type { Message, MessagePatch } from "../../protocol/message.ts";
import type { Change } from "../../protocol/room.ts";
import type { Facet, RoomSql, StoredChange } from "./room-sql.ts";

/**
 * What is told of a changed message is not what happened but how it is now: the film is not kept.
 * So a client that was away for ten edits and forty reactions gets one patch.
 */

/** The named parts of a message as they are now. Of a deleted message nothing is left to name. */
function patchOf(message: Message, facets: ReadonlySet<Facet>): MessagePatch {
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
    ...(facets.has("text") && {
      text,
      mentions: message.mentions ?? [],
      ...(edited_at !== undefined && { edited_at }),
      ...(digest !== undefined && { digest }),
    }),
    ...(facets.has("reactions") && { reactions: message.reactions ?? [] }),
    ...(facets.has("pinned") && { pinned: message.pinned ?? false }),
    ...(facets.has("replies") && message.replies && { replies: message.replies }),
    ...(facets.has("votes") && message.votes && { votes: message.votes }),
  };
}

function present(sql: RoomSql, change: StoredChange, facets: ReadonlySet<Facet>, reader?: UserId): Change {
  if (change.type !== "message_changed") return change;
  const { message_id, facet: _, ...rest } = change;
  const message = sql.messages.get(message_id, reader);
  if (!message) throw new Error("a change is about no message");
  return { ...rest, patch: patchOf(message, facets) };
}

/** A change that has just been made, for everyone. `actor_state` tells the one who made it their own state. */
export function announce(
  sql: RoomSql,
  change: StoredChange,
  actor_state?: MessagePatch["actor_state"],
): Change {
  const facets = new Set(change.type === "message_changed" ? [change.facet] : []);
  const told = present(sql, change, facets);
  return told.type === "message_changed" && actor_state
    ? { ...told, patch: { ...told.patch, actor_state } }
    : told;
}

/** Changes as a reader who was away gets them: of each changed message, only the last, with all that changed. */
export function collapse(sql: RoomSql, changes: readonly StoredChange[], reader: UserId): Change[] {
  const facets = new Map<MessageId, Set<Facet>>();
  const last = new Map<MessageId, number>();
  for (const change of changes) {
    if (change.type !== "message_changed") continue;
    const { message_id, facet, change_id } = change;
    facets.set(message_id, (facets.get(message_id) ?? new Set()).add(facet));
    last.set(message_id, change_id);
  }
  return changes
    .filter((change) => change.type !== "message_changed" || last.get(change.message_id) === change.change_id)
    .map((change) => present(sql, change, facetsOf(change, facets), reader));
}

const NONE: ReadonlySet<Facet> = new Set();
const facetsOf = (
  change: StoredChange,
  facets: ReadonlyMap<MessageId, ReadonlySet<Facet>>,
): ReadonlySet<Facet> => (change.type === "message_changed" && facets.get(change.message_id)) || NONE;
