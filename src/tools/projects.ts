import { globSync } from "node:fs";
import { oneOf } from "./command.ts";

type Need = "web" | "chromium";
interface ProjectInfo {
  readonly about: string;
  readonly needs?: readonly Need[];
}

/** The projects of test/vitest.config.ts, and what each needs before it runs. */
export const PROJECTS = {
  core: { about: "rules in Node" },
  simulation: { about: "many people under virtual time" },
  workerd: { about: "the Worker and its objects", needs: ["web"] },
  fault: { about: "killed servers, cut cables", needs: ["web"] },
  browser: { about: "the web app", needs: ["web", "chromium"] },
  timed: { about: "the web app against the clock", needs: ["web", "chromium"] },
} as const satisfies Record<string, ProjectInfo>;

export type Project = keyof typeof PROJECTS;

const names = Object.keys(PROJECTS) as Project[];

export const needs = (project: Project, what: Need): boolean => {
  const { needs: needed = [] }: ProjectInfo = PROJECTS[project];
  return needed.includes(what);
};

/** For `--project`: a project, or with a "!" all but that one. */
export const projectName = (text: string): string => {
  const name = oneOf(names)(text.replace(/^!/, ""));
  return text.startsWith("!") ? `!${name}` : name;
};

/** The projects that may have a test to run, given what was asked for by project and by parts of file names. */
export function wantedProjects(projects: readonly string[], filters: readonly string[]): Project[] {
  const excluded = projects.filter((name) => name.startsWith("!")).map((name) => name.slice(1));
  const included = projects.filter((name) => !name.startsWith("!"));
  const asked = names.filter(
    (name) => !excluded.includes(name) && (included.length === 0 || included.includes(name)),
  );
  // As in vitest: a file is selected if its path contains one of the filters. A line number may follow.
  const parts = filters.map((filter) => filter.replace(/^\.\//, "").replace(/:\d+$/, ""));
  const inBrowser = globSync("test/browser/**/*.test.ts");
  const wantsBrowser =
    parts.length === 0 || inBrowser.some((file) => parts.some((part) => file.includes(part)));
  return asked.filter((name) => wantsBrowser || !needs(name, "chromium"));
}
