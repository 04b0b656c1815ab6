import { accept } from "../../protocol/codes.ts";
import type { Mount } from "./mount.ts";

/** The user's own inbox: conversations, what has been read in them, and entries. */
export function inboxRoutes(mount: Mount): void {
  mount("myRooms", async ({ caller, env }) => {
    const { conversations, position } = await env.INBOX.getByName(caller.user_id).list();
    return accept({ conversations, position });
  });

  mount("inboxRequests", async ({ caller, env }) => {
    const { conversations } = await env.INBOX.getByName(caller.user_id).list("requests");
    return accept({ conversations });
  });

  mount("markRead", async ({ params, body, caller, env }) => {
    await env.INBOX.getByName(caller.user_id).read(params.room_id, body.message_id);
    return accept({});
  });

  mount("applyInboxAction", async ({ body, caller, env }) => {
    const done = await env.INBOX.getByName(caller.user_id).applyAction(body.action, body.age_ms);
    return done.ok ? accept({}) : done;
  });
  mount("entries", async ({ query, caller, env }) =>
    accept({ entries: await env.INBOX.getByName(caller.user_id).entries(query.kind, query.before) }),
  );
}
