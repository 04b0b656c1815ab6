import { type ChildProcess, spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { familyOf, isAlive } from "./processes.ts";

export interface SupervisorOptions {
  readonly url: string;
  readonly port: number;
  /** Of `wrangler dev`. */
  readonly args: readonly string[];
  /** Gets what wrangler and the Worker print: warnings, errors, console output. */
  readonly onOutput: (text: string) => void;
}

interface Runtimes {
  readonly proxy: readonly number[];
  readonly worker: readonly number[];
}

const isWhole = ({ proxy, worker }: Runtimes): boolean => [...proxy, ...worker].every(isAlive);

/** Milliseconds between two looks at whether both runtimes are alive. */
const WATCH_MS = 500;
/** Milliseconds wrangler has to replace the Worker's runtime: it takes one second, on a busy machine five. */
const REPLACE_MS = 20_000;
/** Milliseconds a new wrangler has to answer, and how many in a row may fail to before we give up. */
const START_MS = 60_000;
const STARTS = 3;

/**
 * Keeps `wrangler dev` going. wrangler runs two runtimes: a proxy that owns the port, and one with our code. It
 * replaces the runtime with our code if that dies, but the port never answers again once the proxy has died. The
 * supervisor then starts wrangler again, so that people who try Parlor on a laptop do not have to.
 */
export class Supervisor {
  readonly url: string;
  /** Resolves when the server has ended, by `stop` or because it could not be started again. */
  readonly ended: Promise<void>;
  readonly #options: SupervisorOptions;
  #wrangler: ChildProcess;
  #isStopping = false;

  private constructor(options: SupervisorOptions, wrangler: ChildProcess) {
    this.url = options.url;
    this.#options = options;
    this.#wrangler = wrangler;
    this.ended = this.#watch();
  }

  /** Resolves when the server answers. */
  static async start(options: SupervisorOptions): Promise<Supervisor> {
    return new Supervisor(options, await startWrangler(options));
  }

  /** All processes of this server at the moment. */
  pids(): number[] {
    return family(this.#wrangler).map((each) => each.pid);
  }

  /** Ends it in good order. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    await stopFamily(this.#wrangler);
    await this.ended;
  }

  /** Kills the process that runs the Worker and its objects, as a crash would; a new one is started. */
  kill(): readonly number[] {
    const { worker } = this.#runtimes();
    for (const pid of worker) process.kill(pid, "SIGKILL");
    return worker;
  }

  /** The processes of both runtimes. */
  #runtimes(): Runtimes {
    const found = family(this.#wrangler).filter(({ command }) =>
      / serve .*--socket-addr=entry=/.test(command),
    );
    const isProxy = ({ command }: (typeof found)[number]) => command.includes(`:${this.#options.port} `);
    return {
      proxy: found.filter(isProxy).map(({ pid }) => pid),
      worker: found.filter((each) => !isProxy(each)).map(({ pid }) => pid),
    };
  }

  async #watch(): Promise<void> {
    let runtimes = this.#runtimes();
    while (!this.#isStopping) {
      await Promise.race([sleep(WATCH_MS, undefined, { ref: false }), exitOf(this.#wrangler)]);
      if (this.#isStopping || (!hasExited(this.#wrangler) && isWhole(runtimes))) continue;
      if (!(await this.#isReplaced(runtimes)) && !(await this.#startAgain())) return;
      runtimes = this.#runtimes();
    }
    await exitOf(this.#wrangler);
  }

  /** Whether wrangler replaces what has died. Without the proxy there is nothing to wait for. */
  async #isReplaced({ proxy }: Runtimes): Promise<boolean> {
    const deadline = Date.now() + REPLACE_MS;
    while (!this.#isStopping && !hasExited(this.#wrangler) && Date.now() < deadline) {
      if (!proxy.every(isAlive)) return false;
      if (await answers(this.url)) return true;
      await sleep(WATCH_MS / 5);
    }
    return this.#isStopping;
  }

  /** Returns whether it could be started. */
  async #startAgain(): Promise<boolean> {
    for (let tries = 0; tries < STARTS && !this.#isStopping; tries++) {
      await killFamily(this.#wrangler);
      try {
        this.#wrangler = await startWrangler(this.#options, (wrangler) => {
          this.#wrangler = wrangler;
        });
        return true;
      } catch (error) {
        this.#options.onOutput(`${error instanceof Error ? error.message : String(error)}\n`);
      }
    }
    return this.#isStopping;
  }
}

/** `spawned` gets the process before it is ready. */
async function startWrangler(
  { url, args, onOutput }: SupervisorOptions,
  spawned: (wrangler: ChildProcess) => void = () => {},
): Promise<ChildProcess> {
  // In our process group, so that nothing outlives a kill of the group. At level "warn" wrangler
  // prints nothing when all is well.
  const wrangler = spawn("wrangler", ["dev", ...args, "--show-interactive-dev-session=false"], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, WRANGLER_LOG: "warn" },
  });
  spawned(wrangler);
  for (const stream of [wrangler.stdout, wrangler.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      const rest = text.replace(/\n?.*Logs were written to.*\n?/g, "");
      if (rest.trim() !== "") onOutput(rest);
    });
  }
  try {
    await untilReady(url, wrangler);
    return wrangler;
  } catch (error) {
    await stopFamily(wrangler);
    throw error;
  }
}

async function untilReady(url: string, wrangler: ChildProcess): Promise<void> {
  const deadline = Date.now() + START_MS;
  while (!hasExited(wrangler)) {
    if (Date.now() > deadline)
      throw new Error(`The server did not answer within ${START_MS / 1_000} seconds.`);
    if (await answers(url)) return;
    await sleep(50);
  }
  throw new Error("wrangler ended before the server was ready.");
}

async function answers(url: string): Promise<boolean> {
  const signal = AbortSignal.timeout(2_000);
  const answer = await fetch(`${url}/api/health`, { signal }).catch(() => undefined);
  return answer?.ok === true;
}

const hasExited = ({ exitCode, signalCode }: ChildProcess): boolean =>
  exitCode !== null || signalCode !== null;

const exits = new WeakMap<ChildProcess, Promise<void>>();

/** One listener for each process, however often it is waited for. */
function exitOf(wrangler: ChildProcess): Promise<void> {
  const known = exits.get(wrangler);
  if (known !== undefined) return known;
  const exit = hasExited(wrangler)
    ? Promise.resolve()
    : new Promise<void>((resolve) => wrangler.once("close", () => resolve()));
  exits.set(wrangler, exit);
  return exit;
}

/** wrangler ends its bundler and both runtimes itself when asked; one that hangs is ended with all it started. */
async function stopFamily(wrangler: ChildProcess): Promise<void> {
  const pids = family(wrangler).map((each) => each.pid);
  wrangler.kill("SIGTERM");
  await Promise.race([exitOf(wrangler), sleep(5_000, undefined, { ref: false })]);
  for (let tries = 0; tries < 20 && pids.some(isAlive); tries++) await sleep(50);
  for (const pid of pids.filter(isAlive)) process.kill(pid, "SIGKILL");
}

async function killFamily(wrangler: ChildProcess): Promise<void> {
  const pids = family(wrangler).map((each) => each.pid);
  for (const pid of pids.filter(isAlive)) process.kill(pid, "SIGKILL");
  while (pids.some(isAlive)) await sleep(20);
}

function family(wrangler: ChildProcess) {
  return wrangler.pid === undefined ? [] : familyOf(wrangler.pid);
}
