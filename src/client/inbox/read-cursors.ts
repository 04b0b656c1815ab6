import type { MessageId, RoomId } from "../../protocol/ids.ts";
import type { Conversation } from "../../protocol/inbox.ts";
import { FOLLOWED_READ_MS } from "../../protocol/limits.ts";

interface Cursor {
  readonly message_id: MessageId;
  /** What was sent of it on this connection, the room's head in the inbox then, and when. */
  readonly sent?: { readonly message_id: MessageId; readonly head: number; readonly at: number };
  /** Moved here, or found on the device: then this tab has to send it (`left`), or another one. */
  readonly origin: "here" | "left" | "elsewhere";
}

/** What decides when a cursor is sent. */
export interface ReadDeps {
  /** The newest message of a room that the inbox knows of. */
  readonly headOf: (room_id: RoomId) => number;
  /** Whether this device shows the end of a room, so that the inbox may not even hear of what was read. */
  readonly isFollowed: (room_id: RoomId) => boolean;
}

/**
 * How far the user has read on this device, until the inbox shows it. Each cursor is sent once per
 * connection, and again when the room's head has moved and the inbox still shows an older one. In a room
 * that is followed it is sent only every FOLLOWED_READ_MS, unless the inbox hears of the room. Pure.
 */
export class ReadCursors {
  #cursors = new Map<RoomId, Cursor>();

  /** 0 if the inbox shows everything that was read. */
  of(room_id: RoomId): number {
    return this.#cursors.get(room_id)?.message_id ?? 0;
  }

  set(room_id: RoomId, message_id: MessageId): void {
    this.#cursors.set(room_id, { ...this.#cursors.get(room_id), message_id, origin: "here" });
  }

  /**
   * Takes in the cursors found on the device. Those other tabs have moved are shown until they are gone
   * from the device. With `isOurs` their tabs may be gone, and this one sends them too.
   */
  adopt(
    found: readonly { readonly room_id: RoomId; readonly message_id: MessageId }[],
    isOurs: boolean,
  ): void {
    const kept = new Set(found.map(({ room_id }) => room_id));
    for (const [room_id, { origin }] of this.#cursors)
      if (origin !== "here" && !kept.has(room_id)) this.#cursors.delete(room_id);
    const origin = isOurs ? "left" : "elsewhere";
    for (const { room_id, message_id } of found) {
      const known = this.#cursors.get(room_id);
      if (known?.origin === "here" && known.message_id >= message_id) continue;
      this.#cursors.set(room_id, { ...known, message_id, origin });
    }
  }

  /** Returns whether there was one. */
  drop(room_id: RoomId): boolean {
    return this.#cursors.delete(room_id);
  }

  disconnected(): void {
    for (const [room_id, { message_id, origin }] of this.#cursors)
      this.#cursors.set(room_id, { message_id, origin });
  }

  /** What is to be sent now; it counts as sent. */
  take(deps: ReadDeps, now: number): { room_id: RoomId; message_id: MessageId }[] {
    const due = [...this.#cursors].filter(([room_id, cursor]) => this.#dueAt(room_id, cursor, deps) <= now);
    return due.map(([room_id, cursor]) => {
      const { message_id } = cursor;
      this.#cursors.set(room_id, {
        ...cursor,
        sent: { message_id, head: deps.headOf(room_id), at: now },
      });
      return { room_id, message_id };
    });
  }

  /** When to `take` again, if nothing happens before. */
  dueAt(deps: ReadDeps): number | undefined {
    const all = [...this.#cursors].map(([room_id, cursor]) => this.#dueAt(room_id, cursor, deps));
    const next = Math.min(...all);
    return Number.isFinite(next) ? next : undefined;
  }

  #dueAt(room_id: RoomId, { message_id, sent, origin }: Cursor, { headOf, isFollowed }: ReadDeps): number {
    if (origin === "elsewhere") return Number.POSITIVE_INFINITY;
    if (!sent || headOf(room_id) > sent.head) return 0;
    if (message_id <= sent.message_id) return Number.POSITIVE_INFINITY;
    return isFollowed(room_id) ? sent.at + FOLLOWED_READ_MS : 0;
  }

  /** Drops the cursors that have arrived, and those of rooms that were left. Returns their rooms. */
  settle(shown: readonly Conversation[]): RoomId[] {
    const isSettled = ({ room_id, read, membership }: Conversation) =>
      membership === "left" || read >= this.of(room_id);
    return shown.flatMap((each) => (isSettled(each) && this.drop(each.room_id) ? [each.room_id] : []));
  }
}
