/** A rate: `burst` at once, then `per_second`. */
export interface Rate {
  readonly burst: number;
  readonly per_second: number;
}

/** A rate so many times as high. */
export const times = ({ burst, per_second }: Rate, factor: number): Rate => ({
  burst: factor * burst,
  per_second: factor * per_second,
});

/** The precision, in milliseconds, of fractional Unix milliseconds. */
const ROUNDING_MS = 0.01;

/**
 * Takes tokens from a bucket that will be full again at a given time (Unix milliseconds; 0 if it is
 * new). Returns when it will be full after that, or how many milliseconds to wait for a token.
 */
export function bucket(
  { burst, per_second }: Rate,
  fullAt: number,
  now: number,
  tokens = 1,
): { readonly full_at: number } | { readonly wait: number } {
  const perToken = 1000 / per_second;
  const full_at = Math.max(fullAt, now) + tokens * perToken;
  const wait = full_at - now - burst * perToken;
  return wait > ROUNDING_MS ? { wait: Math.ceil(wait) } : { full_at };
}

/**
 * Takes whatever something cost, once that is known, from a bucket that will be full again at a given time
 * (see `bucket`). It may leave the bucket in debt: then the next has to wait until that is paid off.
 */
export const spend = ({ per_second }: Rate, fullAt: number, now: number, cost: number): number =>
  Math.max(fullAt, now) + (cost * 1000) / per_second;

/** How many milliseconds to wait until there is something to spend; 0 if there is. */
export function waitToSpend({ burst, per_second }: Rate, fullAt: number, now: number): number {
  const perToken = 1000 / per_second;
  const left = burst * perToken - (fullAt - now);
  return left > ROUNDING_MS ? 0 : Math.ceil(perToken - left);
}

/** A token bucket for each key, in memory. Keys whose bucket is full again are forgotten. */
export class RateLimit {
  readonly #rate: Rate;
  /** For each key, the time (ms) at which its bucket will be full again. */
  readonly #fullAt = new Map<string, number>();
  /** For each key that was refused, the time (ms) until which it is held. */
  readonly #heldUntil = new Map<string, number>();

  constructor(rate: Rate) {
    this.#rate = rate;
  }

  /**
   * Takes tokens. Returns 0 if there were so many, else the milliseconds until there will be. Until
   * then the key is held: nothing that comes later overtakes what was refused.
   */
  take(key: string, now: number, tokens = 1): number {
    const held = (this.#heldUntil.get(key) ?? 0) - now;
    if (held > 0) return held;
    this.#heldUntil.delete(key);
    const state = bucket(this.#rate, this.#fullAt.get(key) ?? 0, now, tokens);
    if ("wait" in state) return this.#hold(key, now, state.wait);
    if (this.#fullAt.size >= 10_000) this.#forgetFull(now);
    this.#fullAt.set(key, state.full_at);
    return 0;
  }

  #hold(key: string, now: number, wait: number): number {
    this.#heldUntil.set(key, now + wait);
    return wait;
  }

  #forgetFull(now: number): void {
    for (const times of [this.#fullAt, this.#heldUntil])
      for (const [key, time] of times) if (time <= now) times.delete(key);
  }
}
