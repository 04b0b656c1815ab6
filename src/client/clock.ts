/** Time as the SDK sees it: the system's, or a virtual one in tests and simulations. */
export interface Clock {
  /** Unix milliseconds. */
  now(): number;
  setTimeout(run: () => void, ms: number): unknown;
  clearTimeout(timeout: unknown): void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  setTimeout: (run, ms) => setTimeout(run, ms),
  clearTimeout: (timeout) => clearTimeout(timeout as ReturnType<typeof setTimeout>),
};

/** One callback at one time, which may be moved or cancelled. */
export class Alarm {
  readonly #clock: Clock;
  readonly #ring: () => void;
  #due: { readonly at: number; readonly timeout: unknown } | undefined;

  constructor(clock: Clock, ring: () => void) {
    this.#clock = clock;
    this.#ring = ring;
  }

  get isSet(): boolean {
    return this.#due !== undefined;
  }

  /** Sets it for a time in Unix milliseconds. It replaces the time it was set for before. */
  set(at: number): void {
    if (this.#due?.at === at) return;
    this.clear();
    const ring = () => {
      this.#due = undefined;
      this.#ring();
    };
    this.#due = { at, timeout: this.#clock.setTimeout(ring, Math.max(0, at - this.#clock.now())) };
  }

  clear(): void {
    if (this.#due) this.#clock.clearTimeout(this.#due.timeout);
    this.#due = undefined;
  }
}

/** Resolves after some milliseconds. */
export const pause = (clock: Clock, ms: number): Promise<void> =>
  new Promise((resolve) => void clock.setTimeout(resolve, ms));
