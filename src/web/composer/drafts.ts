import type { MessageId, RoomId, UserId } from "../../protocol/ids.ts";

/** What somebody has begun to say in a room. */
export interface Draft {
  readonly text: string;
  readonly reply_to?: MessageId;
}

const EMPTY: Draft = { text: "" };
const keyOf = (me: UserId, room_id: RoomId): string => `parlor.draft.${me}.${room_id}`;

/** Memory first: where storage is full or forbidden, a draft still survives a change of rooms. */
const memory = new Map<string, Draft>();

export function draftOf(me: UserId, room_id: RoomId): Draft {
  const key = keyOf(me, room_id);
  const known = memory.get(key) ?? read(key);
  memory.set(key, known);
  return known;
}

export function keepDraft(me: UserId, room_id: RoomId, draft: Draft): void {
  const key = keyOf(me, room_id);
  memory.set(key, draft);
  try {
    if (draft.text === "" && draft.reply_to === undefined) localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify(draft));
  } catch {
    // It stays in memory.
  }
}

/** Nobody who signs in here next finds what was begun before. */
export function forgetDrafts(): void {
  memory.clear();
  try {
    for (const key of Object.keys(localStorage))
      if (key.startsWith("parlor.draft.")) localStorage.removeItem(key);
  } catch {
    // Then nothing was stored.
  }
}

function read(key: string): Draft {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(key) ?? "null");
    if (
      typeof stored !== "object" ||
      stored === null ||
      !("text" in stored) ||
      typeof stored.text !== "string"
    )
      return EMPTY;
    const reply_to =
      "reply_to" in stored && typeof stored.reply_to === "number" ? stored.reply_to : undefined;
    return reply_to === undefined ? { text: stored.text } : { text: stored.text, reply_to };
  } catch {
    return EMPTY;
  }
}
