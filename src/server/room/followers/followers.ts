import { listChannel, unlistChannel } from "../../directory/channels-d1.ts";
import { saveReport } from "../../directory/reports-d1.ts";
import { removeFiles } from "../../files/collection.ts";
import { systemClock } from "../../object/clock.ts";
import type { Follower } from "../../object/follower.ts";
import { callRemote } from "../../object/remote-call.ts";
import type { Sockets } from "../../object/sockets.ts";
import type { RoomState } from "../room-state.ts";
import { directorySync } from "./directory-sync.ts";
import { fileCollection } from "./file-collection.ts";
import { InboxFanOut } from "./inbox-fan-out.ts";
import type { InboxInterest } from "./inbox-interest.ts";
import { reportSync } from "./report-sync.ts";
import { SearchIndexer } from "./search-indexer.ts";

/** What followers need from the object. */
export interface FollowerPorts {
  readonly env: Env;
  readonly sockets: Sockets;
  /** Something could not be delivered, so the alarm may have to be set. */
  failed(): void;
}

/** Everyone who must hear of what a room commits. A new follower is added here and nowhere else. */
export function followersOf(
  state: RoomState,
  interest: InboxInterest,
  { env, sockets, failed }: FollowerPorts,
): Follower[] {
  return [
    new InboxFanOut(state, interest, {
      clock: systemClock,
      deliver: (update, signal) =>
        callRemote(env.INBOX.getByName(update.user_id), "roomChanged", [update], signal),
      failed,
      present: () => sockets.present(),
      remember: (cursor) => sockets.remember(cursor),
      remembered: () => sockets.recall(),
    }),
    directorySync(state, {
      update: (channel, isListed) =>
        isListed ? listChannel(env.DB, channel) : unlistChannel(env.DB, channel.room_id),
      failed,
    }),
    fileCollection(state, { remove: (room_id, target) => removeFiles(env, room_id, target), failed }),
    reportSync(state, { save: (report) => saveReport(env.DB, report), failed }),
    new SearchIndexer(state, { clock: systemClock, dueChanged: failed }),
  ];
}
