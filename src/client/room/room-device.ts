import type { MessageId, RoomId } from "../../protocol/ids.ts";
import type { ClientDeps } from "../client-deps.ts";
import { Alarm } from "../clock.ts";
import type { FoundOnDevice } from "./room-effects.ts";
import type { RoomLog } from "./room-log.ts";
import type { RoomStore, SavedRoom } from "./room-store.ts";

/** Milliseconds for which changes are gathered before the cache is written. */
const SAVE_MS = 1_000;

/** One room's part of the device: reads it when the room is opened, and caches the log as it grows. */
export class RoomDevice {
  readonly #deps: Pick<ClientDeps, "clock" | "tabs"> & { readonly store: RoomStore };
  readonly #room_id: RoomId;
  readonly #log: RoomLog;
  readonly #save: Alarm;
  #isClosed = false;

  constructor(
    deps: Pick<ClientDeps, "clock" | "tabs"> & { readonly store: RoomStore },
    room_id: RoomId,
    log: RoomLog,
  ) {
    this.#deps = deps;
    this.#room_id = room_id;
    this.#log = log;
    this.#save = new Alarm(deps.clock, () => this.save());
  }

  /** All that the device has of the room, which counts as opened now. */
  async read(): Promise<{
    readonly saved: SavedRoom | undefined;
    readonly found: FoundOnDevice;
    readonly read: MessageId;
  }> {
    const { clock, store } = this.#deps;
    void store.openRoom(this.#room_id, clock.now());
    const [saved, found, read] = await Promise.all([
      store.room(this.#room_id),
      this.found(),
      store.receipt(this.#room_id),
    ]);
    return { saved, found, read };
  }

  /** What is on its way to the room. */
  async found(): Promise<FoundOnDevice> {
    const { store, tabs } = this.#deps;
    const [messages, actions, isDuty] = await Promise.all([
      store.messages(this.#room_id),
      store.actions(this.#room_id),
      tabs.duty(),
    ]);
    return { messages, actions, isOurs: ({ tab }) => isDuty(tab) };
  }

  saveSoon(): void {
    if (!this.#save.isSet && !this.#isClosed) this.#save.set(this.#deps.clock.now() + SAVE_MS);
  }

  save(): void {
    const { store } = this.#deps;
    const saved = this.#log.save();
    if (saved === "removed") void store.deleteRoom(this.#room_id);
    else if (saved) void store.putRoom(this.#room_id, saved);
  }

  /** Caches what has not been cached yet. */
  close(): void {
    this.#isClosed = true;
    if (this.#save.isSet) this.save();
    this.#save.clear();
  }
}
