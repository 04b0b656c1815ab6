import type { UserId } from "../../protocol/ids.ts";
import { MENTIONS_MAX } from "../../protocol/limits.ts";
import { findMentions } from "../../protocol/mention-text.ts";
import type { Content } from "../../protocol/message.ts";
import { RESERVED_HANDLES, ROOM_MENTIONS, type User } from "../../protocol/user.ts";
import { mentionable } from "../markdown/mentions.ts";
import { blocksOf } from "../markdown/notation.ts";

/** The handles a text mentions, in lower case. */
const handlesIn = (text: string): Set<string> =>
  new Set(
    text.includes("@")
      ? mentionable(blocksOf(text)).flatMap((piece) => findMentions(piece).map(({ handle }) => handle))
      : [],
  );

/** The ids of the people a text mentions by `@handle`. */
export function mentionsIn(text: string, people: Iterable<Pick<User, "handle" | "user_id">>): UserId[] {
  const handles = handlesIn(text);
  if (handles.size === 0) return [];
  const found = new Set<UserId>();
  for (const { handle, user_id } of people) if (handles.has(handle)) found.add(user_id);
  return [...found].slice(0, MENTIONS_MAX);
}

/** The handles a text mentions that nobody here has, without those that mention the room. */
export function unknownHandlesIn(text: string, people: Iterable<Pick<User, "handle">>): string[] {
  const handles = handlesIn(text);
  for (const { handle } of people) handles.delete(handle);
  return [...handles].filter((handle) => !RESERVED_HANDLES.has(handle));
}

/** Whether a text mentions the whole room by `@all` or `@here`. */
export function roomMentionIn(text: string): Content["mention_room"] {
  const handles = handlesIn(text);
  return ROOM_MENTIONS.find((whom) => handles.has(whom));
}
