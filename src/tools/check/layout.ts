import { spawnSync } from "node:child_process";
import type { Finding, Source } from "./sources.ts";

/** What lies at the top of the repository, where everybody looks first. */
const TOP = [
  ...["src", "test", "README.md", "ARCHITECTURE.md", "PROTOCOL.md", "CHANGELOG.md", "CONTRIBUTING.md"],
  ...["SECURITY.md", "LICENSE", "package.json", "package-lock.json", "tsconfig.json", "wrangler.toml"],
  ...["schema.sql", ".biome.json", ".ci", ".editorconfig", ".env", ".github", ".gitignore"],
];

/** The parts of the product, and the tools. */
const PARTS = ["protocol", "server", "client", "web", "tools"];

/** Drawers for anything without a place. Such code belongs next to its subject. */
const DRAWERS = /^(utils?|libs?|common|helpers?|types|misc|shared)$/;

const OBJECT_LINES_MAX = 250;

/** The first that matches counts. */
const LENGTHS: readonly { readonly files: RegExp; readonly max: number; readonly because: string }[] = [
  {
    files: /-object\.ts$/,
    max: OBJECT_LINES_MAX,
    because: "an object wakes, parses, asks the core and sends; rules have files of their own",
  },
  { files: /^(src|test)\//, max: 400, because: "a file has one thing to say" },
];

/** What a file's name promises. */
const ROLES: readonly { readonly files: RegExp; readonly contains: RegExp; readonly because: string }[] = [
  {
    files: /-object\.ts$/,
    contains: /\bextends DurableObject\b/,
    because: "A *-object.ts holds the class of a Durable Object",
  },
  { files: /-d1\.ts$/, contains: /\bD1Database\b/, because: "A *-d1.ts asks D1" },
  {
    files: /^src\/server\/.*-(object|sql|consumer)\.ts$/,
    contains: /^\/\*\*\n( \* .*\n){2,}/m,
    because: "What owns state opens with a comment on what it owns and in which order",
  },
];

const BARRELS = ["src/client/index.ts"];

/** Names, places and lengths of files. */
export function checkLayout(sources: readonly Source[], tracked = trackedPaths()): Finding[] {
  return [...topLevel(tracked), ...sources.flatMap((source) => checkFile(source))];
}

function checkFile({ path, text, lines }: Source): Finding[] {
  const found: Finding[] = [];
  const say = (rule: string, what?: string) =>
    found.push({ rule, place: path, ...(what !== undefined && { what }) });
  const [side, part] = path.split("/");
  if (side === "src" && !PARTS.includes(part ?? "")) say(`In src there are ${PARTS.join(", ")}`);
  const drawer = path.split(/[/.]/).find((name) => DRAWERS.test(name));
  if (drawer !== undefined) say("A name says what is inside", `"${drawer}" says nothing`);
  const length = LENGTHS.find(({ files }) => files.test(path));
  if (length !== undefined && lines > length.max)
    say(`At most ${length.max} lines: ${length.because}`, `${lines} lines`);
  for (const { files, contains, because } of ROLES)
    if (files.test(path) && !contains.test(text)) say(because);
  if (
    /\bextends DurableObject\b/.test(text) &&
    path.startsWith("src/") &&
    !/-object\.ts$|\/tools\//.test(path)
  )
    say("A *-object.ts holds the class of a Durable Object", "has another name");
  if (isBarrel(path, text) && !BARRELS.includes(path))
    say(`Only ${BARRELS.join(", ")} collects what others export: import it from where it is`);
  return found;
}

const isBarrel = (path: string, text: string): boolean =>
  path.startsWith("src/") && (/\/index\.tsx?$/.test(path) || /^export \* from/m.test(text));

function topLevel(paths: readonly string[]): Finding[] {
  const names = new Set(paths.map((path) => path.split("/")[0] ?? path));
  return [...names]
    .filter((name) => !TOP.includes(name))
    .map((place) => ({ rule: "The top of the repository holds what everybody needs to see first", place }));
}

/** The files that are in the repository or would be with the next commit; none if there is no repository. */
function trackedPaths(): readonly string[] {
  const args = ["ls-files", "--cached", "--others", "--exclude-standard"];
  const { status, stdout } = spawnSync("git", args, { encoding: "utf8" });
  return status === 0 ? stdout.split("\n").filter((path) => path !== "") : [];
}
