import type { RoomId } from "../../protocol/ids.ts";
import { Alarm } from "../clock.ts";
import { isExpulsion, Room, type RoomDeps } from "./room.ts";

interface Open {
  readonly room: Room;
  /** When to ask again a room that does not let in whom the inbox lists. */
  readonly again: Alarm;
  holders: number;
  /** Times it has been asked again since it was listed. */
  tries: number;
}

/** Milliseconds until such a room is asked again: twice as long each time, up to the greatest. */
const AGAIN_MS = 1_000;
const AGAIN_MAX_MS = 64_000;

/**
 * The rooms in use: those somebody looks at, and those that still have something to send, whether
 * or not anybody looks.
 */
export class Rooms {
  readonly #deps: RoomDeps;
  readonly #open = new Map<RoomId, Open>();
  /** The rooms that the inbox lists. */
  #listed: ReadonlySet<RoomId> = new Set();
  #isClosed = false;

  constructor(deps: RoomDeps) {
    this.#deps = deps;
    void this.#sendWhatWasLeft();
  }

  /** Each `hold` needs its `release`. */
  hold(room_id: RoomId): Room {
    const open = this.#open.get(room_id) ?? this.#begin(room_id);
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

  /** What the inbox lists. Connects again where a removal had closed the room and the user is back in. */
  listed(room_ids: Iterable<RoomId>): void {
    const before = this.#listed;
    this.#listed = new Set(room_ids);
    for (const [room_id, open] of this.#open) {
      if (!before.has(room_id)) open.tries = 0;
      this.#returnTo(room_id);
    }
  }

  /** Another tab has something on its way to a room, or no longer. */
  readDevice(room_id: RoomId): void {
    void this.#open.get(room_id)?.room.readDevice();
  }

  /** Tabs that are gone may have left something behind, in any room. */
  takeOver(): void {
    for (const { room } of this.#open.values()) void room.readDevice();
    void this.#sendWhatWasLeft();
  }

  /** What others may know of the user has changed. */
  settingsChanged(): void {
    for (const { room } of this.#open.values()) room.settingsChanged();
  }

  close(code?: string): void {
    this.#isClosed = true;
    for (const { room, again } of this.#open.values()) {
      again.clear();
      room.close(code);
    }
    this.#open.clear();
  }

  #begin(room_id: RoomId): Open {
    const room = new Room(this.#deps, room_id, {
      onIdle: () => this.#closeIfUnused(room_id),
      onExpelled: () => this.#askAgain(room_id),
    });
    const again = new Alarm(this.#deps.clock, () => this.#returnTo(room_id));
    const open = { room, again, holders: 0, tries: 0 };
    this.#open.set(room_id, open);
    return open;
  }

  #returnTo(room_id: RoomId): void {
    const room = this.#open.get(room_id)?.room;
    const connection = room?.views.room.get().connection;
    const isOut = connection?.state === "closed" && isExpulsion(connection.code);
    if (isOut && this.#listed.has(room_id)) room?.reopen();
  }

  /**
   * Where the inbox says that the user is in the room, and the room that they are not, one of the two is
   * late: the answer may be from before they came back, and nothing else will say so.
   */
  #askAgain(room_id: RoomId): void {
    const open = this.#open.get(room_id);
    if (!open) return;
    open.again.set(this.#deps.clock.now() + Math.min(AGAIN_MS * 2 ** open.tries++, AGAIN_MAX_MS));
  }

  #closeIfUnused(room_id: RoomId): void {
    const open = this.#open.get(room_id);
    if (!open || open.holders > 0 || open.room.isBusy) return;
    this.#open.delete(room_id);
    open.again.clear();
    open.room.close();
  }

  async #sendWhatWasLeft(): Promise<void> {
    const { store, tabs } = this.#deps;
    const isDuty = await tabs.duty();
    for (const room_id of await store.roomsWithPending(({ tab }) => isDuty(tab))) {
      if (this.#isClosed) return;
      this.hold(room_id);
      this.release(room_id);
    }
  }
}
