import type * as z from "zod/mini";
import { credentialEndpoints } from "./endpoints/credential-endpoints.ts";
import type { Endpoint } from "./endpoints/endpoint.ts";
import { identityEndpoints } from "./endpoints/identity-endpoints.ts";
import { inboxEndpoints } from "./endpoints/inbox-endpoints.ts";
import { messageEndpoints } from "./endpoints/message-endpoints.ts";
import { moderationEndpoints } from "./endpoints/moderation-endpoints.ts";
import { roomEndpoints } from "./endpoints/room-endpoints.ts";
import { searchEndpoints } from "./endpoints/search-endpoints.ts";
import type { RoomId } from "./ids.ts";

export type { Endpoint } from "./endpoints/endpoint.ts";
export { type OwnSession, Session, Tokens } from "./endpoints/identity-endpoints.ts";
export { Channel } from "./endpoints/room-endpoints.ts";

/** The whole HTTP API, by name. */
export const endpoints = {
  ...identityEndpoints,
  ...credentialEndpoints,
  ...roomEndpoints,
  ...messageEndpoints,
  ...moderationEndpoints,
  ...searchEndpoints,
  ...inboxEndpoints,
} as const satisfies Record<string, Endpoint>;

export type EndpointName = keyof typeof endpoints;

type Part<N extends EndpointName, K extends "params" | "query" | "body"> = (typeof endpoints)[N] extends {
  readonly [P in K]: infer S extends z.ZodMiniType;
}
  ? S
  : z.ZodMiniObject<Record<never, never>>;

/** The fields a part has; an object schema without fields says `Record<string, never>`, which fits no other part. */
type Fields<S extends z.ZodMiniType> = {
  [F in keyof z.input<S> as string extends F ? never : F]: z.input<S>[F];
};

/** What a caller passes: path parameters, query and body in one object. */
export type Input<N extends EndpointName> = Fields<Part<N, "params">> &
  Fields<Part<N, "query">> &
  Fields<Part<N, "body">>;

/** What a handler gets once the schemas have accepted it. */
export interface Request<N extends EndpointName> {
  readonly params: z.output<Part<N, "params">>;
  readonly query: z.output<Part<N, "query">>;
  readonly body: z.output<Part<N, "body">>;
}

/** What the endpoint answers. */
export type Output<N extends EndpointName> = z.output<(typeof endpoints)[N]["response"]>;

/** Addresses that are upgraded to WebSockets, and the subprotocols offered in the upgrade. */
export const ROOM_SOCKET_PATH = "/api/rooms/:room_id/socket";
export const roomSocketPath = (room_id: RoomId): string => ROOM_SOCKET_PATH.replace(":room_id", room_id);
export const INBOX_SOCKET_PATH = "/api/inbox/socket";
/** Always offered, and the one the server selects. */
export const SUBPROTOCOL = "parlor.1";
/** The cookie that tells scripts that there is a session; over https its name begins with `__Host-`. */
export const SESSION_MARKER = "parlor_session";
/** A second offered subprotocol `bearer.<access token>` authenticates clients that have no cookie. */
export const BEARER_SUBPROTOCOL = "bearer.";
