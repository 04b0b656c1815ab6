import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { migrate, readForm, wranglerDatabase } from "./database.ts";
import { familyOf, isAlive } from "./processes.ts";
import { ensureDevVars } from "./secrets.ts";
import { buildWeb } from "./web.ts";

/** Where `npm start` keeps the data of objects, D1 and R2. */
export const STATE = ".wrangler/state";

interface ServerOptions {
  /** Default: 8787; 0 takes a free port. */
  port?: number;
  /** Where objects, D1 and R2 keep their data. */
  persistTo?: string;
  /** Values that override `[vars]` of wrangler.toml. */
  vars?: Record<string, string>;
  /** Called with what wrangler and the Worker print: warnings, errors, console output. */
  onOutput?: (text: string) => void;
}

export interface Server {
  url: string;
  /** All processes of this server at the moment. */
  pids(): number[];
  /** Ends it gracefully. */
  stop(): Promise<void>;
  /** Kills the process that runs the Worker and its objects, as a crash would; wrangler starts a new one. */
  kill(): number[];
  /** Resolves when the server has ended, by itself or by `stop`. */
  ended: Promise<void>;
}

/** Starts the Worker on this machine, as `npm start` does, and resolves when it answers. */
export async function startServer(options: ServerOptions = {}): Promise<Server> {
  const { persistTo = STATE, vars = {}, onOutput = (text) => process.stderr.write(text) } = options;
  const port = await claimPort(options.port ?? 8787);
  await Promise.all([ensureDevVars(), applySchema(persistTo), buildOrThrow()]);

  const args = [
    "dev",
    "--port",
    String(port),
    "--persist-to",
    persistTo,
    "--show-interactive-dev-session=false",
  ];
  for (const [name, value] of Object.entries(vars)) args.push("--var", `${name}:${value}`);
  // In our process group, so that nothing outlives a kill of the group. At level "warn" wrangler
  // prints nothing when all is well.
  const wrangler = spawn("wrangler", args, {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, WRANGLER_LOG: "warn" },
  });
  for (const stream of [wrangler.stdout, wrangler.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      const rest = text.replace(/\n?.*Logs were written to.*\n?/g, "");
      if (rest.trim() !== "") onOutput(rest);
    });
  }
  const ended = new Promise<void>((resolve) => wrangler.once("close", () => resolve()));
  const stop = () => stopFamily(wrangler, ended);

  const url = `http://localhost:${port}`;
  try {
    await untilReady(url, wrangler);
  } catch (error) {
    await stop();
    throw error;
  }
  const kill = () => {
    const pids = runtimes(wrangler, port);
    for (const pid of pids) process.kill(pid, "SIGKILL");
    return pids;
  };
  return { url, pids: () => family(wrangler).map((each) => each.pid), stop, kill, ended };
}

/** Brings D1 up to date. It is checked only if the schema has changed since, because that takes a second. */
export async function applySchema(persistTo: string): Promise<void> {
  const form = readForm();
  const hash = createHash("sha256").update(JSON.stringify(form)).digest("hex");
  const stamp = join(persistTo, "schema-applied");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === hash) return;
  await migrate(wranglerDatabase("DB", ["--local", "--persist-to", persistTo]), form);
  mkdirSync(persistTo, { recursive: true });
  writeFileSync(stamp, hash);
}

async function buildOrThrow(): Promise<void> {
  const { ok, output } = await buildWeb();
  if (!ok) throw new Error(`The web app could not be built.\n${output}`);
}

export async function claimPort(wanted: number): Promise<number> {
  for (const host of ["127.0.0.1", "::1"]) {
    const found = await listenOnce(wanted, host);
    if (found === "taken") throw new Error(`Port ${wanted} is taken. Choose another one with --port.`);
    if (wanted === 0 && typeof found === "number") return found;
  }
  return wanted;
}

function listenOnce(port: number, host: string): Promise<number | "taken" | "no such address"> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", (error: NodeJS.ErrnoException) => {
      resolve(error.code === "EADDRINUSE" ? "taken" : "no such address");
    });
    probe.listen(port, host, () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address !== null ? address.port : port));
    });
  });
}

async function untilReady(url: string, wrangler: ChildProcess): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (wrangler.exitCode === null && wrangler.signalCode === null) {
    if (Date.now() > deadline) throw new Error("The server did not answer within 60 seconds.");
    const answer = await fetch(`${url}/api/health`, { signal: AbortSignal.timeout(2_000) }).catch(
      () => undefined,
    );
    if (answer?.ok) return;
    await sleep(50);
  }
  throw new Error("wrangler ended before the server was ready.");
}

/** wrangler ends its bundler and both runtimes when asked; if it hangs, it is killed with everything it started. */
async function stopFamily(wrangler: ChildProcess, ended: Promise<void>): Promise<void> {
  const pids = family(wrangler).map((each) => each.pid);
  wrangler.kill("SIGTERM");
  await Promise.race([ended, sleep(5_000, undefined, { ref: false })]);
  for (let tries = 0; tries < 20 && pids.some(isAlive); tries++) await sleep(50);
  for (const pid of pids.filter(isAlive)) process.kill(pid, "SIGKILL");
}

function family(wrangler: ChildProcess) {
  return wrangler.pid === undefined ? [] : familyOf(wrangler.pid);
}

/** wrangler runs two runtimes: a proxy that owns the port, and one with our code on a port of its own. */
function runtimes(wrangler: ChildProcess, port: number): number[] {
  return family(wrangler)
    .filter(({ command }) => / serve .*--socket-addr=entry=/.test(command) && !command.includes(`:${port} `))
    .map(({ pid }) => pid);
}
