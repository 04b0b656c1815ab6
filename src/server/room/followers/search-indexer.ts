import { SEARCH_BLOCK, SEARCH_WAITING } from "../../../protocol/limits.ts";
import type { Clock } from "../../object/clock.ts";
import type { Follower } from "../../object/follower.ts";
import type { RoomState } from "../room-state.ts";
import { lastOf } from "../tables/search.ts";

/** What this needs of the object. */
export interface IndexerPorts {
  readonly clock: Pick<Clock, "after">;
  /** Enough is waiting: the alarm has to be set. */
  dueChanged(): void;
}

/** Blocks that are indexed in one turn, so that messages that come meanwhile do not wait long. */
const BLOCKS_AT_ONCE = 4;

/**
 * Puts messages into the index of the search, many at once: an index is written in pages, and to write one for each
 * message would cost more rows than the messages themselves. Until then a search reads them as they are, so nobody
 * waits for this, and a room may end or sleep with messages waiting.
 */
export class SearchIndexer implements Follower {
  readonly name = "search";
  readonly #state: RoomState;
  readonly #ports: IndexerPorts;
  #indexedTo: number;
  #isAnnounced = false;
  #isStopped = false;

  constructor(state: RoomState, ports: IndexerPorts) {
    this.#state = state;
    this.#ports = ports;
    this.#indexedTo = lastOf(state.tables.messages.search.last());
  }

  changed(): void {
    if (this.#isAnnounced || this.due() === undefined) return;
    this.#isAnnounced = true;
    this.#ports.dueChanged();
  }

  due(): number | undefined {
    return this.#waiting >= SEARCH_WAITING && !this.#state.isDeleted ? 0 : undefined;
  }

  async retry(): Promise<void> {
    const end = Math.min(this.#state.log.tail.message_id, this.#indexedTo + SEARCH_WAITING);
    const last = Math.floor(end / SEARCH_BLOCK);
    for (let block = this.#indexedTo / SEARCH_BLOCK; block < last && !this.#isStopped; ) {
      block = Math.min(last, block + BLOCKS_AT_ONCE);
      this.#state.tables.transaction(() => this.#state.tables.messages.indexUpTo(block));
      this.#indexedTo = lastOf(block);
      await new Promise<void>((go) => this.#ports.clock.after(0, go));
    }
    this.#isAnnounced = false;
  }

  get #waiting(): number {
    return this.#state.log.tail.message_id - this.#indexedTo;
  }

  isIdle(): boolean {
    return true;
  }

  stop(): void {
    this.#isStopped = true;
  }
}
