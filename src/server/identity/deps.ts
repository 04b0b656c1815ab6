import type { Cost } from "./password.ts";

/** What the use cases of identity need of the world. */
export interface IdentityDeps {
  readonly env: Env;
  /** What a password hash costs in this deployment. */
  readonly passwordCost: Cost;
  /** Where the request comes from, for `takeGuess`; undefined if guesses are not limited. */
  readonly source: string | undefined;
  /** Unix milliseconds. */
  now(): number;
  randomBytes(count: number): Uint8Array;
  /** Lets work go on after the answer. */
  later(work: Promise<unknown>): void;
}
