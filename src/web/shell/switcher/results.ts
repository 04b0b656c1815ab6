import { dmRoomId, type RoomId, type UserId } from "../../../protocol/ids.ts";
import type { Conversation } from "../../../protocol/inbox.ts";
import type { User } from "../../../protocol/user.ts";
import { matchScore } from "../../people/match.ts";

/** Where the switcher can lead. */
export type SwitcherResult =
  | { readonly kind: "room"; readonly room_id: RoomId; readonly conversation: Conversation }
  /** A person the user has no direct message with yet. */
  | { readonly kind: "person"; readonly room_id: RoomId; readonly person: User };

/** Results shown at once. */
const SHOWN = 20;

/**
 * The best match first and, among equally good ones, the most recently active. Before anything is typed, the
 * most recent rooms except for the open one.
 */
export function switcherResults(about: {
  readonly conversations: readonly Conversation[];
  /** The names by which a room can be found. */
  readonly nameOf: (room_id: RoomId) => string;
  readonly people: readonly User[];
  readonly me: UserId;
  readonly typed: string;
  readonly here: RoomId | undefined;
}): SwitcherResult[] {
  const typed = about.typed.trim().replace(/^[@#]/, "");
  const rooms = [...about.conversations].sort((a, b) => b.active_at - a.active_at);
  const asResult = (conversation: Conversation): SwitcherResult => ({
    kind: "room",
    room_id: conversation.room_id,
    conversation,
  });
  if (typed === "")
    return rooms
      .filter(({ room_id }) => room_id !== about.here)
      .slice(0, SHOWN)
      .map(asResult);
  const found = rooms
    .map((conversation) => ({ conversation, score: matchScore(about.nameOf(conversation.room_id), typed) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .map(({ conversation }) => asResult(conversation));
  const known = new Set(found.map(({ room_id }) => room_id));
  const strangers = about.people
    .map(
      (person): SwitcherResult => ({ kind: "person", room_id: dmRoomId(about.me, person.user_id), person }),
    )
    .filter(({ room_id }) => !known.has(room_id));
  return [...found, ...strangers].slice(0, SHOWN);
}
