import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { unstable_splitSqlQuery as splitSqlQuery } from "wrangler";
import { familyOf, isAlive } from "../../src/tools/processes.ts";
import { makeSecrets } from "../../src/tools/secrets.ts";
import { type Server, startServer } from "../../src/tools/server.ts";
import { type Runtime, startRuntime } from "../bench/runtime.ts";
import { freshState } from "../fresh-state.ts";
import type { Random } from "../simulation/random.ts";

/** Milliseconds in which a runtime that was killed must answer again. */
const RESTART_MS = 20_000;

const VARS = { SEND_RATE_PER_SECOND: "1000", SEND_BURST: "1000", AUTH_RATE_LIMIT: "off", PASSWORD_COST: "4" };

/** Something that runs Parlor, and can be killed. It comes back at the same address, on the same state. */
interface KillableServer {
  readonly url: string;
  /** Kills the process that runs the objects, and waits until another one answers. */
  killRuntime(): Promise<void>;
  stop(): Promise<void>;
}

/** A port of those the system does not give to outgoing connections, one of which could take it meanwhile. */
async function somewhere<T>(random: Random, start: (port: number) => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await start(random.int(20_000, 32_000));
    } catch (error) {
      if (!/is taken|EADDRINUSE|in use/.test(String(error))) throw error;
    }
  }
}

/** The Worker in workerd with nothing around it: the fastest to come back after a kill. */
export class BareServer implements KillableServer {
  readonly #start: () => Promise<Runtime>;
  #runtime: Runtime;

  private constructor(start: () => Promise<Runtime>, runtime: Runtime) {
    this.#start = start;
    this.#runtime = runtime;
  }

  static async start(folder: string, random: Random): Promise<BareServer> {
    const secrets = await makeSecrets();
    const startAt = (port: number) =>
      startRuntime({
        config: "wrangler.toml",
        main: "src/server/worker.ts",
        vars: { ...VARS, ...secrets },
        folder: join(folder, "bare"),
        port,
      });
    const runtime = await somewhere(random, startAt);
    const db = await runtime.miniflare.getD1Database("DB");
    const schema = splitSqlQuery(readFileSync("schema.sql", "utf8"));
    await db.batch(schema.map((statement) => db.prepare(statement)));
    return new BareServer(() => startAt(Number(runtime.url.port)), runtime);
  }

  get url(): string {
    return this.#runtime.url.origin;
  }

  async killRuntime(): Promise<void> {
    const runtimes = familyOf(process.pid).filter(
      ({ parent, command }) => parent === process.pid && / serve .*--socket-addr=entry=/.test(command),
    );
    if (runtimes.length !== 1) throw new Error(`there are ${runtimes.length} runtimes`);
    for (const { pid } of runtimes) process.kill(pid, "SIGKILL");
    if (await answersWithin(this.url, RESTART_MS)) return;
    // Something else took its port meanwhile.
    await this.#runtime.stop();
    this.#runtime = await this.#start();
  }

  stop(): Promise<void> {
    return this.#runtime.stop();
  }
}

/** The whole of `npm start`: wrangler, its proxy and its bundler around the runtime. */
export class WranglerServer implements KillableServer {
  readonly #persistTo: string;
  readonly #start: (port: number) => Promise<Server>;
  #server: Server;

  private constructor(persistTo: string, start: (port: number) => Promise<Server>, server: Server) {
    this.#persistTo = persistTo;
    this.#start = start;
    this.#server = server;
  }

  static async start(random: Random): Promise<WranglerServer> {
    const persistTo = await freshState();
    // What wrangler says of a runtime that is killed on purpose is no news.
    const start = (port: number) => startServer({ port, persistTo, vars: VARS, onOutput: () => {} });
    return new WranglerServer(persistTo, start, await somewhere(random, start));
  }

  get url(): string {
    return this.#server.url;
  }

  /** wrangler starts another runtime on the port of the old one. */
  async killRuntime(): Promise<void> {
    // There is a moment without one when wrangler exchanges it after an edit.
    while (this.#server.kill().length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    await this.#comeBack();
  }

  /** Both runtimes, its proxy too: wrangler itself would never start them again. */
  killRuntimes(): Promise<void> {
    return this.#kill(({ command }) => / serve .*--socket-addr=entry=/.test(command));
  }

  /** All processes, as a power cut does. */
  killEverything(): Promise<void> {
    return this.#kill(() => true);
  }

  async #kill(which: (process: ReturnType<typeof familyOf>[number]) => boolean): Promise<void> {
    const killed = familyOf(process.pid).filter(
      (each) => this.#server.pids().includes(each.pid) && which(each),
    );
    if (killed.length < 2) throw new Error(`there are ${killed.length} processes`);
    for (const { pid } of killed) process.kill(pid, "SIGKILL");
    while (killed.some(({ pid }) => isAlive(pid))) await new Promise((resolve) => setTimeout(resolve, 20));
    await this.#comeBack();
  }

  /** The server recovers by itself, unless its port was taken meanwhile. */
  async #comeBack(): Promise<void> {
    if (await answersWithin(this.url, RESTART_MS)) return;
    await this.#server.stop();
    this.#server = await this.#start(Number(new URL(this.url).port));
  }

  async stop(): Promise<void> {
    await this.#server.stop();
    rmSync(this.#persistTo, { recursive: true, force: true });
  }
}

async function answersWithin(url: string, ms: number): Promise<boolean> {
  const deadline = Date.now() + ms;
  while (Date.now() < deadline) {
    const health = await fetch(`${url}/api/health`, { signal: AbortSignal.timeout(1_000) }).catch(
      () => undefined,
    );
    if (health?.ok) return true;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return false;
}
