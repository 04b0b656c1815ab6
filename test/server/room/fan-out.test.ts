import { describe, expect, it } from "vitest";
import { INBOX_FANOUT_MAX } from "../../../src/protocol/limits.ts";
import type { RoomUpdate } from "../../../src/server/inbox/room-update.ts";
import { FanOut } from "../../../src/server/room/fan-out.ts";
import { VirtualClock } from "../../virtual-clock.ts";
import { ANN, BEN, CAT, makeRoom, NOW, say, user } from "./make-room.ts";

function make(people = [ANN, BEN], room_id?: string) {
  const made = makeRoom(people, room_id);
  const clock = new VirtualClock(NOW);
  const told: RoomUpdate[] = [];
  const retries: number[] = [];
  const down = new Set<string>();
  const wake = (room = made.wake()) => {
    const fanOut = new FanOut(room, {
      now: clock.now,
      after: (ms, run) => void clock.after(ms, run),
      deliver: async (update) => {
        if (down.has(update.user_id)) throw new Error("inbox down");
        told.push(update);
      },
      retryLater: (ms) => void retries.push(ms),
    });
    const speak = (sender: string, text: string) => {
      room.commit([say(sender, text)], clock.now());
      fanOut.nudge();
    };
    return { room, fanOut, speak };
  };
  const heads = () =>
    told.splice(0).map((update) => `${update.user_id.slice(2, 5)} ${update.head}/${update.read}`);
  return { ...made, clock, told, retries, down, awake: wake, heads };
}

describe("INBOX1: fan-out", () => {
  it("tells everyone at once after quiet, then once a second while the room is busy", async () => {
    const { clock, awake, heads } = make();
    const { speak } = awake();
    await clock.advance(5_000);
    heads();
    speak(ANN, "one");
    await clock.advance(0);
    expect(heads()).toEqual(["ann 1/1", "ben 1/0"]);
    for (let count = 0; count < 9; count++) speak(BEN, "more");
    await clock.advance(999);
    expect(heads()).toEqual([]);
    await clock.advance(1);
    expect(heads()).toEqual(["ann 10/0", "ben 10/10"]);
    await clock.advance(60_000);
    expect(heads()).toEqual([]);
    expect(clock.pending).toBe(0);
  });

  it("shows the start of the last message, whole characters only", async () => {
    const { clock, awake, told } = make();
    const { speak } = awake();
    speak(ANN, "😀".repeat(500));
    await clock.advance(0);
    expect(told.at(-1)?.preview).toMatchObject({ message_id: 1, sender: ANN, text: "😀".repeat(140) });
  });

  it("tells nobody of single messages in a room of more than 64, but still who joined or left", async () => {
    const crowd = Array.from({ length: INBOX_FANOUT_MAX }, (_, index) => user(`p${index}`));
    const { clock, awake, heads, told } = make([ANN, ...crowd]);
    const { room, fanOut, speak } = awake();
    await clock.advance(10_000);
    expect(heads()).toHaveLength(65);
    speak(ANN, "hello all");
    await clock.advance(10_000);
    expect(heads()).toEqual([]);
    room.membership.leave(user("p7"), clock.now());
    fanOut.nudge();
    await clock.advance(10_000);
    expect(told).toMatchObject([{ user_id: user("p7"), membership: "left", head: 0 }]);
    told.length = 0;
    speak(ANN, "now we are 64");
    await clock.advance(10_000);
    expect(heads()).toHaveLength(64);
  });

  it("MEMBER1: the other side of a DM hears of it with the first message", async () => {
    const { clock, awake, heads } = make([ANN, BEN], `d_${ANN.slice(2)}_${BEN.slice(2)}`);
    const { speak } = awake();
    await clock.advance(2_000);
    expect(heads()).toEqual(["ann 0/0"]);
    speak(ANN, "hi");
    await clock.advance(0);
    expect(heads()).toEqual(["ann 1/1", "ben 1/0"]);
  });
});

