/** What the use cases of identity need of the world. */
export interface IdentityDeps {
  readonly env: Env;
  /** Unix milliseconds. */
  now(): number;
  randomBytes(count: number): Uint8Array;
  /** Lets work go on after the answer. */
  later(work: Promise<unknown>): void;
}
