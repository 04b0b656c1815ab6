import type { MessageId, RoomId, UserId } from "../../protocol/ids.ts";

/** What somebody has begun to say in a room. */
export interface Draft {
  readonly text: string;
  readonly reply_to?: MessageId;
}

const EMPTY: Draft = { text: "" };
/** Each room has one, and each thread in it. */
export interface DraftPlace {
  readonly me: UserId;
  readonly room_id: RoomId;
  readonly thread?: MessageId | undefined;
}
const keyOf = ({ me, room_id, thread }: DraftPlace): string =>
  `parlor.draft.${me}.${room_id}${thread === undefined ? "" : `.${thread}`}`;

/** Memory first: where storage is full or forbidden, a draft still survives a change of rooms. */
const memory = new Map<string, Draft>();

export function draftOf(place: DraftPlace): Draft {
  const key = keyOf(place);
  const known = memory.get(key) ?? read(key);
  memory.set(key, known);
  return known;
}

export function keepDraft(place: DraftPlace, draft: Draft): void {
  const key = keyOf(place);
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
