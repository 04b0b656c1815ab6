import { expect, it } from "vitest";
import type { RoomId, SessionId } from "../../../../src/protocol/ids.ts";
import { ENDED_SESSION_KEPT_MS } from "../../../../src/protocol/limits.ts";
import { SessionEnding } from "../../../../src/server/inbox/followers/session-ending.ts";
import { InboxTables } from "../../../../src/server/inbox/tables/inbox-tables.ts";
import { asId } from "../../../as-id.ts";
import { VirtualClock } from "../../../virtual-clock.ts";
import { nodeSql } from "../../node-sql.ts";
import { ANN, NOW } from "../../room/make-room.ts";

const [HALL, LAWN] = [asId<RoomId>("g_hall"), asId<RoomId>("g_lawn")];
const [PHONE, LAPTOP] = [asId<SessionId>("s_phone"), asId<SessionId>("s_laptop")];

function make() {
  const clock = new VirtualClock(NOW);
  const tables = new InboxTables(nodeSql());
  tables.migrate(ANN, "epoch");
  const down = new Set<string>();
  const told: string[] = [];
  let rooms: readonly RoomId[] = [];
  const tell = async (target: string, what: string) => {
    if (down.has(target)) throw new Error(`${target} is down`);
    told.push(what);
  };
  const wake = () =>
    new SessionEnding({
      tables,
      rooms: () => rooms,
      clock,
      random: () => 0,
      failed: () => {},
      tellRoom: (room_id, session_ids) => tell(room_id, `${room_id}: ${session_ids.join(" ")}`),
      forget: (session_id) => tell("D1", `D1: ${session_id}`),
    });
  /** Goes on as an object does that has slept meanwhile, until nothing waits any more or for so many alarms. */
  const ring = async (times: number) => {
    for (let count = 0; count < times; count++) {
      const { followers } = wake();
      const due = Math.min(...followers.map((each) => each.due() ?? Number.POSITIVE_INFINITY));
      if (due === Number.POSITIVE_INFINITY) return;
      await clock.advance(due - clock.now());
      for (const follower of followers) void follower.retry();
      await clock.advance(0);
    }
  };
  const end = (sessions: readonly SessionId[], known: readonly RoomId[]) => {
    rooms = known;
    const ending = wake();
    ending.end(sessions);
    return ending;
  };
  return { clock, down, told, wake, end, ring };
}

it("CONNECT6: rooms are told of a session that ended, and D1 forgets it; then nothing is left to do", async () => {
  const { clock, told, end, ring } = make();
  const sessions = end([PHONE], [HALL, LAWN]);
  for (const follower of sessions.followers) follower.changed();
  await clock.advance(0);
  expect(told.toSorted()).toEqual(["D1: s_phone", "g_hall: s_phone", "g_lawn: s_phone"]);
  expect(sessions.followers.map((follower) => follower.isIdle())).toEqual([true, true]);
  await ring(5);
  expect(told).toHaveLength(3);
});

it("CONNECT6: a room out of reach is told later, of all that ended meanwhile, also by another object", async () => {
  const { down, told, end, ring } = make();
  down.add(HALL);
  end([PHONE], [HALL, LAWN]);
  await ring(3);
  expect(told.toSorted()).toEqual(["D1: s_phone", "g_lawn: s_phone"]);
  end([LAPTOP], [HALL]);
  down.clear();
  await ring(3);
  expect(told.slice(2).toSorted()).toEqual(["D1: s_laptop", "g_hall: s_phone s_laptop"]);
});

it("AUTH5: while D1 is down, the inbox knows that the session has ended", async () => {
  const { clock, down, told, wake, end, ring } = make();
  down.add("D1");
  end([PHONE], []);
  await ring(20);
  // Longer than its tokens are valid, and others are forgotten.
  await clock.advance(ENDED_SESSION_KEPT_MS);
  end([LAPTOP], []);
  const known = (id: SessionId) => wake().hasEnded(id, undefined);
  expect([told, known(PHONE), known(asId("s_desk"))]).toEqual([[], true, false]);
  down.clear();
  await ring(2);
  expect([told.toSorted(), known(PHONE), known(LAPTOP)]).toEqual([
    ["D1: s_laptop", "D1: s_phone"],
    false,
    true,
  ]);
});
