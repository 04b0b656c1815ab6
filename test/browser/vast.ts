import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { BrowserContext } from "playwright-core";
import type { RoomId } from "../../src/protocol/ids.ts";
import { makeSecrets } from "../../src/tools/secrets.ts";
import { ParlorRooms } from "../bench/rooms.ts";
import { startRuntime } from "../bench/runtime.ts";

/** Parlor with one room in it in which very much has been said. */
export interface Vast {
  readonly url: string;
  readonly room_id: RoomId;
  readonly rooms: ParlorRooms;
  stop(): Promise<void>;
}

/** Whoever `ParlorRooms` makes, the second one is in the room too. */
export const READER = { handle: "bench.1", password: "correct horse battery staple" };

export async function startVast(messages: number): Promise<Vast> {
  const secrets = await makeSecrets();
  const runtime = await startRuntime({
    config: "wrangler.toml",
    main: "test/browser/vast-worker.ts",
    vars: { ...secrets, AUTH_RATE_LIMIT: "off", STRANGERS: "everyone", PASSWORD_COST: "4" },
  });
  const rooms = await ParlorRooms.open(runtime, readFileSync("schema.sql", "utf8"), 2);
  const room_id = await rooms.filledRoom(messages, "", () => {});
  return { url: runtime.url.origin, room_id, rooms, stop: () => runtime.stop() };
}

const TYPES: Readonly<Record<string, string>> = {
  html: "text/html",
  js: "text/javascript",
  css: "text/css",
  svg: "image/svg+xml",
  woff2: "font/woff2",
};

/** That server has no assets: the built app comes from the disk. */
export async function serveApp(context: BrowserContext): Promise<void> {
  await context.route(
    ({ pathname }) => !pathname.startsWith("/api/"),
    (route) => {
      const asked = join("dist/web", new URL(route.request().url()).pathname);
      const path = /\.\w+$/.test(asked) && existsSync(asked) ? asked : "dist/web/index.html";
      const contentType = TYPES[path.split(".").at(-1) ?? ""] ?? "application/octet-stream";
      return route.fulfill({ body: readFileSync(path), contentType });
    },
  );
}
