import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** What a file imports, except for types: by a path of its own. */
const IMPORTS =
  /^\s*(?:import|export)\s(?!type\b)[^;]*?from\s*"(\.[^"]+)"|^import\s*"(\.[^"]+)"|import\("(\.[^"]+)"\)/gm;

/** Tests of the source's layout and texts. They would take a changed line for a fault. */
const ABOUT_TEXTS = /^test\/(?:meta|tools|browser|bench|fault|web)\//;

/** How many imports stand between each test file and what it reaches. */
export class NearestTests {
  readonly #imports = new Map<string, readonly string[]>();
  readonly #distances = new Map<string, ReadonlyMap<string, number>>();
  readonly files: readonly string[];

  constructor() {
    this.files = globSync("test/**/*.test.ts")
      .filter((file) => !ABOUT_TEXTS.test(file))
      .sort();
  }

  /** Test files in Node that reach a source file, the nearest first. */
  of(source: string): string[] {
    const mirrored = source.replace(/^src\//, "test/").replace(/\.tsx?$/, ".test.ts");
    const near = this.files
      .filter((file) => !file.endsWith(".workerd.test.ts") && !file.startsWith("test/simulation/"))
      .flatMap((file) => {
        const distance = this.#from(file).get(source);
        return distance === undefined ? [] : [{ file, distance: file === mirrored ? 0 : distance }];
      });
    return near
      .sort((a, b) => a.distance - b.distance || shared(b.file, source) - shared(a.file, source))
      .map(({ file }) => file);
  }

  /** Tests of the whole Worker reach all of the server; those in the same folder are the nearest. */
  inWorker(source: string): string[] {
    if (!/^src\/(?:server|protocol)\//.test(source)) return [];
    const inWorker = this.files.filter((file) => file.endsWith(".workerd.test.ts"));
    return inWorker.sort((a, b) => shared(b, source) - shared(a, source) || (a < b ? -1 : 1));
  }

  #from(test: string): ReadonlyMap<string, number> {
    const known = this.#distances.get(test);
    if (known) return known;
    const distances = new Map([[test, 0]]);
    for (const [file, distance] of distances)
      for (const next of this.#importsOf(file)) if (!distances.has(next)) distances.set(next, distance + 1);
    this.#distances.set(test, distances);
    return distances;
  }

  #importsOf(file: string): readonly string[] {
    const known = this.#imports.get(file);
    if (known) return known;
    const text = /\.tsx?$/.test(file) && existsSync(file) ? readFileSync(file, "utf8") : "";
    const found = [...text.matchAll(IMPORTS)].map(([, one, two, three]) =>
      join(dirname(file), one ?? two ?? three ?? ""),
    );
    this.#imports.set(file, found);
    return found;
  }
}

/** How many folders two paths have in common, below `src` and `test`. */
function shared(test: string, source: string): number {
  const [one, other] = [test, source].map((path) => dirname(path).split("/").slice(1)) as [
    string[],
    string[],
  ];
  const first = one.findIndex((folder, index) => folder !== other[index]);
  const name = source.replace(/^.*\//, "").replace(/\.tsx?$/, "");
  return (first < 0 ? one.length : first) + (test.includes(`/${name}.`) ? 10 : 0);
}
