import { accept } from "../../protocol/codes.ts";
import type { Mount } from "./mount.ts";

/** One's own conversations and what has been read of them. */
export function inboxRoutes(mount: Mount): void {
  mount("myRooms", async ({ caller, env }) => {
    const { conversations, position } = await env.INBOX.getByName(caller.user_id).list();
    return accept({ conversations, position });
  });

  mount("markRead", async ({ params, body, caller, env }) => {
    await env.INBOX.getByName(caller.user_id).read(params.room_id, body.message_id);
    return accept({});
  });
}
