import { describe, expect, it } from "vitest";
import type { RoomDown } from "../../../src/protocol/room-frames.ts";
import { EphemeralState } from "../../../src/server/room/ephemeral-state.ts";
import { VirtualClock } from "../../virtual-clock.ts";
import { ANN, applyAction, BEN, CAT, makeRoom, NOW, sayAll, texts, user } from "./make-room.ts";

function make(people = [ANN, BEN]) {
  const made = makeRoom(people);
  const clock = new VirtualClock(NOW);
  const told: RoomDown[] = [];
  let busy = false;
  const ephemeral = new EphemeralState(made.room.state, {
    clock,
    broadcast: (frame) => void told.push(frame),
    isBusy: () => busy,
  });
  const users = () =>
    told
      .splice(0)
      .flatMap((frame) => (frame.type === "typing" ? [frame.users.map((user) => user.user_id)] : []));
  return { ...made, clock, told, ephemeral, users, setBusy: (now: boolean) => (busy = now) };
}

describe("TYPING1: typing", () => {
  it("is told at once after quiet, then gathered", async () => {
    const { clock, ephemeral, users } = make([ANN, BEN, CAT]);
    ephemeral.typing(ANN, true, undefined);
    expect(users()).toEqual([[ANN]]);
    ephemeral.typing(BEN, true, undefined);
    ephemeral.typing(CAT, true, undefined);
    ephemeral.typing(BEN, false, undefined);
    await clock.advance(499);
    expect(users()).toEqual([]);
    await clock.advance(1);
    expect(users()).toEqual([[ANN, CAT]]);
    await clock.advance(60_000);
    expect(users()).toEqual([]);
    expect(clock.pending).toBe(0);
  });

  it("ends with a message, by saying so, and 6 s after the last sign", async () => {
    const { clock, ephemeral, users } = make([ANN, BEN, CAT]);
    ephemeral.typing(ANN, true, undefined);
    ephemeral.sent(ANN);
    await clock.advance(4_000);
    ephemeral.typing(BEN, true, undefined);
    await clock.advance(1_000);
    expect(users()).toEqual([[ANN], [BEN]]);
    await clock.advance(5_001);
    ephemeral.typing(CAT, true, undefined);
    expect(users()).toEqual([[CAT]]);
    ephemeral.typing(ANN, false, undefined);
    await clock.advance(1_000);
    expect(users()).toEqual([]);
  });

  it("ends with whoever is no longer in the room", async () => {
    const { clock, ephemeral, users, room } = make([ANN, BEN, CAT]);
    ephemeral.typing(BEN, true, undefined);
    applyAction(room, ANN, { type: "remove", user_id: BEN });
    await clock.advance(1_000);
    ephemeral.typing(CAT, true, undefined);
    expect(users()).toEqual([[BEN], [CAT]]);
  });

  it("is dropped while sends are waiting, and for who may not post", async () => {
    const { clock, ephemeral, users, setBusy, room } = make();
    setBusy(true);
    ephemeral.typing(ANN, true, undefined);
    await clock.advance(1_000);
    setBusy(false);
    ephemeral.typing(CAT, true, undefined);
    applyAction(room, ANN, { type: "mute", user_id: BEN, until: NOW + 100_000 });
    ephemeral.typing(BEN, true, undefined);
    await clock.advance(1_000);
    expect(users()).toEqual([]);
  });
});

describe("RECEIPT1: receipts", () => {
  it("only grow, never pass the newest message, and are kept", async () => {
    const { clock, ephemeral, told, room, wake } = make();
    sayAll(room, ANN, texts(5));
    ephemeral.receipt(BEN, 3, 2);
    expect(told.splice(0)).toEqual([
      { type: "receipts", receipts: [{ user_id: BEN, delivered: 3, read: 2 }] },
    ]);
    ephemeral.receipt(BEN, 99, 1);
    ephemeral.receipt(BEN, 4, 4);
    await clock.advance(500);
    expect(told.splice(0)).toEqual([
      { type: "receipts", receipts: [{ user_id: BEN, delivered: 5, read: 4 }] },
    ]);
    const frames = wake().reader.resume(ANN, undefined, NOW);
    expect(frames.ok && frames.value.find((frame) => frame.type === "receipts")).toEqual({
      type: "receipts",
      receipts: [{ user_id: BEN, delivered: 5, read: 4 }],
    });
  });

  it("never go back, in whatever order frames come, over wakings too", async () => {
    const { clock, ephemeral, told, room } = make();
    sayAll(room, ANN, texts(9));
    const shown = () =>
      told
        .splice(0)
        .flatMap((frame) =>
          frame.type === "receipts" ? frame.receipts.map(({ delivered, read }) => [delivered, read]) : [],
        );
    const frames = [
      [5, 4],
      [2, 1],
      [0, 0],
      [4, 5],
      [9, 2],
      [3, 3],
      [1, 9],
    ] as const;
    for (const [delivered, read] of frames) {
      ephemeral.receipt(BEN, delivered, read);
      await clock.advance(1_000);
    }
    expect(shown()).toEqual([
      [5, 4],
      [5, 5],
      [9, 5],
      [9, 9],
    ]);
    const again = new EphemeralState(room.state, {
      clock,
      broadcast: (frame) => void told.push(frame),
      isBusy: () => false,
    });
    again.receipt(BEN, 3, 3);
    await clock.advance(1_000);
    expect(shown()).toEqual([]);
  });

  it("that could not be written are told once they can be", async () => {
    const { clock, ephemeral, told, room, sql } = make();
    sayAll(room, ANN, texts(2));
    sql.exec("CREATE TRIGGER full BEFORE INSERT ON receipt BEGIN SELECT raise(ABORT, 'disk full'); END");
    ephemeral.receipt(BEN, 1, 1);
    await clock.advance(1_000);
    expect(told).toEqual([]);
    sql.exec("DROP TRIGGER full");
    ephemeral.receipt(ANN, 2, 0);
    await clock.advance(1_000);
    expect(told.flatMap((frame) => (frame.type === "receipts" ? frame.receipts : []))).toEqual([
      { user_id: BEN, delivered: 1, read: 1 },
      { user_id: ANN, delivered: 2, read: 0 },
    ]);
  });

  it.each([
    [100, [ANN]],
    [101, []],
  ])("are kept in rooms of up to 100: of %i", async (people, named) => {
    const others = Array.from({ length: people - 1 }, (_, index) => user(`p${index}`));
    const { clock, ephemeral, told, room, wake } = make([ANN, ...others]);
    sayAll(room, ANN, texts(1));
    ephemeral.receipt(ANN, 1, 1);
    await clock.advance(1_000);
    const inFrames = (frames: readonly RoomDown[]) =>
      frames.flatMap((frame) =>
        frame.type === "receipts" ? frame.receipts.map(({ user_id }) => user_id) : [],
      );
    expect(inFrames(told)).toEqual(named);
    const resumed = wake().reader.resume(ANN, undefined, NOW);
    expect(resumed.ok && inFrames(resumed.value)).toEqual(named);
  });
});
