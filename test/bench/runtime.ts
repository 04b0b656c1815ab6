import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from "miniflare";
import { unstable_getMiniflareWorkerOptions as workerOptions } from "wrangler";

process.env.WRANGLER_LOG ??= "error"; // Else reading a configuration tells which secrets it found, or did not.

/** One workerd process with one Worker in it, and no proxy before it. */
export interface Runtime {
  url: URL;
  miniflare: Miniflare;
  /** Takes an object out of memory, as the platform does with one nobody has used for a while. Its sockets stay. */
  sleep(binding: string, name: string): Promise<void>;
  stop(): Promise<void>;
}

export interface RuntimeOptions {
  /** The wrangler configuration whose bindings the Worker gets. */
  config: string;
  /** The entry file, bundled as `wrangler deploy` would. */
  main: string;
  /** Override `[vars]` and secrets. */
  vars?: Record<string, string>;
  /** Class names of Durable Objects by binding, where not those of the configuration. */
  classes?: Record<string, string>;
  /** Where the state is kept; it is left there. Else it is new, and goes with the runtime. */
  folder?: string;
  /** Any that is free, unless told. */
  port?: number;
}

/** Bundles a Worker as for production and runs it in workerd, with its state on disk. */
export async function startRuntime({
  config,
  main,
  vars = {},
  classes = {},
  folder: kept,
  port = 0,
}: RuntimeOptions): Promise<Runtime> {
  const folder = kept ?? mkdtempSync(join(tmpdir(), "parlor-bench-"));
  const bundle = join(folder, "bundle");
  await bundleWorker(config, main, bundle);
  const { assets: _, bindings, durableObjects, ...rest } = workerOptions(config).workerOptions;
  const objects = { ...(durableObjects as Record<string, { className: string }>) };
  for (const [binding, className] of Object.entries(classes))
    objects[binding] = { ...objects[binding], className };
  const options = convertV4MiniflareOptions({
    ...rest,
    name: "bench",
    bindings: { ...(bindings as Record<string, string>), ...vars },
    durableObjects: objects,
    modulesRoot: bundle,
    modules: modulesOf(bundle, main),
    durableObjectsPersist: join(folder, "do"),
    d1Persist: join(folder, "d1"),
    r2Persist: join(folder, "r2"),
    cf: false,
    log: new Log(LogLevel.ERROR),
    host: "127.0.0.1",
    port,
  });
  const miniflare = new Miniflare(options);
  const url = await miniflare.ready;
  const evict = (binding: string, name: string) =>
    miniflare.unsafeEvictDurableObject("bench", objects[binding]?.className ?? binding, { name });
  const sleep = (binding: string, name: string) =>
    evict(binding, name)
      // A connection that Miniflare kept alive may be closed just as it is used.
      .catch((error: Error) => {
        if (error instanceof TypeError) return evict(binding, name);
        throw error;
      })
      .catch((error: Error) => {
        // It may have fallen asleep by itself.
        if (!error.message.includes("not currently running")) throw error;
      });
  const stop = async () => {
    await miniflare.dispose();
    if (kept === undefined) rmSync(folder, { recursive: true, force: true });
  };
  return { url, miniflare, sleep, stop };
}

function bundleWorker(config: string, main: string, outdir: string): Promise<void> {
  mkdirSync("dist/web", { recursive: true }); // Named in the configuration; what is in it does not matter here.
  const args = ["deploy", main, "--dry-run", "--outdir", outdir, "--config", config];
  return new Promise((resolve, reject) => {
    const wrangler = spawn("wrangler", args, {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, PARLOR_SKIP_WEB: "1" },
    });
    let output = "";
    for (const stream of [wrangler.stdout, wrangler.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        output += text;
      });
    }
    wrangler.on("error", reject);
    wrangler.on("close", (code) =>
      code === 0 ? resolve() : reject(new Error(`${main} was not bundled.\n${output}`)),
    );
  });
}

function modulesOf(bundle: string, main: string) {
  const entry = `${main.split("/").at(-1)?.replace(/\.ts$/, "")}.js`;
  if (!existsSync(join(bundle, entry))) throw new Error(`the bundle has no ${entry}`);
  const names = readdirSync(bundle).filter((name) => name.endsWith(".js") && name !== entry);
  return [entry, ...names].map((name) => ({
    type: "ESModule" as const,
    path: join(bundle, name),
    contents: readFileSync(join(bundle, name), "utf8"),
  }));
}
