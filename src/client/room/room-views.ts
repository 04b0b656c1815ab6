import type { MessageId, RoomId } from "../../protocol/ids.ts";
import type { ClientDeps } from "../client-deps.ts";
import type { Uploader } from "../files/uploader.ts";
import { Computed, type Observable } from "../observable.ts";
import type { Opener } from "../sending/stages.ts";
import type { RoomLog } from "./room-log.ts";
import {
  type RoomState,
  type RosterState,
  type ThreadState,
  viewOfRoster,
  viewOfThread,
} from "./room-view.ts";
import { Roster } from "./roster.ts";
import { Thread } from "./thread.ts";

interface Surface {
  /** How far the files of pending messages have come. */
  readonly uploads: Pick<Uploader, "progress">;
  /** What is shown of the room itself. */
  readonly room: () => RoomState;
  /** A member list has changed. */
  readonly onRoster: () => void;
}

/** What is shown of one room: the room itself, and its open threads and member lists. */
export class RoomViews {
  readonly room: Observable<RoomState>;
  readonly #deps: ClientDeps;
  readonly #room_id: RoomId;
  readonly #log: RoomLog;
  readonly #opener: Opener;
  readonly #onRoster: () => void;
  readonly #uploads: Pick<Uploader, "progress">;
  readonly #view: Computed<RoomState>;
  readonly #threads = new Map<Thread, Computed<ThreadState>>();
  readonly #rosters = new Map<Roster, Computed<RosterState>>();

  constructor(deps: ClientDeps, room_id: RoomId, log: RoomLog, opener: Opener, surface: Surface) {
    const { room, onRoster, uploads } = surface;
    this.#uploads = uploads;
    this.#deps = deps;
    this.#room_id = room_id;
    this.#log = log;
    this.#opener = opener;
    this.#onRoster = onRoster;
    this.#view = new Computed(room);
    this.room = this.#view;
  }

  /** Each needs its `closeThread`. */
  openThread(root: MessageId): { readonly thread: Thread; readonly state: Observable<ThreadState> } {
    const thread = new Thread(this.#deps, this.#room_id, root, this.#opener, () => state.changed());
    const state = new Computed(() =>
      viewOfThread(this.#log, this.#uploads, thread.log, this.#deps.serverTime.offset),
    );
    this.#log.openThread(thread.log);
    this.#threads.set(thread, state);
    void thread.read();
    return { thread, state };
  }

  closeThread(thread: Thread): void {
    thread.close();
    this.#log.threads.delete(thread.log);
    this.#threads.delete(thread);
  }

  /** Each needs its `closeRoster`. */
  openRoster(): { readonly roster: Roster; readonly state: Observable<RosterState> } {
    const roster = new Roster(this.#deps, this.#room_id, () => {
      state.changed();
      this.#onRoster();
    });
    const state = new Computed(() => viewOfRoster(roster.log));
    this.#log.rosters.open(roster.log);
    this.#rosters.set(roster, state);
    void roster.more();
    return { roster, state };
  }

  closeRoster(roster: Roster): void {
    this.#log.rosters.close(roster.log);
    this.#rosters.delete(roster);
  }

  changed(): void {
    this.#view.changed();
    for (const state of this.#threads.values()) state.changed();
    for (const state of this.#rosters.values()) state.changed();
  }

  /** The room has caught up: what may have been missed meanwhile is read again. */
  current(isReload: boolean): void {
    for (const thread of this.#threads.keys())
      if (isReload || !(thread.log.isComplete || thread.log.isReading)) void thread.read();
    for (const roster of this.#rosters.keys())
      if (isReload) void roster.again();
      else if (roster.log.last === undefined) void roster.more();
  }

  close(): void {
    for (const thread of this.#threads.keys()) thread.close();
  }
}