describe("INBOX2: after a crash", () => {
  it("the round that may not have happened is repeated, once", async () => {
    const { clock, awake, heads } = make();
    const crashed = awake();
    crashed.speak(ANN, "lost?");
    crashed.fanOut.stop();
    awake();
    await clock.advance(0);
    expect(heads()).toEqual(["ann 1/1", "ben 1/0"]);
    await clock.advance(5_000);
    awake();
    await clock.advance(5_000);
    expect(heads()).toEqual([]);
  });

  it("is covered by the round of the message that woke the room", async () => {
    const { clock, awake, heads, wake } = make();
    wake().commit([say(ANN, "before")], NOW);
    awake().speak(BEN, "after");
    await clock.advance(500);
    expect(heads()).toEqual(["ann 2/1", "ben 2/2"]);
  });

  it("a member who left or joined is told, however late", async () => {
    const { clock, awake, told } = make();
    const { room } = awake();
    room.membership.invite(ANN, [CAT], NOW);
    room.membership.leave(BEN, NOW);
    told.length = 0;
    awake();
    await clock.advance(0);
    expect(told).toMatchObject([
      { user_id: ANN, membership: "owner" },
      { user_id: BEN, membership: "left" },
      { user_id: CAT, membership: "member" },
    ]);
  });
});

describe("an inbox that is down", () => {
  it("is told when it is back, with what its user said meanwhile counted as read", async () => {
    const { clock, awake, heads, down, retries, sql } = make();
    const { fanOut, speak } = awake();
    await clock.advance(2_000);
    heads();
    down.add(BEN);
    speak(BEN, "mine");
    await clock.advance(2_000);
    expect(heads()).toEqual(["ann 1/0"]);
    speak(ANN, "two");
    await clock.advance(2_000);
    expect(heads()).toEqual(["ann 2/2"]);
    expect(retries).toEqual([1_000, 2_000]);
    down.clear();
    fanOut.nudge();
    await clock.advance(0);
    expect(heads()).toEqual(["ben 2/1"]);
    expect(sql.exec("SELECT * FROM outbox")).toEqual([]);
  });
});

describe("a room that is read anew after a failure", () => {
  it("INBOX2: is not spoken for by what the old fan-out believed", async () => {
    const { clock, awake, told, down, sql } = make();
    const old = awake();
    await clock.advance(5_000);
    old.speak(ANN, "busy");
    old.speak(ANN, "so the next round is due in a second");
    await clock.advance(10);
    old.fanOut.stop();
    const { room, fanOut } = awake();
    down.add(BEN);
    room.membership.leave(BEN, clock.now());
    fanOut.nudge();
    await clock.advance(10);
    down.clear();
    // The old one takes BEN for a member still, and would cross the debt off with that.
    await clock.advance(5_000);
    fanOut.nudge();
    await clock.advance(5_000);
    expect(told.filter((update) => update.user_id === BEN).at(-1)).toMatchObject({ membership: "left" });
    expect(sql.exec("SELECT * FROM outbox")).toEqual([]);
  });

  it("a round whose outcome cannot be noted is repeated later", async () => {
    const { clock, awake, heads, down, retries, sql } = make();
    const { fanOut, speak } = awake();
    await clock.advance(2_000);
    heads();
    down.add(BEN);
    sql.exec("CREATE TRIGGER full BEFORE INSERT ON outbox BEGIN SELECT RAISE(ABORT, 'disk full'); END");
    speak(ANN, "one");
    await clock.advance(0);
    expect(retries).toEqual([1_000]);
    sql.exec("DROP TRIGGER full");
    down.clear();
    heads();
    await clock.advance(1_000);
    fanOut.nudge();
    await clock.advance(1_000);
    expect(heads()).toEqual(["ann 1/1", "ben 1/0"]);
  });
});

it("the row budget: the cursor costs a row each 16 messages, whether quiet or busy", async () => {
  const { clock, awake, sql } = make();
  const { speak } = awake();
  await clock.advance(5_000);
  const before = sql.rowsWritten();
  for (let count = 0; count < 160; count++) {
    speak(ANN, "a quiet one");
    await clock.advance(5_000);
  }
  expect((sql.rowsWritten() - before) / 160).toBeLessThanOrEqual(2.1);
});
