import { accept, refuse } from "../../protocol/codes.ts";
import { ID_BYTES, idFromBytes, RoomId } from "../../protocol/ids.ts";
import type { Mount } from "./mount.ts";
import { listed, readRoom, roomOf } from "./room-stub.ts";

/** The doors of a room and the books its owners and admins keep. The room decides who may. */
export function moderationRoutes(mount: Mount): void {
  mount("createLink", async ({ params, body, caller, env }) => {
    const [link_id, secret] = [random(), random()];
    const expires_at = body.expires_in_seconds === null ? null : Date.now() + body.expires_in_seconds * 1_000;
    const link = { link_id, secret, expires_at, uses: body.uses };
    const made = await roomOf(env, params.room_id).createLink(caller.user_id, link);
    // The token names its room, so nobody has to look up where it leads.
    return made.ok ? accept({ link: made.value, token: [params.room_id, link_id, secret].join(".") }) : made;
  });
  mount("links", ({ params, caller, env }) =>
    listed("links", readRoom(env, params.room_id, "links", caller.user_id)),
  );
  mount("revokeLink", ({ params, caller, env }) =>
    roomOf(env, params.room_id).revokeLink(caller.user_id, params.link_id),
  );
  mount("enterByLink", async ({ body, caller, env }) => {
    const [room = "", link_id = "", secret = ""] = body.token.split(".");
    const room_id = RoomId.safeParse(room);
    if (!room_id.success) return refuse("link_invalid");
    const entered = await roomOf(env, room_id.data).enterByLink(caller.user_id, link_id, secret);
    return entered.ok ? accept({ room_id: room_id.data }) : entered;
  });

  mount("requests", ({ params, caller, env }) =>
    listed("requests", readRoom(env, params.room_id, "requests", caller.user_id)),
  );
  mount("bans", ({ params, caller, env }) =>
    listed("bans", readRoom(env, params.room_id, "bans", caller.user_id)),
  );
  mount("reports", ({ params, caller, env }) =>
    listed("reports", readRoom(env, params.room_id, "reports", caller.user_id)),
  );
  mount("audit", ({ params, query, caller, env }) =>
    listed("entries", readRoom(env, params.room_id, "audit", caller.user_id, query.before)),
  );
}

const random = (): string => idFromBytes(crypto.getRandomValues(new Uint8Array(ID_BYTES)));
