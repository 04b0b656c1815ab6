import { MENTIONS_MAX } from "../../protocol/limits.ts";
import type { User } from "../../protocol/user.ts";

/** The ids of the members a text calls on by `@handle`. */
export function calledIn(text: string, members: readonly User[]): string[] {
  if (!text.includes("@")) return [];
  const byHandle = new Map(members.map(({ handle, user_id }) => [handle, user_id]));
  const found = new Set<string>();
  for (const [, handle = ""] of text.matchAll(/(?<![\p{L}\p{N}_])@([a-z0-9](?:[a-z0-9_.-]*[a-z0-9])?)/giu)) {
    const user_id = byHandle.get(handle.toLowerCase());
    if (user_id !== undefined) found.add(user_id);
  }
  return [...found].slice(0, MENTIONS_MAX);
}
