import { rm } from "node:fs/promises";
import { type BrowserServer, chromium } from "playwright-core";
import type { TestProject } from "vitest/node";
import { findChromium } from "../../src/tools/chromium.ts";
import { type Server, startServer } from "../../src/tools/server.ts";
import { freshState } from "../fresh-state.ts";
import { registerOwner } from "./owner.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** For `chromium.connect(inject("browserEndpoint"))`: all test files share one browser. */
    browserEndpoint: string;
    /** Where Parlor runs. */
    serverUrl: string;
  }
}

interface Stage {
  readonly server: Server;
  readonly browser: BrowserServer;
  readonly folder: string;
}

/** What all projects share: each of them loads this file anew, in the same process. */
const shared = globalThis as { browserStage?: { stage: Promise<Stage>; users: number } };

/** One server with empty storage and one browser, for all browser tests of all projects. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  shared.browserStage ??= { stage: start(), users: 0 };
  const own = shared.browserStage;
  own.users++;
  const stage = await own.stage;
  project.provide("serverUrl", stage.server.url);
  project.provide("browserEndpoint", stage.browser.wsEndpoint());
  return async () => {
    own.users--;
    if (own.users > 0) return;
    delete shared.browserStage;
    await stop(stage);
  };
}

async function start(): Promise<Stage> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error("No Chromium was found; CHROME_PATH can name one.");
  const folder = await freshState();
  // Rooms with much in them are talked full by one.
  const vars = { AUTH_RATE_LIMIT: "off", STRANGERS: "everyone", PASSWORD_COST: "4", SEND_BURST: "300" };
  const server = await startServer({ port: 0, persistTo: folder, vars });
  await registerOwner(server.url);
  const browser = await chromium.launchServer({
    executablePath,
    // The sandbox needs rights that containers do not give.
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
    ],
  });
  return { server, browser, folder };
}

async function stop({ server, browser, folder }: Stage): Promise<void> {
  await browser.close();
  await server.stop();
  await rm(folder, { recursive: true, force: true });
}
