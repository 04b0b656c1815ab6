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

/** Time and chance as a part takes them that waits, but not for long: a back-off with jitter. */
export interface Chance {
  /** Unix milliseconds. */
  now(): number;
  /** At least 0 and less than 1. */
  random(): number;
}

export const systemChance: Chance = { now: systemClock.now, random: () => Math.random() };
