import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { migrate, readForm, wranglerDatabase } from "./database.ts";
import { ensureDevVars } from "./secrets.ts";
import { Supervisor } from "./supervisor.ts";
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
  kill(): readonly number[];
  /** Resolves when the server has ended, by itself or by `stop`. */
  ended: Promise<void>;
}

/** Starts the Worker on this machine, as `npm start` does, and resolves when it answers. */
export async function startServer(options: ServerOptions = {}): Promise<Server> {
  const { persistTo = STATE, vars = {}, onOutput = (text) => process.stderr.write(text) } = options;
  const port = await claimPort(options.port ?? 8787);
  await Promise.all([ensureDevVars(), applySchema(persistTo), buildOrThrow()]);

  const args = ["--port", String(port), "--persist-to", persistTo];
  for (const [name, value] of Object.entries(vars)) args.push("--var", `${name}:${value}`);
  return Supervisor.start({ url: `http://localhost:${port}`, port, args, onOutput });
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
