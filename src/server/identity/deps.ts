import type { Cost } from "./password.ts";

/** What passkeys are bound to. */
export interface Site {
  /** The host's name, without its port. */
  readonly rp_id: string;
  /** The origins whose pages may ask for passkeys of that name. */
  readonly origins: readonly string[];
}

/** The dependencies of the identity use cases. */
export interface IdentityDeps {
  readonly env: Env;
  /** What a password hash costs in this deployment. */
  readonly passwordCost: Cost;
  /** Where the request comes from, for `takeGuess`; undefined if guesses are not limited. */
  readonly source: string | undefined;
  readonly site: Site;
  /** Unix milliseconds. */
  now(): number;
  randomBytes(count: number): Uint8Array;
  /** Keeps work going after the answer. */
  later(work: Promise<unknown>): void;
}
