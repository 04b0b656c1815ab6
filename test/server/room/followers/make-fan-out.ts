import type { RoomId, UserId } from "../../../../src/protocol/ids.ts";
import type { RoomUpdate, Wanted } from "../../../../src/server/inbox/room-update.ts";
import { Alarm, type Due } from "../../../../src/server/object/alarm.ts";
import { catchUp } from "../../../../src/server/room/followers/inbox-digest.ts";
import { InboxFanOut } from "../../../../src/server/room/followers/inbox-fan-out.ts";
import { InboxInterest } from "../../../../src/server/room/followers/inbox-interest.ts";
import type { Cursor } from "../../../../src/server/room/tables/fan-out.ts";
import { VirtualClock } from "../../../virtual-clock.ts";
import { ANN, BEN, makeRoom, NOW, say } from "../make-room.ts";
import { fakeSockets } from "./fake-sockets.ts";

/** A room, its fan-out, and inboxes that can be down or live. */
export function make(people = [ANN, BEN], room_id?: RoomId) {
  const clock = new VirtualClock(NOW);
  const made = makeRoom(people, room_id, 1_000, { now: clock.now, random: () => 0 });
  const told: RoomUpdate[] = [];
  const retries: number[] = [];
  const down = new Set<string>();
  const live = new Set<string>();
  /** What inboxes answer that are newer than those that only say whether they are live. */
  const wants = new Map<string, Wanted>();
  const sockets = fakeSockets();
  let onTold = async (_update: RoomUpdate) => {};
  const present: UserId[] = [];
  /** What sleeps with the sockets of the room. */
  const notes: { message_id: number; change_id: number }[] = [];
  const wake = (room = made.wake()) => {
    const interest = new InboxInterest(room.state, { now: clock.now, sockets });
    const fanOut = new InboxFanOut(room.state, interest, {
      clock,
      deliver: async (update) => {
        if (down.has(update.user_id)) throw new Error("inbox down");
        told.push(update);
        await onTold(update);
        const wanted = wants.get(update.user_id);
        return { live: live.has(update.user_id), ...(wanted && { wanted }) };
      },
      present: () => present,
      remember: (cursor) => void notes.push(cursor),
      remembered: () => notes,
      failed: () => void alarm.arm(),
    });
    const alarm = alarmOf(clock, fanOut, retries);
    const speak = (sender: UserId, text: string) => {
      room.commit([say(sender, text)], clock.now());
      fanOut.changed();
    };
    /** The inbox of a user asks what it has missed. */
    const ask = (user_id: UserId, since: Cursor) => catchUp(room.state, interest, user_id, since);
    return { room, fanOut, interest, speak, ask };
  };
  const heads = () =>
    told.splice(0).map((update) => `${update.user_id.slice(2, 5)} ${update.head}/${update.read}`);
  /** While an inbox takes a report, before its answer arrives. */
  const during = (run: typeof onTold) => {
    onTold = run;
  };
  return {
    ...made,
    clock,
    told,
    retries,
    down,
    live,
    wants,
    sockets,
    present,
    notes,
    awake: wake,
    heads,
    during,
  };
}

/** The alarm of the room, as the platform rings it. `waits` are the milliseconds for which it was set. */
function alarmOf(clock: VirtualClock, due: Due, waits: number[]): Alarm {
  let isSet: number | null = null;
  const ring = (at: number) => {
    if (isSet !== at) return;
    isSet = null;
    void alarm.ring();
  };
  const storage = {
    getAlarm: async () => isSet,
    setAlarm: async (at: number) => {
      isSet = at;
      waits.push(at - clock.now());
      clock.after(at - clock.now(), () => ring(at));
    },
  };
  const alarm = new Alarm({ storage, now: clock.now, dues: () => [due], where: {} });
  return alarm;
}
