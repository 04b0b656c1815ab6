import { credentialEndpoints } from "./endpoints/credential-endpoints.ts";
import type { Endpoint, InputOf, OutputOf, RequestOf } from "./endpoints/endpoint.ts";
import { identityEndpoints } from "./endpoints/identity-endpoints.ts";
import { inboxEndpoints } from "./endpoints/inbox-endpoints.ts";
import { messageEndpoints } from "./endpoints/message-endpoints.ts";
import { moderationEndpoints } from "./endpoints/moderation-endpoints.ts";
import { roomEndpoints } from "./endpoints/room-endpoints.ts";
import { searchEndpoints } from "./endpoints/search-endpoints.ts";
import type { RoomId } from "./ids.ts";

export type { Endpoint, InputOf, OutputOf } from "./endpoints/endpoint.ts";
export { type OwnSession, Session, type SignUp, Tokens } from "./endpoints/identity-endpoints.ts";
export { Channel } from "./endpoints/room-endpoints.ts";

/** The HTTP API, by name; all but what only those need who run the deployment (`admin-endpoints.ts`). */
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

/** What a caller passes: path parameters, query and body in one object. */
export type Input<N extends EndpointName> = InputOf<(typeof endpoints)[N]>;

/** What a handler gets once the schemas have accepted it. */
export type Request<N extends EndpointName> = RequestOf<(typeof endpoints)[N]>;

/** What the endpoint answers. */
export type Output<N extends EndpointName> = OutputOf<(typeof endpoints)[N]>;

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
