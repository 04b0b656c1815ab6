import { NOTHING, type Usage } from "./cost.ts";
import type { Tallies, Tally } from "./doors.ts";

/**
 * Counts what Cloudflare would bill, inside the objects themselves: calls that reach them, frames,
 * rows and alarms. All objects of a Worker share one isolate here, so they share these counts.
 */

const counts = new Map<string, Tallies>();
/** The room that each inbox is counted with. */
const homes = new Map<string, string>();

export function talliesOf(room_id: string): Tallies {
  settle();
  const tallies = counts.get(room_id) ?? { room: {}, inbox: {}, told: 0 };
  counts.set(room_id, tallies);
  return tallies;
}

/** From now on, these people's inboxes are counted with this room. */
export function countWith(room_id: string, user_ids: readonly string[]): void {
  for (const user_id of user_ids) homes.set(user_id, room_id);
}

export const roomTally = (room_id: string | undefined): Tally => talliesOf(room_id ?? "").room;
export const inboxTally = (user_id: string | undefined): Tally =>
  talliesOf(homes.get(user_id ?? "") ?? "").inbox;

interface Counted {
  readonly prototype: object;
}
type Method = (this: object, ...args: unknown[]) => unknown;

/** Frames that are not billed. */
const FREE = new Set(["webSocketClose", "webSocketError"]);
const LATER = "later";

/** Makes a class count how its base's methods are called from outside, and what they read and write. */
export function countCalls(
  objects: Counted,
  base: Counted,
  tallyOf: (name: string | undefined) => Tally,
  onCall = (_name: string, _args: readonly unknown[]): void => {},
): void {
  for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(base.prototype))) {
    if (name === "constructor" || typeof value !== "function") continue;
    const method = value as Method;
    const counted: Method = function (...args) {
      // What an object asks of itself is no request.
      if (cause !== LATER) return method.apply(this, args);
      settle();
      const { id } = (this as { ctx: DurableObjectState }).ctx;
      const billed = name === "webSocketMessage" ? { frames: 1 } : { requests: FREE.has(name) ? 0 : 1 };
      add(tallyOf(id.name), name, billed);
      onCall(name, args);
      cause = name;
      try {
        return method.apply(this, args);
      } finally {
        settle();
        cause = LATER;
      }
    };
    Object.defineProperty(objects.prototype, name, { value: counted, writable: true, configurable: true });
  }
}

/** Which call is being answered. Objects take turns, and a turn's SQL is done when it ends. */
let cause = LATER;
let open: { tally: Tally; cursor: { rowsWritten: number; rowsRead: number } }[] = [];

/** A cursor knows what it wrote and read only once it has been read to its end, which it has before the next statement. */
function settle(): void {
  for (const { tally, cursor } of open) {
    const { rowsWritten, rowsRead } = cursor;
    add(tally, cause, { rowsWritten, rowsRead });
  }
  open = [];
}

/** Counts what is written and read. To be called before anything of the object's can hold on to `exec`. */
export function countRows(storage: DurableObjectStorage, tally: Tally): void {
  const { sql } = storage;
  const exec = sql.exec.bind(sql) as (...all: unknown[]) => { rowsWritten: number; rowsRead: number };
  const counted = (...all: unknown[]) => {
    settle();
    const cursor = exec(...all);
    open.push({ tally, cursor });
    return cursor;
  };
  Object.defineProperty(sql, "exec", { value: counted });
  const setAlarm = storage.setAlarm.bind(storage);
  Object.defineProperty(storage, "setAlarm", {
    value: (...all: Parameters<typeof setAlarm>) => {
      add(tally, "setAlarm", { rowsWritten: 1 });
      return setAlarm(...all);
    },
  });
}

function add(tally: Tally, name: string, some: Partial<Usage>): void {
  const { requests, frames, rowsWritten, rowsRead } = tally[name] ?? NOTHING;
  tally[name] = {
    requests: requests + (some.requests ?? 0),
    frames: frames + (some.frames ?? 0),
    rowsWritten: rowsWritten + (some.rowsWritten ?? 0),
    rowsRead: rowsRead + (some.rowsRead ?? 0),
  };
}
