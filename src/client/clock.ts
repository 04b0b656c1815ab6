/** Time as the SDK sees it: the system's, or a virtual one in tests and simulations. */
export interface Clock {
  /** Unix milliseconds. */
  now(): number;
  /** Milliseconds since some moment, by a clock that nobody sets. */
  elapsed?(): number;
  setTimeout(run: () => void, ms: number): unknown;
  clearTimeout(timeout: unknown): void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  setTimeout: (run, ms) => setTimeout(run, ms),
  clearTimeout: (timeout) => clearTimeout(timeout as ReturnType<typeof setTimeout>),
};

/**
 * A clock that never goes back: what waits for a time comes when so much time has passed, also if the device's
 * clock was set to an earlier day in between. Set forward, it goes along.
 */
export function steady(clock: Clock): Clock {
  let ahead = 0;
  let last = Number.NEGATIVE_INFINITY;
  let lastElapsed = 0;
  return {
    now: () => {
      const shown = clock.now() + ahead;
      const elapsed = clock.elapsed?.() ?? 0;
      const now = shown < last ? last + Math.max(0, elapsed - lastElapsed) : shown;
      ahead += now - shown;
      [last, lastElapsed] = [now, elapsed];
      return now;
    },
    setTimeout: (run, ms) => clock.setTimeout(run, ms),
    clearTimeout: (timeout) => clock.clearTimeout(timeout),
  };
}

/** Milliseconds of difference that are no more than a slow answer. */
const DRIFT_MS = 2_000;

/** The server's time, as far as it has said it. Until then it is taken for the device's. */
export class ServerTime {
  readonly #clock: Clock;
  #offset = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Milliseconds by which the server's clock is ahead of the device's. */
  get offset(): number {
    return this.#offset;
  }

  now(): number {
    return this.#clock.now() + this.#offset;
  }

  /** The server has said what time it is there, in Unix milliseconds. */
  learn(server_time: number): void {
    const offset = server_time - this.#clock.now();
    if (Math.abs(offset - this.#offset) > DRIFT_MS) this.#offset = offset;
  }
}

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
