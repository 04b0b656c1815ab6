/** Time as an object knows it. Tests drive one of their own. */
export interface Clock {
  /** Unix milliseconds. */
  now(): number;
  /** Runs something in at least this many milliseconds. Returns how to call it off. */
  after(ms: number, run: () => void): () => void;
}

/** A timer keeps an object awake until it has run or was called off, so set none that runs for long. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};
