import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import type { TestProject } from "vitest/node";
import { findChromium } from "../../src/tools/chromium.ts";
import { startServer } from "../../src/tools/server.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** For `chromium.connect(inject("browserEndpoint"))`: all test files share one browser. */
    browserEndpoint: string;
    /** Where Parlor runs. */
    serverUrl: string;
  }
}

/** One server with empty storage and one browser, for all browser tests. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error("No Chromium was found; CHROME_PATH can name one.");
  const folder = await mkdtemp(join(tmpdir(), "parlor-browser-"));
  // Rooms with much in them are talked full by one.
  const vars = { AUTH_RATE_LIMIT: "off", PASSWORD_COST: "4", SEND_BURST: "300" };
  const server = await startServer({ port: 0, persistTo: folder, vars });
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
  project.provide("serverUrl", server.url);
  project.provide("browserEndpoint", browser.wsEndpoint());
  return async () => {
    await browser.close();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  };
}
