import { type ChildProcess, fork } from "node:child_process";
import type { Project } from "../projects.ts";
import type { Answer, Order } from "./host.ts";

/** What came of running some tests: a mutant that never ends was noticed as well. */
export type Verdict = Answer | "too slow";

/** Seconds until a vitest has to be ready; on a busy machine it takes its time. */
const START_LIMIT_MS = 120_000;

/** A vitest of one project that waits for orders in the copied tree; see `host.ts`. */
export class HostProcess {
  readonly #project: Project;
  readonly #tree: string;
  #child: ChildProcess | undefined;

  constructor(project: Project, tree: string) {
    this.#project = project;
    this.#tree = tree;
  }

  async run(order: Order, limitMs: number): Promise<Verdict> {
    const child = this.#child ?? (await this.#start());
    this.#child = child;
    const answer = answerOf(child, limitMs);
    child.send(order);
    const verdict = await answer;
    if (verdict === "too slow") this.stop();
    return verdict;
  }

  /** Ends it together with what it has started. */
  stop(): void {
    const pid = this.#child?.pid;
    this.#child = undefined;
    if (pid === undefined) return;
    try {
      process.kill(-pid, "SIGKILL");
    } catch {
      // It has ended by itself.
    }
  }

  async #start(): Promise<ChildProcess> {
    const child = fork("src/tools/mutants/host.ts", [this.#project], {
      cwd: this.#tree,
      detached: true,
      stdio: ["ignore", "ignore", "ignore", "ipc"],
    });
    if ((await answerOf(child, START_LIMIT_MS)) === "too slow") throw new Error("vitest does not start");
    return child;
  }
}

/** The next answer. A process that ends without one was brought down by the mutant. */
function answerOf(child: ChildProcess, limitMs: number): Promise<Verdict> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => done("too slow"), limitMs);
    const onMessage = (answer: unknown) => done(answer as Answer);
    const onExit = () => done("too slow");
    function done(verdict: Verdict): void {
      clearTimeout(timer);
      child.off("message", onMessage).off("exit", onExit);
      resolve(verdict);
    }
    child.once("message", onMessage).once("exit", onExit);
  });
}
