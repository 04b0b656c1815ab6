import type { RoomId, UserId } from "../../src/protocol/ids.ts";
import type { Stored } from "./deeds.ts";
import type { Device } from "./device.ts";
import type { ObjectHost } from "./host.ts";
import { MARK } from "./scene.ts";
import { said } from "./stored-messages.ts";
import type { StoredRoom } from "./stored-room.ts";
import { Violation } from "./witness.ts";

/** All that an object keeps, as JSON. */
function everythingIn({ disk }: ObjectHost): string {
  const tables = disk.exec("SELECT name FROM sqlite_master WHERE type = 'table'").toArray() as { name: string }[];
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
  marksIn(JSON.stringify(rows.map((row) => [row.text, said(row).poll])));

/**
 * A text that was deleted is nowhere any more, nor one that was edited, but for the earlier texts that
 * moderators may see: not in the room, not in inboxes, not on devices that are connected. Nor is what
 * was said in a room on any list of whoever is not in it.
 */
export async function checkErased(
  stored: Stored,
  hosts: { room(room_id: RoomId): ObjectHost; inbox(user_id: UserId): ObjectHost },
  devices: readonly Device[],
): Promise<void> {
  const current = new Map([...stored.rooms.values()].map((room) => [room.room_id, saysNow(room)]));
  for (const room of stored.rooms.values()) {
    const deleted = new Set(room.rows.flatMap((row) => (row.deleted_at === null ? [] : [row.message_id])));
    const earlier = room.tables.revisions.filter(({ message_id }) => !deleted.has(message_id));
    const now = current.get(room.room_id) ?? new Set();
    refuseOthers(room.room_id, everythingIn(hosts.room(room.room_id)), [now, marksIn(JSON.stringify(earlier))]);
  }
  const allowed = new Map<UserId, ReadonlySet<string>[]>();
  for (const { user_id, entries } of stored.inboxes.values()) {
    const rooms = [...stored.rooms.values()].filter(({ members }) => members.has(user_id));
    const drafts = entries.flatMap((entry) => (entry.kind === "draft" ? [entry.text] : []));
    const marks = [...rooms.map(({ room_id }) => current.get(room_id) ?? new Set<string>()), marksIn(drafts.join(" "))];
    allowed.set(user_id, marks);
    refuseOthers(`inbox of ${user_id}`, everythingIn(hosts.inbox(user_id)), marks);
  }
  for (const device of devices) {
    const failed = [...device.typed].flatMap(([room_id, typed]) =>
      typed.filter(({ client_id }) => !stored.rooms.get(room_id)?.sent(client_id)),
    );
    const marks = [...(allowed.get(device.user_id) ?? []), marksIn(JSON.stringify(failed))];
    refuseOthers(`storage of ${device.name}`, await device.stored(), marks);
  }
}
