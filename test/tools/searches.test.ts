import { globSync } from "node:fs";
import { expect, it } from "vitest";
import { PROJECTS } from "../../src/tools/projects.ts";
import { SEARCHES } from "../../src/tools/searches.ts";

it.each(Object.entries(SEARCHES))("the search %s has tests to run", (_, { project, files }) => {
  expect([...Object.keys(PROJECTS), "mutants"]).toContain(project);
  const all = globSync("test/**/*.test.ts");
  for (const part of files) expect(all.filter((file) => file.includes(part))).not.toEqual([]);
});
