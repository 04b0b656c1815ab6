/** A mutant that behaves as the code does, so that no test can tell them apart. */
interface Equivalent {
  readonly file: string;
  /** The lines it touches, without the blanks around them. */
  readonly before: string;
  readonly after: string;
  readonly because: string;
}

export const EQUIVALENT: readonly Equivalent[] = [];
