import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { cloudflareTest } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";
import { unstable_splitSqlQuery as splitSqlQuery } from "wrangler";
import { makeSecrets } from "../src/tools/secrets.ts";
import { LongestFirst } from "./longest-first.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const workerd = "test/**/*.workerd.test.ts";
/** Tests that start servers as people do, and wait for them. */
const servers = ["test/fault/**/*.test.ts", "test/tools/dev.test.ts"];
const timed = ["startup", "typing-speed", "incoming", "vast"].map((name) => `test/browser/${name}.test.ts`);

export default defineConfig({
  root,
  test: {
    slowTestThreshold: 5_000,
    // Nearly all tests wait half of the time, so twice as many as there are processors keep those busy.
    maxWorkers: 2 * availableParallelism(),
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        root,
        test: {
          name: "core",
          include: ["test/**/*.test.ts"],
          exclude: [workerd, "test/{simulation,browser}/**", ...servers],
          isolate: false,
          setupFiles: ["test/core-setup.ts"],
          testTimeout: 30_000,
        },
      },
      {
        root,
        test: {
          name: "simulation",
          include: ["test/simulation/**/*.test.ts"],
          testTimeout: 60_000,
        },
      },
      {
        root,
        plugins: [
          cloudflareTest({
            wrangler: { configPath: "wrangler.toml" },
            miniflare: {
              bindings: {
                ...(await makeSecrets()),
                PASSWORD_COST: "4", // heeded under .test alone
                STRANGERS: "everyone",
                TEST_SCHEMA: splitSqlQuery(readFileSync(`${root}/schema.sql`, "utf8")),
              },
            },
          }),
        ],
        test: {
          name: "workerd",
          include: [workerd],
          isolate: false,
          setupFiles: ["test/workerd-setup.ts"],
          testTimeout: 30_000,
        },
      },
      // Kills servers and cuts cables, and mostly waits for what comes of it.
      {
        root,
        test: {
          name: "fault",
          include: servers,
          testTimeout: 300_000,
          hookTimeout: 120_000,
        },
      },
      // Real browsers come after all that computes, and share one server.
      {
        root,
        test: {
          name: "browser",
          include: ["test/browser/**/*.test.ts"],
          exclude: timed,
          globalSetup: ["test/browser/global-setup.ts"],
          isolate: false,
          testTimeout: 60_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 1 },
        },
      },
      // What takes the time of things has the machine for itself.
      {
        root,
        test: {
          name: "timed",
          include: timed,
          globalSetup: ["test/browser/global-setup.ts"],
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
