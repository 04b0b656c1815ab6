import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Files that take longest, and those that wait most while others compute: in this order. */
const LONGEST = [
  "fault.test.ts",
  "accessibility.test.ts",
  "authorisation.workerd.test.ts",
  "simulation.test.ts",
  "simulation-more.test.ts",
  "broken-rules.test.ts",
  "room-object.workerd.test.ts",
  "inbox-object.workerd.test.ts",
  "offline.test.ts",
  "tabs.test.ts",
  "pwa.test.ts",
  "restart.test.ts",
];

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
