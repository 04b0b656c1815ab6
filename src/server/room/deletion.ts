import type { Due } from "../object/alarm.ts";
import { systemClock } from "../object/clock.ts";
import type { Follower } from "../object/follower.ts";
import type { RoomState } from "./room-state.ts";

/** Milliseconds after which a deleted room first looks whether everyone knows, and between further looks. */
const FIRST_LOOK_MS = 1_000;
const NEXT_LOOK_MS = 60_000;

/**
 * The end of a deleted room: its database is erased once all followers are idle, because until then
 * somebody still has to be told that the room is gone.
 */
export class Deletion implements Due {
  readonly name = "deletion";
  readonly #state: RoomState;
  readonly #followers: readonly Follower[];
  readonly #deleteAll: () => Promise<void>;
  #nextLookAt: number | undefined;

  constructor(state: RoomState, followers: readonly Follower[], deleteAll: () => Promise<void>) {
    this.#state = state;
    this.#followers = followers;
    this.#deleteAll = deleteAll;
  }

  due(): number | undefined {
    const { deleted_at } = this.#state.info;
    if (deleted_at === null) return undefined;
    const first = deleted_at + FIRST_LOOK_MS;
    return this.#isEveryoneTold() ? first : (this.#nextLookAt ?? first);
  }

  async retry(): Promise<void> {
    if (this.#isEveryoneTold()) return this.#deleteAll();
    this.#nextLookAt = systemClock.now() + NEXT_LOOK_MS;
  }

  #isEveryoneTold(): boolean {
    return this.#followers.every((follower) => follower.isIdle());
  }
}
