import * as z from "zod/mini";
import { accept, refuse } from "../../protocol/codes.ts";
import { ID_BYTES, idFromBytes, LinkId, newLinkId, RoomId } from "../../protocol/ids.ts";
import type { Mount } from "./mount.ts";
import { listed, readRoom, roomOf } from "./room-stub.ts";

/** Invite links, join requests, bans, reports and the audit log. The room decides who may see them. */
export function moderationRoutes(mount: Mount): void {
  mount("createLink", async ({ params, body, caller, env }) => {
    const [link_id, secret] = [newLinkId(random()), idFromBytes(random())];
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
  mount("previewLink", async ({ body, caller, env }) => {
    const link = partsOf(body.token);
    if (!link) return refuse("link_invalid");
    const seen = await readRoom(env, link.room_id, "previewLink", caller.user_id, link.link_id, link.secret);
    // A room that was never made answers like one that the link does not open.
    return !seen.ok && seen.code === "not_a_member" ? refuse("link_invalid") : seen;
  });
  mount("joinByLink", async ({ body, caller, env }) => {
    const link = partsOf(body.token);
    if (!link) return refuse("link_invalid");
    const entered = await roomOf(env, link.room_id).joinByLink(caller.user_id, link.link_id, link.secret);
    return entered.ok ? accept({ room_id: link.room_id }) : entered;
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

const LinkPlace = z.object({ room_id: RoomId, link_id: LinkId });

function partsOf(token: string): { room_id: RoomId; link_id: LinkId; secret: string } | undefined {
  const [room_id, link_id, secret = ""] = token.split(".");
  const link = LinkPlace.safeParse({ room_id, link_id });
  return link.success ? { ...link.data, secret } : undefined;
}

const random = (): Uint8Array => crypto.getRandomValues(new Uint8Array(ID_BYTES));
