import { readFileSync, writeFileSync } from "node:fs";
import { HostProcess, type Verdict } from "./host-process.ts";
import { NearestTests } from "./nearest-tests.ts";

/** A file in which something else stands in one place. */
export interface Change {
  readonly file: string;
  readonly start: number;
  readonly end: number;
  readonly replacement: string;
}

/** How a mutant ended: by which test, or not at all. */
export type Outcome =
  | { readonly ended: "killed"; readonly by: string }
  | { readonly ended: "too slow" }
  | { readonly ended: "survived"; readonly tests: number };

/**
 * Test files that are tried together, beginning with the nearest: few at first, since most mutants end there. What
 * those that are farther away would still notice is not worth the minutes: a rule is proved where it is.
 */
const BATCHES = [4, 8, 40];
const WORKER_BATCHES = [2, 4];
/** Milliseconds for one batch. What takes longer has stopped, or turns in circles. */
const LIMIT_MS = 60_000;
const WORKER_LIMIT_MS = 150_000;

/** Tries mutants in the copied tree, one after the other. */
export class Trial {
  readonly nearest = new NearestTests();
  readonly #tree: string;
  readonly #core: HostProcess;
  readonly #worker: HostProcess;
  /** Files that are to be read again, as they were changed back. */
  #restored: readonly string[] = [];

  constructor(tree: string) {
    this.#tree = tree;
    this.#core = new HostProcess("core", tree);
    this.#worker = new HostProcess("workerd", tree);
  }

  stop(): void {
    this.#core.stop();
    this.#worker.stop();
  }

  /** Tries a mutant against the tests that reach it. */
  async search(change: Change): Promise<Outcome> {
    const inNode = batches(this.nearest.of(change.file), BATCHES);
    const inWorker = batches(this.nearest.inWorker(change.file), WORKER_BATCHES);
    return this.#with(change, async () => {
      let tests = 0;
      for (const [host, limit, files] of [
        ...inNode.map((batch) => [this.#core, LIMIT_MS, batch] as const),
        ...inWorker.map((batch) => [this.#worker, WORKER_LIMIT_MS, batch] as const),
      ]) {
        const verdict = await this.#run(host, limit, change.file, files);
        const outcome = outcomeOf(verdict);
        if (outcome.ended !== "survived") return outcome;
        tests += outcome.tests;
      }
      return { ended: "survived", tests };
    });
  }

  /** Tries it against the tests of some files with certain words in their titles. */
  quoted(change: Change, files: readonly string[], titles: string): Promise<Outcome> {
    const inWorker = files.filter((file) => file.endsWith(".workerd.test.ts"));
    const inNode = files.filter((file) => !inWorker.includes(file));
    return this.#with(change, async () => {
      let tests = 0;
      for (const [host, limit, some] of [
        [this.#core, LIMIT_MS, inNode],
        [this.#worker, WORKER_LIMIT_MS, inWorker],
      ] as const) {
        if (some.length === 0) continue;
        const outcome = outcomeOf(await this.#run(host, limit, change.file, some, titles));
        if (outcome.ended !== "survived") return outcome;
        tests += outcome.tests;
      }
      return { ended: "survived", tests };
    });
  }

  #run(
    host: HostProcess,
    limit: number,
    file: string,
    tests: readonly string[],
    titles?: string,
  ): Promise<Verdict> {
    const changed = [...new Set([file, ...this.#restored])];
    return host.run({ changed, tests, ...(titles !== undefined && { titles }) }, limit);
  }

  async #with(change: Change, run: () => Promise<Outcome>): Promise<Outcome> {
    const path = `${this.#tree}/${change.file}`;
    const before = readFileSync(path, "utf8");
    writeFileSync(path, before.slice(0, change.start) + change.replacement + before.slice(change.end));
    try {
      return await run();
    } finally {
      writeFileSync(path, before);
      // Each of the two has to be told, also the one that slept through this.
      this.#restored = [...new Set([...this.#restored, change.file])];
    }
  }
}

function outcomeOf(verdict: Verdict): Outcome {
  if (verdict === "too slow") return { ended: "too slow" };
  const { failed, passed } = verdict;
  return failed === undefined ? { ended: "survived", tests: passed } : { ended: "killed", by: failed };
}

/** Cuts the beginning of a list into batches of these sizes. */
function batches(files: readonly string[], sizes: readonly number[]): string[][] {
  const cut: string[][] = [];
  let start = 0;
  for (const size of sizes) {
    if (start < files.length) cut.push(files.slice(start, start + size));
    start += size;
  }
  return cut;
}
