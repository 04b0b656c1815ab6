import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { needs, PROJECTS, type Project, projectName, wantedProjects } from "../../src/tools/projects.ts";

const all = Object.keys(PROJECTS) as Project[];
const without = (...names: Project[]) => all.filter((name) => !names.includes(name));

it("the projects are those of vitest's configuration, and say which of them need a browser", () => {
  const config = readFileSync("test/vitest.config.ts", "utf8");
  const parts = config.split(/(?=\bname: ")/).slice(1);
  const named = parts.map((part) => [
    /"(\w+)"/.exec(part)?.[1],
    part.includes("test/browser/global-setup.ts"),
  ]);
  const known = all.map((name) => [name, needs(name, "chromium")]);
  expect(new Map(known as [string, boolean][])).toEqual(new Map(named as [string, boolean][]));
});

describe("wantedProjects", () => {
  it.each([
    ["nothing chosen", [], [], all],
    ["one project", ["core"], [], ["core"]],
    ["all but one", ["!browser"], [], without("browser")],
    ["a file that is not of the browser", [], ["test/client/outbox.test.ts"], without("browser", "timed")],
    ["a line of it", [], ["./test/client/outbox.test.ts:12"], without("browser", "timed")],
    ["a part of a name that files in a browser have too", [], ["composer"], all],
    ["a project without that file", ["browser"], ["outbox"], []],
  ] as const)("%s", (_, projects, filters, wanted) => {
    expect(wantedProjects(projects, filters)).toEqual(wanted);
  });
});

it("a project's name may have a ! before it, and has to be one", () => {
  expect([projectName("core"), projectName("!core")]).toEqual(["core", "!core"]);
  expect(() => projectName("!cor")).toThrow("did you mean core?");
});
