import type { Cost } from "./password.ts";

/** The dependencies of the identity use cases. */
export interface IdentityDeps {
  readonly env: Env;
  /** What a password hash costs in this deployment. */
  readonly passwordCost: Cost;
  /** Where the request comes from, for `takeGuess`; undefined if guesses are not limited. */
  readonly source: string | undefined;
  /** Unix milliseconds. */
  now(): number;
  randomBytes(count: number): Uint8Array;
  /** Keeps work going after the answer. */
  later(work: Promise<unknown>): void;
}
