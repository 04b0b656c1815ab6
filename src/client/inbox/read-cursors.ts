import type { MessageId, RoomId } from "../../protocol/ids.ts";
import type { Conversation } from "../../protocol/inbox.ts";

interface Cursor {
  readonly message_id: MessageId;
  /** The room's head in the inbox when the cursor was sent on this connection. */
  readonly sent_at_head?: number;
  /** Moved here, or found on the device: then this tab has to send it (`left`), or another one. */
  readonly origin: "here" | "left" | "elsewhere";
}

/**
 * How far the user has read on this device, until the inbox shows it. Each cursor is sent once per
 * connection, and again when the room's head has moved and the inbox still shows an older one. Pure.
 */
export class ReadCursors {
  #cursors = new Map<RoomId, Cursor>();

  /** 0 if the inbox shows everything that was read. */
  of(room_id: RoomId): number {
    return this.#cursors.get(room_id)?.message_id ?? 0;
  }

  set(room_id: RoomId, message_id: MessageId): void {
    this.#cursors.set(room_id, { message_id, origin: "here" });
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
      const isSame = known?.message_id === message_id;
      this.#cursors.set(room_id, { ...(isSame && known), message_id, origin });
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

  /** What is to be sent now; it counts as sent. `headOf` returns the newest message the inbox knows of. */
  take(headOf: (room_id: RoomId) => number): { room_id: RoomId; message_id: MessageId }[] {
    const due = [...this.#cursors].filter(
      ([room_id, { origin, sent_at_head = -1 }]) => origin !== "elsewhere" && headOf(room_id) > sent_at_head,
    );
    return due.map(([room_id, cursor]) => {
      const { message_id } = cursor;
      this.#cursors.set(room_id, { ...cursor, sent_at_head: headOf(room_id) });
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
