// Serves the web app from its sources and reloads the Worker as either is edited.
import { mkdirSync } from "node:fs";
import type { ViteDevServer } from "vite";
import type { unstable_startWorker } from "wrangler";
import { parsed, portNumber, readCommand } from "./command.ts";
import { ensureDevVars } from "./secrets.ts";
import { applySchema, claimPort } from "./server.ts";
import { stopWhenAsked } from "./signals.ts";

/**
 * Neither the address nor the data are those of `npm start`: a service worker that was installed there would
 * go on serving what was built, and no host shares its cookies with another one.
 */
const HOST = "127.0.0.1";
const STATE = ".wrangler/dev";

type Worker = Awaited<ReturnType<typeof unstable_startWorker>>;

const { values } = readCommand({
  name: "npm run dev",
  about: `Runs Parlor for whoever works on it. An edit of a component shows at once, without a reload of the
page; any other edit of the web app reloads the page; an edit of the server or the protocol reloads the
Worker, and clients connect again. There is no service worker and no content security policy: npm start
has both, and serves what is built.`,
  options: {
    port: parsed("PORT", "the port to listen on; 0 takes a free one", "5173", portNumber),
    "persist-to": parsed("FOLDER", "where rooms, inboxes and accounts are kept", STATE, String),
  },
  examples: [
    ["npm run dev", "edit, and look"],
    [
      "npm run dev -- --persist-to .wrangler/state",
      "with the accounts and rooms of npm start, which must not run then",
    ],
  ],
});

// Both read from the environment, when they are loaded, that they should be quiet.
process.loadEnvFile(".env");
process.env.WRANGLER_LOG ??= "warn";

try {
  const port = await claimPort(values.port);
  await Promise.all([ensureDevVars(), applySchema(values["persist-to"])]);
  const worker = await startWorker(values["persist-to"]);
  const web = await startWeb(port, (await worker.url).origin);
  // Their own handlers of signals would end this process before the other one has stopped.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.removeAllListeners(signal);
  stopWhenAsked(async () => {
    await Promise.all([web.close(), worker.dispose()]);
    process.exit();
  });
  console.log(`Parlor is running at http://${HOST}:${port} and follows your edits`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}

/** The Worker without building the web app: it reloads only for the files it is bundled from. */
async function startWorker(persist: string): Promise<Worker> {
  const { unstable_startWorker } = await import("wrangler");
  mkdirSync("dist/web", { recursive: true }); // wrangler.toml names it, and no page comes from there.
  const started = await unstable_startWorker({
    config: "wrangler.toml",
    build: { custom: { command: "" } },
    dev: { persist, server: { port: 0 }, inspector: false, watch: true, logLevel: "warn" },
  });
  await started.ready;
  return started;
}

/** The web app, and the Worker behind the same origin, so that cookies and origin checks work as deployed. */
async function startWeb(port: number, target: string): Promise<ViteDevServer> {
  const { createLogger, createServer } = await import("vite");
  const logger = createLogger("info", { allowClearScreen: false });
  // Otherwise each socket that is open when its page closes or the Worker reloads is reported as an error.
  const report = logger.error;
  logger.error = (message, options) => {
    if (!/\bws proxy (socket )?error/.test(message)) report(message, options);
  };
  const server = await createServer({
    configFile: "src/web/vite.config.ts",
    customLogger: logger,
    server: {
      host: HOST,
      port,
      strictPort: true,
      proxy: { "^/(api|\\.well-known)/": { target, ws: true } },
      fs: {
        allow: ["src/web", "src/client", "src/protocol", "node_modules"].map(
          (path) => `${process.cwd()}/${path}`,
        ),
      },
    },
  });
  return server.listen();
}
