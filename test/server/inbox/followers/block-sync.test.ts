import { describe, expect, it } from "vitest";
import { blockOutbox, blockSync } from "../../../../src/server/inbox/followers/block-sync.ts";
import { InboxTables } from "../../../../src/server/inbox/tables/inbox-tables.ts";
import { VirtualClock } from "../../../virtual-clock.ts";
import { nodeSql } from "../../node-sql.ts";
import { ANN, BEN, CAT, NOW } from "../../room/make-room.ts";

function make() {
  const clock = new VirtualClock(NOW);
  const tables = new InboxTables(nodeSql());
  tables.migrate(ANN, "epoch");
  const blocked = new Set<string>();
  const told: string[] = [];
  const world = { isDown: false, takesMs: 0 };
  const outbox = blockOutbox(tables.outbox, { clock, random: () => 0 });
  const wake = () =>
    blockSync(outbox, {
      clock,
      random: () => 0,
      failed: () => {},
      isBlocked: (user_id) => blocked.has(user_id),
      tell: async (user_id, on) => {
        if (world.takesMs > 0) await new Promise<void>((resolve) => clock.after(world.takesMs, resolve));
        if (world.isDown) throw new Error("room down");
        told.push(`${user_id.slice(2, 5)} ${on}`);
      },
    });
  return { clock, outbox, blocked, told, world, wake };
}

describe("INBOX12: a DM's room is told of a block", () => {
  it("at once, and then nothing is left to do", async () => {
    const { clock, outbox, blocked, told, wake } = make();
    const sync = wake();
    blocked.add(BEN);
    outbox.enqueue(BEN, null);
    sync.changed();
    await clock.advance(0);
    expect(told).toEqual(["ben true"]);
    expect(sync.due()).toBeUndefined();
  });

  it("again and again, ever later, while it cannot be told, also by another object", async () => {
    const { clock, outbox, blocked, told, world, wake } = make();
    world.isDown = true;
    blocked.add(BEN);
    outbox.enqueue(BEN, null);
    wake().changed();
    await clock.advance(0);
    const waits: number[] = [];
    for (let tries = 0; tries < 12; tries++) {
      const due = wake().due() ?? 0;
      waits.push(due - clock.now());
      await clock.advance(due - clock.now());
      wake().retry();
      await clock.advance(0);
    }
    expect(waits.slice(0, 4)).toEqual([1_000, 2_000, 4_000, 8_000]);
    expect(waits.at(-1)).toBe(300_000);
    world.isDown = false;
    await clock.advance(300_000);
    wake().retry();
    await clock.advance(0);
    expect(told).toEqual(["ben true"]);
    expect(wake().due()).toBeUndefined();
  });

  it("not before it is due", async () => {
    const { clock, outbox, blocked, world, told, wake } = make();
    world.isDown = true;
    blocked.add(BEN);
    outbox.enqueue(BEN, null);
    wake().changed();
    await clock.advance(0);
    world.isDown = false;
    wake().retry();
    await clock.advance(0);
    expect(told).toEqual([]);
  });

  it("is on the disk before the first try: an object that dies leaves it to the next", async () => {
    const { clock, outbox, blocked, world, told, wake } = make();
    world.takesMs = 60_000;
    blocked.add(BEN);
    outbox.enqueue(BEN, null);
    const dying = wake();
    dying.changed();
    world.takesMs = 0;
    await clock.advance(1_000);
    dying.stop();
    wake().retry();
    await clock.advance(0);
    expect(told).toEqual(["ben true"]);
  });

  it("the last thing it is told is how it is", async () => {
    const { clock, outbox, blocked, world, told, wake } = make();
    const sync = wake();
    world.takesMs = 500;
    blocked.add(BEN);
    outbox.enqueue(BEN, null);
    sync.changed();
    await clock.advance(100);
    blocked.delete(BEN);
    outbox.enqueue(BEN, null);
    outbox.enqueue(CAT, null);
    sync.changed();
    await clock.advance(450);
    expect(told).toEqual(["ben true"]);
    expect(outbox.pending()).toHaveLength(2); // should the object die now, both are told by the next
    await clock.advance(5_000);
    expect(told).toEqual(["ben true", "cat false", "ben false"]);
    expect(sync.due()).toBeUndefined();
  });
});
