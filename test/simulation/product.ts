import { inboxRoutes } from "../../src/server/http/inbox-routes.ts";
import { messageRoutes } from "../../src/server/http/message-routes.ts";
import { roomRoutes } from "../../src/server/http/room-routes.ts";
import { syncRoutes } from "../../src/server/http/sync-routes.ts";
import { refuseSocket, upgrade } from "../../src/server/http/upgrade.ts";
import { InboxObject } from "../../src/server/inbox/inbox-object.ts";
import { RoomObject } from "../../src/server/room/room-object.ts";
import type { WorkerCode } from "./gateway.ts";
import type { Classes } from "./rpc.ts";

/**
 * The server's own classes and routes, as the simulation sees them. Tests that import this file mock
 * `cloudflare:workers` with `workers-module.ts`.
 */
export const product = {
  RoomObject,
  InboxObject,
  roomRoutes,
  messageRoutes,
  inboxRoutes,
  syncRoutes,
  upgrade,
  refuseSocket,
} as unknown as Classes & WorkerCode;
