import type { MessageId, RoomId, UserId } from "../../protocol/ids.ts";

/** A message that somebody has begun to write. */
export interface Draft {
  readonly text: string;
  readonly reply_to?: MessageId | undefined;
}

/** A draft as this device keeps it until the inbox has it. */
export interface KeptDraft extends Draft {
  /** When it was last typed, in Unix milliseconds by the server's clock. */
  readonly at: number;
}

/** Each room has one draft, and so have each thread in it and each message that is being edited. */
export interface DraftPlace {
  readonly me: UserId;
  readonly room_id: RoomId;
  readonly thread?: MessageId | undefined;
  readonly edit?: MessageId | undefined;
}

const PREFIX = "parlor.draft.";
function keyOf({ me, room_id, thread, edit }: DraftPlace): string {
  const key = `${PREFIX}${me}.${room_id}`;
  if (edit !== undefined) return `${key}.edit.${edit}`;
  return thread === undefined ? key : `${key}.${thread}`;
}

/** Memory comes first: if storage is full or forbidden, a draft still survives a change of rooms. */
const memory = new Map<string, KeptDraft>();

/** The draft that only this device has so far, including after a crash. */
export function keptDraft(place: DraftPlace): KeptDraft | undefined {
  const key = keyOf(place);
  return memory.get(key) ?? read(key);
}

/** Keeps a draft in memory; `storeDraft` keeps it for good. */
export function keepDraft(place: DraftPlace, draft: KeptDraft): void {
  memory.set(keyOf(place), draft);
}

export function storeDraft(place: DraftPlace): void {
  const key = keyOf(place);
  const draft = memory.get(key);
  if (draft === undefined) return;
  try {
    localStorage.setItem(key, JSON.stringify(draft));
  } catch {
    // It stays in memory.
  }
}

/** The inbox has the draft, or the message was sent. */
export function dropDraft(place: DraftPlace): void {
  const key = keyOf(place);
  memory.delete(key);
  try {
    localStorage.removeItem(key);
  } catch {
    // Then nothing was stored.
  }
}

/** Leaves no drafts behind for whoever signs in here next. */
export function forgetDrafts(): void {
  memory.clear();
  try {
    for (const key of Object.keys(localStorage)) if (key.startsWith(PREFIX)) localStorage.removeItem(key);
  } catch {
    // Then nothing was stored.
  }
}

function read(key: string): KeptDraft | undefined {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(key) ?? "null");
    if (typeof stored !== "object" || stored === null) return undefined;
    const { text, reply_to, at } = stored as Record<string, unknown>;
    if (typeof text !== "string") return undefined;
    return {
      text,
      reply_to: typeof reply_to === "number" ? reply_to : undefined,
      at: typeof at === "number" ? at : 0,
    };
  } catch {
    return undefined;
  }
}
