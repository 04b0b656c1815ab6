import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { OFFLINE_AFTER_MS, PING_INTERVAL_MS } from "../../src/protocol/limits.ts";
import { type Server, startServer } from "../../src/tools/server.ts";
import { freshState } from "../fresh-state.ts";
import { Random } from "../simulation/random.ts";
import { Crowd } from "./crowd.ts";
import { Device } from "./device.ts";
import { BareServer, WranglerServer } from "./killable-servers.ts";
import { SilentProxy } from "./silent-proxy.ts";

/** Kills of a bare runtime; then of one that wrangler has started, and of wrangler with all it started. */
const KILLS = Number(process.env.PARLOR_KILLS ?? 8);
const WRANGLER_KILLS = Math.ceil(KILLS / 8);
const POWER_CUTS = Math.ceil(KILLS / 8);
/** Milliseconds for the longest of them. */
const LONGEST_MS = 240_000 + KILLS * 15_000;

const seed = Number(process.env.PARLOR_SEED ?? Date.now() % 1_000_000);
let folder: string;
/** For what is to be cut off, not killed. */
let starting: Promise<Server>;
let server: Server;
let persistTo: string;

// All tests mostly wait, so they run side by side. The one that waits longest starts first.
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "parlor-fault-"));
  persistTo = await freshState();
  starting = startServer({
    port: 0,
    persistTo,
    vars: { AUTH_RATE_LIMIT: "off", PASSWORD_COST: "4" },
  });
  server = await starting;
});
afterAll(async () => {
  // Also one that was ready only after the test had lost its patience.
  await (await starting).stop();
  for (const each of [folder, persistTo]) await rm(each, { recursive: true, force: true });
});

describe.concurrent("faults", { timeout: LONGEST_MS }, () => {
  it("PRESENCE2, PRESENCE3, CONNECT5: half-open connections are noticed at both ends", async ({
    onTestFinished,
  }) => {
    const [longProxy, shortProxy] = [
      await SilentProxy.before(server.url),
      await SilentProxy.before(server.url),
    ];
    const watcher = await Device.signUp(server.url, "watcher");
    const short = await Device.signUp(shortProxy.url, "short");
    const long = await Device.signUp(longProxy.url, "long");
    onTestFinished(() => {
      for (const { parlor } of [watcher, short, long]) parlor.close();
      for (const proxy of [longProxy, shortProxy]) proxy.close();
    });
    const [ofLong, ofShort] = [watcher.watch(long.user_id), watcher.watch(short.user_id)];
    await watcher.until(() => ofLong.length + ofShort.length === 2);
    expect([ofLong, ofShort]).toMatchObject([[{ online: true }], [{ online: true }]]);

    for (const proxy of [longProxy, shortProxy]) proxy.cut();
    const cutAt = Date.now();
    const used = longProxy.connections;
    await Promise.all([long.until(() => !long.isLive), short.until(() => !short.isLive)]);
    // The SDK gave up by itself: no close has come through, and nobody else knows anything yet.
    expect([longProxy.halfOpen, shortProxy.halfOpen].every((open) => open > 0)).toBe(true);
    expect(ofLong).toHaveLength(1);

    shortProxy.heal();
    await short.until(() => short.isLive);
    await watcher.until(() => ofLong.length === 2);
    const { online, last_active_at = 0 } = ofLong[1] ?? {};
    expect(online).toBe(false);
    expect(Date.now() - last_active_at).toBeGreaterThanOrEqual(OFFLINE_AFTER_MS);
    expect(Math.abs(cutAt - last_active_at)).toBeLessThan(2 * PING_INTERVAL_MS);
    expect(long.isLive).toBe(false);

    longProxy.heal();
    await Promise.all([long.until(() => long.isLive), watcher.until(() => ofLong.length === 3)]);
    expect(ofLong[2]).toMatchObject({ online: true });
    expect(longProxy.connections).toBeGreaterThan(used);
    // Who was back within the 30 s was never away.
    expect(ofShort).toHaveLength(1);
  });

  it(`SEND2, SEND3, SEND4, RESUME1, PROOF2: ${KILLS} kills lose nothing that was acknowledged and double nothing (seed ${seed})`, async ({
    onTestFinished,
  }) => {
    const random = new Random(seed);
    const server = await BareServer.start(folder, random);
    onTestFinished(() => server.stop());
    const crowd = new Crowd(server.url, random);
    onTestFinished(() => crowd.close());
    await crowd.gather();
    for (let kill = 0; kill < KILLS; kill++) {
      await crowd.talk();
      await server.killRuntime();
    }
    await crowd.prove(KILLS);
  });

  it(`SEND2, SEND3, SEND4, RESUME1, PROOF2: nor do ${WRANGLER_KILLS} kills under wrangler, ${WRANGLER_KILLS} of both its runtimes and ${POWER_CUTS} power cuts (seed ${seed})`, async ({
    onTestFinished,
  }) => {
    const random = new Random(seed + 1);
    const server = await WranglerServer.start(random);
    onTestFinished(() => server.stop());
    const crowd = new Crowd(server.url, random);
    onTestFinished(() => crowd.close());
    await crowd.gather();
    const kinds = ["killRuntime", "killRuntimes", "killEverything"] as const;
    const kills = kinds.flatMap((kind) =>
      Array<typeof kind>(kind === "killEverything" ? POWER_CUTS : WRANGLER_KILLS).fill(kind),
    );
    for (const kind of kills) {
      await crowd.talk();
      await server[kind]();
    }
    await crowd.prove(kills.length);
  });
});
