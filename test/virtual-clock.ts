/** Time that stands still until a test moves it. Things due at the same moment run in the order they were set. */
export class VirtualClock {
  #now: number;
  #serial = 0;
  #timers: { at: number; serial: number; run: () => void }[] = [];

  constructor(now: number) {
    this.#now = now;
  }

  readonly now = (): number => this.#now;

  /** Runs something after a delay. Returns how to call it off. */
  readonly after = (ms: number, run: () => void): (() => void) => {
    const timer = { at: this.#now + Math.max(0, ms), serial: this.#serial++, run };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  };

  /** How many timers are set. */
  get pending(): number {
    return this.#timers.length;
  }

  /** Moves time on, running what falls due; promises settle in between. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    await settle();
    for (let next = this.#next(); next && next.at <= end; next = this.#next()) {
      this.#timers = this.#timers.filter((timer) => timer !== next);
      this.#now = next.at;
      next.run();
      await settle();
    }
    this.#now = end;
  }

  #next() {
    return this.#timers.toSorted((a, b) => a.at - b.at || a.serial - b.serial)[0];
  }
}

/** Lets everything that is ready run: a macrotask comes after all microtasks. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
