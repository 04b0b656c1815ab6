import { spawn } from "node:child_process";
import { once } from "node:events";
import { rm } from "node:fs/promises";
import { expect, it } from "vitest";
import { familyOf, isAlive } from "../../src/tools/processes.ts";
import { freshState } from "../fresh-state.ts";

it("npm run dev serves the sources of the web app and the Worker at one address, and stops in good order", async ({
  onTestFinished,
}) => {
  const folder = await freshState();
  const args = ["src/tools/run.mjs", "dev", "--port", "0", "--persist-to", folder];
  const dev = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(dev, "exit");
  onTestFinished(async () => {
    dev.kill();
    await ended;
    await rm(folder, { recursive: true, force: true });
  });
  const url = await new Promise<string>((resolve, reject) => {
    let printed = "";
    dev.stdout.setEncoding("utf8").on("data", (text: string) => {
      printed += text;
      const [address] = /http:\S+/.exec(printed) ?? [];
      if (address !== undefined) resolve(address);
    });
    dev.once("exit", () => reject(new Error(`It ended. ${printed}`)));
  });

  const get = async (path: string, headers = {}) => (await fetch(`${url}${path}`, { headers })).text();
  expect(await get("/r/any-room", { Accept: "text/html" })).toContain("/@vite/client");
  expect(await get("/app.tsx")).toContain("hot");
  expect(JSON.parse(await get("/api/health"))).toEqual({ ok: true });
  expect(JSON.parse(await get("/.well-known/jwks.json"))).toHaveProperty("keys");
  // A page of the same origin may change things, one of another origin may not.
  const post = (site: string) =>
    fetch(`${url}/api/auth/sign-in`, { method: "POST", body: "{}", headers: { "Sec-Fetch-Site": site } });
  expect((await post("cross-site")).status).toBe(403);
  expect((await post("same-origin")).status).not.toBe(403);

  const pids = familyOf(dev.pid as number).map(({ pid }) => pid);
  expect(pids.length).toBeGreaterThan(3);
  dev.kill("SIGINT");
  expect(await ended).toEqual([0, null]);
  await expect.poll(() => pids.filter(isAlive), { timeout: 10_000 }).toEqual([]);
});
