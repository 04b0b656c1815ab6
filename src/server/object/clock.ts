/** An object's clock. Tests drive one of their own. */
export interface Clock {
  /** Unix milliseconds. */
  now(): number;
  /** Runs something in at least this many milliseconds. Returns a function that cancels it. */
  after(ms: number, run: () => void): () => void;
}

/** A timer keeps an object awake until it has run or was cancelled, so set only short ones. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};

/** The time and randomness that a back-off with jitter needs. */
export interface Chance {
  /** Unix milliseconds. */
  now(): number;
  /** At least 0 and less than 1. */
  random(): number;
}

export const systemChance: Chance = { now: systemClock.now, random: () => Math.random() };
