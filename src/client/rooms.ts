import type { RoomId } from "../protocol/ids.ts";
import { isExpulsion, Room, type RoomParts } from "./room.ts";

interface Open {
  readonly room: Room;
  holders: number;
}

/**
 * The rooms in use: those somebody looks at, and those that still have something to send, whether
 * or not anybody looks.
 */
export class Rooms {
  readonly #parts: RoomParts;
  readonly #open = new Map<RoomId, Open>();
  #isClosed = false;

  constructor(parts: RoomParts) {
    this.#parts = parts;
    void this.#sendWhatWasLeft();
  }

  /** Each `hold` needs its `release`. */
  hold(room_id: RoomId): Room {
    let open = this.#open.get(room_id);
    if (!open) {
      open = { room: new Room(this.#parts, room_id, () => this.#closeIfUnused(room_id)), holders: 0 };
      this.#open.set(room_id, open);
    }
    open.holders++;
    return open.room;
  }

  release(room_id: RoomId): void {
    const open = this.#open.get(room_id);
    if (!open) return;
    open.holders--;
    this.#closeIfUnused(room_id);
  }

  wake(): void {
    for (const { room } of this.#open.values()) room.wake();
  }

  /** Connects again where a removal had closed the room and the user is back in. */
  returnTo(room_ids: Iterable<RoomId>): void {
    for (const room_id of room_ids) {
      const room = this.#open.get(room_id)?.room;
      const connection = room?.state.get().connection;
      if (connection?.state === "closed" && isExpulsion(connection.code)) room?.reopen();
    }
  }

  /** Another tab has something on its way to a room, or no longer. */
  lookAgain(room_id: RoomId): void {
    void this.#open.get(room_id)?.room.lookAgain();
  }

  /** Tabs that are gone may have left something behind, in any room. */
  takeOver(): void {
    for (const { room } of this.#open.values()) void room.lookAgain();
    void this.#sendWhatWasLeft();
  }

  /** What others may know of the user has changed. */
  settingsChanged(): void {
    for (const { room } of this.#open.values()) room.settingsChanged();
  }

  close(code?: string): void {
    this.#isClosed = true;
    for (const { room } of this.#open.values()) room.close(code);
    this.#open.clear();
  }

  #closeIfUnused(room_id: RoomId): void {
    const open = this.#open.get(room_id);
    if (!open || open.holders > 0 || open.room.isBusy) return;
    this.#open.delete(room_id);
    open.room.close();
  }

  async #sendWhatWasLeft(): Promise<void> {
    const { store, tabs } = this.#parts;
    const isDuty = await tabs.duty();
    for (const room_id of await store.roomsWithWork(({ tab }) => isDuty(tab))) {
      if (this.#isClosed) return;
      this.hold(room_id);
      this.release(room_id);
    }
  }
}
