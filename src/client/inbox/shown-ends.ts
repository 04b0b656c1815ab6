import type { RoomId } from "../../protocol/ids.ts";
import type { Conversation, Preview } from "../../protocol/inbox.ts";
import { FOLLOWED_MAX } from "../../protocol/limits.ts";

/**
 * The rooms whose end this device shows, live, and the newest message there. While all of the user's devices show a
 * room, it does not report to the inbox: then this is what the list shows, until the inbox knows as much. Pure.
 */
export class ShownEnds {
  /** The newest message of each room that is shown, or was, as long as the inbox does not know it. */
  readonly #newest = new Map<RoomId, Preview>();
  readonly #shown = new Set<RoomId>();
  /** The list that the inbox has got on this connection. */
  #told: readonly RoomId[] = [];

  has(room_id: RoomId): boolean {
    return this.#shown.has(room_id);
  }

  /** The end of a room is shown, with this message. Returns whether that is news. */
  show(room_id: RoomId, newest: Preview): boolean {
    const known = this.#newest.get(room_id);
    const isSame = this.has(room_id) && JSON.stringify(known) === JSON.stringify(newest);
    this.#shown.add(room_id);
    this.#newest.set(room_id, newest);
    return !isSame;
  }

  /** It is not shown any more. Returns whether it was. */
  hide(room_id: RoomId): boolean {
    return this.#shown.delete(room_id);
  }

  disconnected(): void {
    this.#told = [];
  }

  /** The rooms to tell the inbox of, if it has got another list; it counts as told. */
  takeList(): RoomId[] | undefined {
    const list = [...this.#shown].slice(-FOLLOWED_MAX);
    const isSame = list.length === this.#told.length && list.every((each) => this.#told.includes(each));
    if (isSame) return undefined;
    this.#told = list;
    return list;
  }

  /** A conversation as it is in a room that this device knows more of than the inbox. */
  over(conversation: Conversation): Conversation {
    const { room_id, head, active_at, membership, request } = conversation;
    const newest = this.#newest.get(room_id);
    if (!newest || membership === "left" || request) return conversation;
    const isNewer = newest.message_id > head || (newest.message_id === head && this.has(room_id));
    if (!isNewer) return conversation;
    return {
      ...conversation,
      head: newest.message_id,
      preview: newest,
      active_at: Math.max(active_at, newest.time),
    };
  }

  /** The inbox shows this conversation: what it knows need not be kept here. */
  settle({ room_id, head, membership }: Conversation): void {
    if (this.has(room_id)) return;
    if (membership === "left" || head >= (this.#newest.get(room_id)?.message_id ?? 0))
      this.#newest.delete(room_id);
  }
}
