import type { RoomId } from "../../protocol/ids.ts";
import { Alarm } from "../clock.ts";
import { isExpulsion, Room, type RoomDeps } from "./room.ts";

interface Open {
  readonly room: Room;
  /** When to ask again a room that the inbox lists and that does not let the user in. */
  readonly again: Alarm;
  holders: number;
  /** How often it has been asked again since it was listed. */
  tries: number;
}

/** Milliseconds until such a room is asked again: twice as long each time, up to the longest. */
const AGAIN_MS = 1_000;
const AGAIN_MAX_MS = 64_000;

/**
 * The rooms in use: those with an open handle, and those that still have something to send.
 */
export class Rooms {
  readonly #deps: RoomDeps;
  readonly #open = new Map<RoomId, Open>();
  /** The rooms the inbox lists. */
  #listed: ReadonlySet<RoomId> = new Set();
  #isClosed = false;

  constructor(deps: RoomDeps) {
    this.#deps = deps;
    void this.#sendLeftovers();
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

  /** The inbox lists these rooms. One that was closed by a removal connects again if the user is back in it. */
  listed(room_ids: Iterable<RoomId>): void {
    const before = this.#listed;
    this.#listed = new Set(room_ids);
    for (const [room_id, open] of this.#open) {
      if (!before.has(room_id)) open.tries = 0;
      this.#returnTo(room_id);
    }
  }

  /** Another tab has changed what is on its way to a room. */
  readDevice(room_id: RoomId): void {
    void this.#open.get(room_id)?.room.readDevice();
  }

  /** Tabs that are gone may have left something unsent, in any room. */
  takeOver(): void {
    for (const { room } of this.#open.values()) void room.readDevice();
    void this.#sendLeftovers();
  }

  /** What others may know about the user has changed. */
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
      onExpelled: () => this.#askLater(room_id),
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
   * If the inbox says that the user is in the room, and the room that they are not, one of the two is late:
   * the answer may be from before the user came back, and nothing else will say so.
   */
  #askLater(room_id: RoomId): void {
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

  async #sendLeftovers(): Promise<void> {
    const { store, tabs } = this.#deps;
    const isDuty = await tabs.duty();
    for (const room_id of await store.roomsWithPending(({ tab }) => isDuty(tab))) {
      if (this.#isClosed) return;
      this.hold(room_id);
      this.release(room_id);
    }
  }
}
