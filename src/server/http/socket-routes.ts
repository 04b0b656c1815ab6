import type { Hono } from "hono";
import { refuse } from "../../protocol/codes.ts";
import { INBOX_SOCKET_PATH, ROOM_SOCKET_PATH, SUBPROTOCOL } from "../../protocol/endpoints.ts";
import { RoomId } from "../../protocol/ids.ts";
import type { Access } from "../identity/access-token.ts";
import { charge } from "./allowance.ts";
import { type App, answer, type Http } from "./answers.ts";
import { authenticateSocket, offeredSubprotocols } from "./authenticate.ts";
import { refuseSocket, type TakesSockets, upgrade } from "./upgrade.ts";

/** The sockets of rooms and inboxes: after the handshake, the object itself talks to the client. */
export function socketRoutes(app: Hono<App>): void {
  app.get(ROOM_SOCKET_PATH, (http) => {
    const room_id = RoomId.safeParse(http.req.param("room_id"));
    return connect(http, () => (room_id.success ? http.env.ROOM.getByName(room_id.data) : undefined));
  });

  app.get(INBOX_SOCKET_PATH, (http) => connect(http, ({ user_id }) => http.env.INBOX.getByName(user_id)));
}

async function connect(
  http: Http,
  objectFor: (caller: Access) => TakesSockets | undefined,
): Promise<Response> {
  if (http.req.header("Upgrade")?.toLowerCase() !== "websocket")
    return answer(http, refuse("upgrade_required"));
  if (!offeredSubprotocols(http).includes(SUBPROTOCOL)) {
    const detail = `Offer the subprotocol ${SUBPROTOCOL}.`;
    return answer(http, refuse("bad_request", { detail, field: "Sec-WebSocket-Protocol" }));
  }
  const caller = await authenticateSocket(http);
  // Only our own pages get a close code; other web sites learn nothing.
  if (!caller.ok)
    return caller.code === "forbidden_origin" ? answer(http, caller) : refuseSocket(caller.code);
  const object = objectFor(caller.value);
  // What cannot be a room is none. Answered by HTTP, a browser would take it for a network that is down.
  if (object === undefined) return refuseSocket("not_a_member");
  const refusal = await charge(http.env, caller.value.user_id, { read: 1 });
  return refusal ? refuseSocket(refusal.code) : upgrade(object, caller.value);
}
