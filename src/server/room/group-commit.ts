/** The part of a clock that a group commit needs, in milliseconds. */
export interface CommitClock {
  now(): number;
  after(ms: number, run: () => void): void;
}

/**
 * Gathers items and hands them on in batches. This is what makes a busy room fast, because one
 * transaction and one frame then serve many messages.
 *
 * After quiet, an item is handed on at once, so no latency is added. Then a gate closes for the window,
 * or for a quarter of the time the batch took if that is longer, and what arrives meanwhile waits and
 * goes as one batch. So at least a fifth of the time is left for taking frames in, whatever a batch
 * costs, and a batch to thousands of sockets does not halve the room's speed.
 *
 * (In production a Worker's clock stands still while code runs, so a batch seems to take no time
 * and the gate is `window`. That is still correct, and the event loop itself slows the gate down.)
 */
export class GroupCommit<Item> {
  readonly #window: number;
  readonly #clock: CommitClock;
  readonly #commit: (batch: Item[]) => void;
  #waiting: Item[] = [];
  #gateClosed = false;

  constructor(window: number, clock: CommitClock, commit: (batch: Item[]) => void) {
    this.#window = window;
    this.#clock = clock;
    this.#commit = commit;
  }

  /** Items not yet handed on. */
  get size(): number {
    return this.#waiting.length;
  }

  add(item: Item): void {
    this.#waiting.push(item);
    if (!this.#gateClosed) this.#run();
  }

  /** Hands on what waits, now: for work that must come after it. */
  flush(): void {
    if (this.#waiting.length === 0) return;
    const batch = this.#waiting;
    this.#waiting = [];
    this.#commit(batch);
  }

  #run(): void {
    const began = this.#clock.now();
    this.#gateClosed = true;
    try {
      this.flush();
    } finally {
      const took = this.#clock.now() - began;
      this.#clock.after(Math.max(this.#window, took / 4), () => this.#openGate());
    }
  }

  #openGate(): void {
    this.#gateClosed = false;
    if (this.#waiting.length > 0) this.#run();
  }
}
