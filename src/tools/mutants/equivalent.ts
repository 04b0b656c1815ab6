/** A mutant that behaves as the code does, so that no test can tell them apart. */
interface Equivalent {
  readonly file: string;
  /** The lines it touches, without the blanks around them. */
  readonly before: string;
  readonly after: string;
  readonly because: string;
}

export const EQUIVALENT: readonly Equivalent[] = [
  {
    file: "src/client/room/timeline.ts",
    before: "const isNearFirst = place - this.first < this.end - place;",
    after: "const isNearFirst = place - this.first <= this.end - place;",
    because: "where both ends are equally far, either may be let go",
  },
];
