import type { RoomId, UserId } from "../../src/protocol/ids.ts";
import { INBOX_FANOUT_MAX } from "../../src/protocol/limits.ts";
import type { Stored } from "./action-history.ts";
import type { Device } from "./device.ts";
import type { ObjectHost } from "./host.ts";
import { Violation } from "./invariant-monitor.ts";
import { MARK } from "./scene.ts";
import type { StoredInbox } from "./stored-inbox.ts";
import { storedContent } from "./stored-messages.ts";
import type { StoredRoom } from "./stored-room.ts";

/** What was refused and is kept for its sender, of which a repetition by the network may have been taken before. */
const refusedIn = (kept: string): unknown[] => {
  const outbox = (JSON.parse(kept) as unknown[]).at(-1) as { readonly failure?: object }[];
  return outbox.filter(({ failure }) => failure !== undefined);
};

/** All that an object keeps, as JSON, but for the messages that were reported: those stay as they were. */
function everythingIn({ disk }: ObjectHost): string {
  const tables = disk
    .exec("SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'report'")
    .toArray() as { name: string }[];
  return JSON.stringify(tables.map(({ name }) => disk.exec(`SELECT * FROM ${name}`).toArray()));
}

const marksIn = (text: string): ReadonlySet<string> => new Set(text.match(MARK));

function refuseOthers(where: string, text: string, allowed: readonly ReadonlySet<string>[]): void {
  for (const mark of marksIn(text))
    if (!allowed.some((marks) => marks.has(mark)))
      throw new Violation("DELETE1", `${where}: ${mark} is still there, and should be gone`);
}

/** What a room's messages say now. */
const saysNow = ({ rows }: StoredRoom): ReadonlySet<string> =>
  marksIn(
    JSON.stringify(
      rows.flatMap((row) => (row.deleted_at === null ? [row.text, storedContent(row).poll] : [])),
    ),
  );

/**
 * A text that was deleted is nowhere any more, nor one that was edited, but for the earlier texts that
 * moderators may see: not in the room.
 */
export function checkErasedInRooms({ rooms }: Stored, hostOf: (room_id: RoomId) => ObjectHost): void {
  for (const room of rooms.values()) {
    const kept = everythingIn(hostOf(room.room_id));
    refuseOthers(room.room_id, kept, [saysNow(room), textBefore(room)]);
  }
}

/** What those of a room's messages that are not deleted said before they were edited. */
function textBefore({ rows, tables }: StoredRoom): ReadonlySet<string> {
  const deleted = new Set(rows.flatMap((row) => (row.deleted_at === null ? [] : [row.message_id])));
  return marksIn(JSON.stringify(tables.revisions.filter(({ message_id }) => !deleted.has(message_id))));
}

/** What previews in an inbox may say that was edited since: a large room tells it when a device connects, which asks. */
function outdatedIn(inbox: StoredInbox, { rooms }: Stored): ReadonlySet<string> {
  const unasked = inbox.conversations.flatMap(({ room_id, preview }) => {
    const room = rooms.get(room_id);
    const isUnasked = room && (room.members.size > INBOX_FANOUT_MAX || inbox.isBehind(room_id));
    return isUnasked ? [{ before: textBefore(room), text: preview?.text ?? "" }] : [];
  });
  return new Set(
    unasked.flatMap(({ before, text }) => [...marksIn(text)].filter((mark) => before.has(mark))),
  );
}

/**
 * Nor in inboxes, nor on devices that are connected, but for previews of edited texts where no device is on. And
 * nothing of what was said in a room is on any list of whoever is not in it.
 */
export async function checkErasedAtPeople(
  stored: Stored,
  hostOf: (user_id: UserId) => ObjectHost,
  devices: readonly Device[],
): Promise<void> {
  const current = new Map([...stored.rooms.values()].map((room) => [room, saysNow(room)]));
  const allowed = new Map<UserId, ReadonlySet<string>[]>();
  for (const inbox of stored.inboxes.values()) {
    const { user_id, entries } = inbox;
    const isLive = devices.some((device) => device.user_id === user_id);
    const rooms = [...current].flatMap(([room, says]) => (room.members.has(user_id) ? [says] : []));
    const drafts = entries.flatMap((entry) => (entry.kind === "draft" ? [entry.text] : []));
    const marks = [...rooms, marksIn(drafts.join(" ")), ...(isLive ? [] : [outdatedIn(inbox, stored)])];
    allowed.set(user_id, marks);
    refuseOthers(`inbox of ${user_id}`, everythingIn(hostOf(user_id)), marks);
  }
  for (const device of devices) {
    // A send that failed stays with its sender; who was removed cannot know that it did not.
    const failed = [...device.typed].flatMap(([room_id, typed]) => {
      const room = stored.rooms.get(room_id);
      return typed.filter(({ client_id }) => !room?.sent(client_id) || !room.members.has(device.user_id));
    });
    const kept = await device.stored();
    const marks = [
      ...(allowed.get(device.user_id) ?? []),
      marksIn(JSON.stringify(failed)),
      marksIn(JSON.stringify(refusedIn(kept))),
    ];
    refuseOthers(`storage of ${device.name}`, kept, marks);
  }
}
