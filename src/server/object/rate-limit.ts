/** A rate: `burst` at once, then `per_second`. */
export interface Rate {
  readonly burst: number;
  readonly per_second: number;
}

/** The precision, in milliseconds, of fractional Unix milliseconds. */
const ROUNDING_MS = 0.01;

/**
 * Takes one token from a bucket that will be full again at a given time (Unix milliseconds; 0 if it is
 * new). Returns when it will be full after that, or how many milliseconds to wait for a token.
 */
export function bucket(
  { burst, per_second }: Rate,
  fullAt: number,
  now: number,
): { readonly full_at: number } | { readonly wait: number } {
  const perToken = 1000 / per_second;
  const full_at = Math.max(fullAt, now) + perToken;
  const wait = full_at - now - burst * perToken;
  return wait > ROUNDING_MS ? { wait: Math.ceil(wait) } : { full_at };
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
   * Takes one token. Returns 0 if there was one, else the milliseconds until there will be. Until
   * then the key is held: nothing that comes later overtakes what was refused.
   */
  take(key: string, now: number): number {
    const held = (this.#heldUntil.get(key) ?? 0) - now;
    if (held > 0) return held;
    this.#heldUntil.delete(key);
    const state = bucket(this.#rate, this.#fullAt.get(key) ?? 0, now);
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
