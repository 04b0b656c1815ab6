import type { Channel } from "../../protocol/endpoints.ts";
import type { RoomState } from "./room-state.ts";

/** What this needs of the world. */
export interface ListingPorts {
  /** Lists the channel in the directory as it is, or takes it off; rejects where that was not possible. */
  tell(channel: Channel, isListed: boolean): Promise<void>;
  /** Asks for `nudge` in at least this many milliseconds, even if the object dies meanwhile. */
  retryLater(ms: number): void;
}

const RETRY_MIN_MS = 1_000;
const RETRY_MAX_MS = 5 * 60_000;

/**
 * Keeps the directory of public channels right about this one. The directory is a copy and may be
 * down: that it must be told is written with the change itself, and stays until it has been.
 */
export class Listing {
  readonly #state: RoomState;
  readonly #ports: ListingPorts;
  #isRunning = false;
  #failures = 0;

  constructor(state: RoomState, ports: ListingPorts) {
    this.#state = state;
    this.#ports = ports;
    this.nudge();
  }

  get isOwed(): boolean {
    return this.#state.sql.listingOwed() !== undefined;
  }

  /** Tells the directory what it does not know yet. */
  nudge(): void {
    if (!this.#isRunning && this.isOwed) void this.#run();
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    try {
      const { sql } = this.#state;
      for (let owed = sql.listingOwed(); owed !== undefined; owed = sql.listingOwed()) {
        await this.#tell();
        sql.settleListing(owed);
      }
      this.#failures = 0;
    } catch {
      this.#ports.retryLater(Math.min(RETRY_MAX_MS, RETRY_MIN_MS * 2 ** this.#failures++));
    }
    this.#isRunning = false;
  }

  #tell(): Promise<void> {
    const { room_id, created_at, settings } = this.#state.info;
    const { name, topic, archived } = settings;
    return this.#ports.tell({ room_id, name, topic, created_at }, !archived && !this.#state.isDeleted);
  }
}
