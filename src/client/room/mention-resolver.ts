import type { Action } from "../../protocol/actions.ts";
import type { Result } from "../../protocol/codes.ts";
import type { UserId } from "../../protocol/ids.ts";
import { MENTIONS_MAX } from "../../protocol/limits.ts";
import type { Content } from "../../protocol/message.ts";
import { Handle, RESERVED_HANDLES, ROOM_MENTIONS, type User } from "../../protocol/user.ts";
import type { QueueItem } from "../sending/queue.ts";

/** Milliseconds until the room is asked again, if its answer does not say. */
const RETRY_MS = 2_000;

/** Handles the room was asked about, and who of its members has them. */
export interface Resolution {
  readonly asked: ReadonlySet<string>;
  readonly found: ReadonlyMap<string, UserId>;
}

/**
 * Finds out whom a text mentions if its author's device did not know who has the handles, because the
 * member list had not come or there was no connection. Such a message or edit waits until the room has
 * answered, and so does what comes after it. It asks one question at a time. Pure.
 */
export class MentionResolver {
  #asked: ReadonlySet<string> | undefined;
  #retryAt = 0;

  /** When to ask again after a question that was not answered. */
  get retryAt(): number {
    return this.#retryAt;
  }

  /** The handles to ask the room about now, without those that no user can have. Pass the answer to `answered`. */
  ask(waiting: readonly QueueItem[], now: number): readonly string[] | undefined {
    if (this.#asked || now < this.#retryAt || waiting.length === 0) return undefined;
    this.#asked = new Set(waiting.flatMap(({ handles = [] }) => handles).slice(0, MENTIONS_MAX));
    return [...this.#asked].filter((handle) => !RESERVED_HANDLES.has(handle));
  }

  /** Takes the room's answer. Undefined if the room has to be asked again. */
  answered(
    answer: Result<{ readonly people: readonly Pick<User, "handle" | "user_id">[] }>,
    now: number,
  ): Resolution | undefined {
    const asked = this.#asked ?? new Set();
    this.#asked = undefined;
    if (answer.ok)
      return { asked, found: new Map(answer.value.people.map((user) => [user.handle, user.user_id])) };
    // An older server does not know the question: the text is sent, and mentions nobody.
    if (answer.code === "not_found") return { asked, found: new Map() };
    this.#retryAt = now + (answer.retry_after_ms ?? RETRY_MS);
    return undefined;
  }
}

/** Whether all handles of an item have been asked about. */
export const isResolved = ({ handles = [] }: QueueItem, { asked }: Resolution): boolean =>
  handles.every((handle) => asked.has(handle));

/** What can be a handle, each once, as many as a message may mention. */
export const mentionableHandles = (handles: readonly string[]): string[] => {
  const valid = handles.flatMap((handle) => Handle.safeParse(handle).data ?? []);
  return [...new Set(valid)].slice(0, MENTIONS_MAX);
};

/** A message that mentions those who were found, and the room if it may. */
export function resolvedContent<C extends Pick<Content, "mentions" | "mention_room">>(
  content: C,
  handles: readonly string[],
  { found }: Resolution,
  mayMentionRoom: boolean,
): C {
  const isOpen = content.mention_room === undefined && mayMentionRoom;
  const room = isOpen ? ROOM_MENTIONS.find((whom) => handles.includes(whom)) : undefined;
  return { ...content, ...mentioned(content, handles, found), ...(room && { mention_room: room }) };
}

/** An edit that mentions those who were found. */
export const resolvedAction = (
  action: Action,
  handles: readonly string[],
  resolution: Resolution,
  mayMentionRoom: boolean,
): Action => (action.type === "edit" ? resolvedContent(action, handles, resolution, mayMentionRoom) : action);

/** Those mentioned already, and those who were found. */
function mentioned(
  { mentions = [] }: Pick<Content, "mentions">,
  handles: readonly string[],
  found: ReadonlyMap<string, UserId>,
): Pick<Content, "mentions"> {
  const all = new Set([...mentions, ...handles.flatMap((handle) => found.get(handle) ?? [])]);
  return all.size > 0 ? { mentions: [...all].slice(0, MENTIONS_MAX) } : {};
}
