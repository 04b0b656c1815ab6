import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Files that take minutes each, longest first. */
const LONGEST = ["accessibility.test.ts"];

/** Begins with what takes longest, so that nothing is left to run alone at the end. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification): number => {
      const index = LONGEST.findIndex((name) => moduleId.endsWith(`/${name}`));
      return index < 0 ? LONGEST.length : index;
    };
    return (await super.sort(files)).sort((a, b) => place(a) - place(b));
  }
}
