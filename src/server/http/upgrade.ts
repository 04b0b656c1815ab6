import { type Code, codes } from "../../protocol/codes.ts";
import { SUBPROTOCOL } from "../../protocol/endpoints.ts";
import type { Access } from "../identity/access-token.ts";

/** An object that takes sockets. */
export interface TakesSockets {
  fetch(request: globalThis.Request): Promise<Response>;
}

/**
 * Opens a socket to a room or inbox on a caller's behalf. It makes a new request: the object trusts
 * its `parlor-` headers, so not one header of the client's may reach it.
 */
export const upgrade = (object: TakesSockets, caller: Access): Promise<Response> =>
  object.fetch(
    new Request("https://object/socket", {
      headers: {
        Upgrade: "websocket",
        "Sec-WebSocket-Protocol": SUBPROTOCOL,
        "parlor-user": caller.user_id,
        "parlor-session": caller.session_id,
        "parlor-stands-until": String(caller.expires_at),
      },
    }),
  );

/**
 * Refuses a socket in the only way a browser shows its page: opens it, and closes it with a code.
 * To a page, a refused handshake looks like a network that is down.
 */
export function refuseSocket(code: Code): Response {
  const { 0: client, 1: server } = new WebSocketPair();
  server.accept();
  server.close(codes[code].close ?? 1008, code);
  return new Response(null, {
    status: 101,
    webSocket: client,
    headers: { "Sec-WebSocket-Protocol": SUBPROTOCOL },
  });
}
