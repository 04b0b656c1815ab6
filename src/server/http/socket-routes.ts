import type { Hono } from "hono";
import { refuse } from "../../protocol/codes.ts";
import { INBOX_SOCKET_PATH, ROOM_SOCKET_PATH, SUBPROTOCOL } from "../../protocol/endpoints.ts";
import { RoomId } from "../../protocol/ids.ts";
import type { Caller } from "../identity/access-token.ts";
import { type App, answer, type Http } from "./answers.ts";
import { authenticateSocket, offeredSubprotocols } from "./authenticate.ts";
import { refuseSocket, type TakesSockets, upgrade } from "./upgrade.ts";

/** The sockets of rooms and inboxes: after the handshake, the object itself talks to the client. */
export function socketRoutes(app: Hono<App>): void {
  app.get(ROOM_SOCKET_PATH, (http) => {
    const room_id = RoomId.safeParse(http.req.param("room_id"));
    if (!room_id.success)
      return answer(
        http,
        refuse("bad_request", { detail: "That is not the id of a room.", field: "room_id" }),
      );
    return connect(http, () => http.env.ROOM.getByName(room_id.data));
  });

  app.get(INBOX_SOCKET_PATH, (http) => connect(http, ({ user_id }) => http.env.INBOX.getByName(user_id)));
}

async function connect(http: Http, objectFor: (caller: Caller) => TakesSockets): Promise<Response> {
  if (http.req.header("Upgrade")?.toLowerCase() !== "websocket")
    return answer(http, refuse("upgrade_required"));
  if (!offeredSubprotocols(http).includes(SUBPROTOCOL)) {
    const detail = `Offer the subprotocol ${SUBPROTOCOL}.`;
    return answer(http, refuse("bad_request", { detail, field: "Sec-WebSocket-Protocol" }));
  }
  const caller = await authenticateSocket(http);
  if (caller.ok) return upgrade(objectFor(caller.value), caller.value);
  // Only our own pages get a close code; other web sites learn nothing.
  return caller.code === "forbidden_origin" ? answer(http, caller) : refuseSocket(caller.code);
}
