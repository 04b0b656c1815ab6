import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import * as z from "zod/mini";
import { adminEndpoints } from "../../src/protocol/endpoints/admin-endpoints.ts";
import {
  BEARER_SUBPROTOCOL,
  type Endpoint,
  endpoints,
  INBOX_SOCKET_PATH,
  roomSocketPath,
  SUBPROTOCOL,
} from "../../src/protocol/endpoints.ts";
import { InboxDown, InboxUp } from "../../src/protocol/inbox-frames.ts";
import { PROTOCOL_VERSION } from "../../src/protocol/limits.ts";
import { PING, Ping, PONG, RoomDown, RoomUp } from "../../src/protocol/room-frames.ts";
import { asId } from "../as-id.ts";

/**
 * What the wire looked like when a version was made. When a test here fails, decide: can older code
 * on the other side still read it (a new optional field, a new endpoint)? Then write the new value
 * down. If not, PROTOCOL_VERSION grows, and with it a line here.
 */
const known: Record<number, { frames: string; endpoints: string }> = {
  1: { frames: "be633e2b2f5d5716", endpoints: "25b8c6f1f7d8f3cf" },
};

/** The same for the same form, in whatever order its keys were written. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, inner]) => [key, canonical(inner)] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

const hash = (value: unknown): string =>
  createHash("sha256")
    .update(JSON.stringify(canonical(value)))
    .digest("hex")
    .slice(0, 16);
const form = (schema: z.ZodMiniType | undefined, io: "input" | "output") =>
  schema && z.toJSONSchema(schema, { io, unrepresentable: "any" });

it("the frames are those of PROTOCOL_VERSION", () => {
  const up = [RoomUp, InboxUp, Ping].map((schema) => form(schema, "input"));
  const down = [RoomDown, InboxDown].map((schema) => form(schema, "output"));
  expect(hash({ up, down, PING, PONG })).toBe(known[PROTOCOL_VERSION]?.frames);
});

it("the endpoints are those of PROTOCOL_VERSION", () => {
  const table = Object.entries({ ...endpoints, ...adminEndpoints } as Record<string, Endpoint>).map(
    ([name, { method, path, auth, params, query, body, response }]) => {
      const parts = {
        params: form(params, "input"),
        query: form(query, "input"),
        body: form(body, "input"),
        response: form(response, "output"),
      };
      return [name, { method, path, auth, ...parts }];
    },
  );
  const sockets = [roomSocketPath(asId("<room_id>")), INBOX_SOCKET_PATH, SUBPROTOCOL, BEARER_SUBPROTOCOL];
  expect(hash({ ...Object.fromEntries(table), sockets })).toBe(known[PROTOCOL_VERSION]?.endpoints);
});
