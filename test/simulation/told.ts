import { isDeepStrictEqual } from "node:util";
import type { Stored } from "./action-history.ts";
import { type InvariantMonitor, Violation } from "./invariant-monitor.ts";
import { storedContent } from "./stored-messages.ts";
import { digestOf, type StoredChange } from "./stored-room.ts";

/** Whatever anybody was ever told is still so: each message as it was sent, and each change. */
export function checkTold({ told, toldChanges }: InvariantMonitor, { rooms }: Stored): void {
  const rows = new Map([...rooms.values()].flatMap((room) => room.rows).map((row) => [row.client_id, row]));
  for (const [client_id, { content, ...message }] of told) {
    const row = rows.get(client_id);
    const { message_id, sender, time } = row ?? {};
    if (!row || !isDeepStrictEqual({ message_id, sender, time }, message))
      throw new Violation("SEND3", `was told, and is not in the room: ${JSON.stringify(message)}`);
    if (!content) continue;
    const isOriginal = row.edited_at === null && row.deleted_at === null;
    if (isOriginal && !isDeepStrictEqual({ text: row.text, ...storedContent(row) }, content))
      throw new Violation("SEND5", `was told as ${JSON.stringify(content)}, is ${JSON.stringify(row)}`);
    if (!isOriginal && row.digest !== digestOf(content))
      throw new Violation("EDIT2", `the digest of ${message_id} is not that of ${JSON.stringify(content)}`);
  }
  for (const { room_id, ...change } of toldChanges.values()) {
    const stored = rooms.get(room_id)?.changes[change.change_id - 1];
    const { change_id, type, time, by } = stored ?? {};
    if (!isDeepStrictEqual({ change_id, type, time, by, about: aboutOf(stored) }, change))
      throw new Violation("ACTION1", `was told, and is not in ${room_id}: ${JSON.stringify(change)}`);
  }
}

function aboutOf(change: StoredChange | undefined): string | number | undefined {
  if (!change || change.type === "room_changed") return undefined;
  return change.type === "message_changed" ? change.message_id : change.user_id;
}
