import type { InboxDown } from "../../protocol/inbox-frames.ts";
import type { RoomDown } from "../../protocol/room-frames.ts";
import type { Mount } from "./mount.ts";
import { poll } from "./poll.ts";

/** Long polls, with the same positions and frames as the sockets. */
export function syncRoutes(mount: Mount): void {
  mount("syncRoom", ({ params, query, caller, env }) => {
    const { epoch, message_id = 0, change_id = 0, wait_ms } = query;
    const position = epoch === undefined ? undefined : { epoch, message_id, change_id };
    return poll<RoomDown>(env.ROOM.getByName(params.room_id), caller, position, wait_ms);
  });

  mount("syncInbox", ({ query, caller, env }) => {
    const { epoch, version = 0, wait_ms } = query;
    const position = epoch === undefined ? undefined : { epoch, version };
    return poll<InboxDown>(env.INBOX.getByName(caller.user_id), caller, position, wait_ms);
  });
}
