import type { MessageId, RoomId } from "../protocol/ids.ts";
import type { Conversation } from "../protocol/inbox.ts";

interface Cursor {
  readonly message_id: MessageId;
  /** The room's head in the inbox when the cursor was sent on the connection of now. */
  readonly sent_at_head?: number;
}

/**
 * How far the user has read here, where the inbox does not show it yet. Each cursor is sent once a
 * connection, and again when the room's head has moved and the inbox still shows an older one. Pure.
 */
export class ReadCursors {
  #cursors = new Map<RoomId, Cursor>();

  /** 0 where the inbox shows all that was read. */
  of(room_id: RoomId): number {
    return this.#cursors.get(room_id)?.message_id ?? 0;
  }

  set(room_id: RoomId, message_id: MessageId): void {
    this.#cursors.set(room_id, { message_id });
  }

  /** Returns whether there was one. */
  drop(room_id: RoomId): boolean {
    return this.#cursors.delete(room_id);
  }

  disconnected(): void {
    for (const [room_id, { message_id }] of this.#cursors) this.#cursors.set(room_id, { message_id });
  }

  /** What is to be sent now; it counts as sent. `headOf` is the newest message the inbox knows of. */
  take(headOf: (room_id: RoomId) => number): { room_id: RoomId; message_id: MessageId }[] {
    const due = [...this.#cursors].filter(
      ([room_id, cursor]) => headOf(room_id) > (cursor.sent_at_head ?? -1),
    );
    return due.map(([room_id, { message_id }]) => {
      this.#cursors.set(room_id, { message_id, sent_at_head: headOf(room_id) });
      return { room_id, message_id };
    });
  }

  /** Drops the cursors that have arrived, and those of rooms that were left. Returns their rooms. */
  settle(shown: readonly Conversation[]): RoomId[] {
    const isSettled = ({ room_id, read, membership }: Conversation) =>
      membership === "left" || read >= this.of(room_id);
    return shown.flatMap((each) => (isSettled(each) && this.drop(each.room_id) ? [each.room_id] : []));
  }
}
