import { v7 as uuidv7 } from "uuid";
import type { Action } from "../../../src/protocol/actions.ts";
import type { ClientId, RoomId, UserId } from "../../../src/protocol/ids.ts";
import { EDIT_WINDOW_MS } from "../../../src/protocol/limits.ts";
import type { Message, MessagePatch } from "../../../src/protocol/message.ts";
import type { Chance } from "../../../src/server/object/clock.ts";
import type { Submission } from "../../../src/server/room/log.ts";
import { Room } from "../../../src/server/room/room.ts";
import { RoomTables } from "../../../src/server/room/tables/room-tables.ts";
import { asId } from "../../as-id.ts";
import { nodeSql } from "../node-sql.ts";

/** A fixed "now" for tests: time is always an argument of the core. */
export const NOW = Date.UTC(2026, 10, 24);

const pad = (name: string): string => name.replaceAll(/[^0-9a-hjkmnp-tv-z]/g, "0").padEnd(20, "z");
export const user = (name: string): UserId => asId<UserId>(`u_${pad(name)}`);
export const group = (name: string): RoomId => asId<RoomId>(`g_${pad(name)}`);
export const channel = (name: string): RoomId => asId<RoomId>(`c_${pad(name)}`);

export const ANN = user("ann");
export const BEN = user("ben");
export const CAT = user("cat");

export const clientId = (at = NOW): ClientId => asId(uuidv7({ msecs: at }));

export const say = (
  sender: UserId,
  text: string,
  more: Partial<Submission["content"]> = {},
  client_id = clientId(),
): Submission => ({
  sender,
  client_id,
  content: { text, ...more },
});

export interface MadeRoom {
  readonly room: Room;
  readonly sql: ReturnType<typeof nodeSql>;
  /** The room as another object would read it from the same tables. */
  wake(): Room;
}

/** A group of the given people; the first is the owner. */
export function makeRoom(
  people: readonly UserId[] = [ANN, BEN],
  room_id = group("room"),
  membersMax = 1_000,
  chance: Chance = { now: () => NOW, random: () => 0 },
): MadeRoom {
  const sql = nodeSql();
  const [owner = ANN, ...members] = people;
  const limits = { members_max: membersMax, edit_window_ms: EDIT_WINDOW_MS };
  const room = Room.create(
    new RoomTables(sql, chance),
    { room_id, name: "room", topic: "", owner, members },
    "epoch",
    NOW,
    limits,
  );
  const wake = () => {
    const awake = Room.wake(new RoomTables(sql, chance), limits);
    if (!awake) throw new Error("no room");
    return awake;
  };
  return { room, sql, wake };
}

/** The room in a database that exists, as a script makes it. */
export function wakeRoom(script: string): MadeRoom {
  const sql = nodeSql(script);
  const wake = () => {
    const awake = Room.wake(new RoomTables(sql, { now: () => NOW, random: () => 0 }));
    if (!awake) throw new Error("no room");
    return awake;
  };
  return { room: wake(), sql, wake };
}

/** Everything in the room, as one of its people reads it. */
export function read(room: Room, reader: UserId, limit = 200): Message[] {
  const log = room.reader.history(reader, { limit }, NOW);
  if (!log.ok) throw new Error(log.code);
  return log.value.messages;
}

/** Does something, and returns the changes everyone is told of, or the code it was refused with. */
export function applyAction(room: Room, by: UserId, what: Action, now = NOW) {
  const done = room.applyAction(by, what, now);
  return done.ok ? done.value : done.code;
}

/** The patch everyone is told of, or why there is none. */
export function patched(room: Room, by: UserId, what: Action, now = NOW): MessagePatch | string | undefined {
  const done = applyAction(room, by, what, now);
  if (typeof done === "string") return done;
  const [change] = done;
  return change?.type === "message_changed" ? change.patch : undefined;
}

/** Commits texts of one sender, each in a batch of its own. */
export function sayAll(room: Room, sender: UserId, texts: readonly string[]): void {
  for (const text of texts) room.commit([say(sender, text)], NOW);
}

export const texts = (count: number, from = 1): string[] =>
  Array.from({ length: count }, (_, index) => `text ${from + index}`);
