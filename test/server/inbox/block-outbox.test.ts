import { describe, expect, it } from "vitest";
import { BlockOutbox } from "../../../src/server/inbox/block-outbox.ts";
import { InboxSql } from "../../../src/server/inbox/inbox-sql.ts";
import { VirtualClock } from "../../virtual-clock.ts";
import { nodeSql } from "../node-sql.ts";
import { ANN, BEN, CAT, NOW } from "../room/make-room.ts";

function make() {
  const clock = new VirtualClock(NOW);
  const sql = new InboxSql(nodeSql());
  sql.migrate(ANN, "epoch");
  const blocked = new Set<string>();
  const told: string[] = [];
  const world = { isDown: false, takesMs: 0 };
  const wake = () =>
    new BlockOutbox(sql, {
      now: clock.now,
      isBlocked: (user_id) => blocked.has(user_id),
      tell: async (user_id, on) => {
        if (world.takesMs > 0) await new Promise<void>((resolve) => clock.after(world.takesMs, resolve));
        if (world.isDown) throw new Error("room down");
        told.push(`${user_id.slice(2, 5)} ${on}`);
      },
    });
  return { clock, sql, blocked, told, world, wake };
}

describe("INBOX12: a DM's room is told of a block", () => {
  it("at once, and then nothing is left to do", async () => {
    const { blocked, told, wake } = make();
    const outbox = wake();
    blocked.add(BEN);
    await outbox.owe(BEN);
    expect(told).toEqual(["ben true"]);
    expect(outbox.due()).toBeUndefined();
  });

  it("again and again, ever later, while it cannot be told, also by another object", async () => {
    const { clock, blocked, told, world, wake } = make();
    world.isDown = true;
    blocked.add(BEN);
    await wake().owe(BEN);
    const waits: number[] = [];
    for (let tries = 0; tries < 12; tries++) {
      const due = wake().due() ?? 0;
      waits.push(due - clock.now());
      await clock.advance(due - clock.now());
      await wake().retry();
    }
    expect(waits.slice(0, 4)).toEqual([1_000, 2_000, 4_000, 8_000]);
    expect(waits.at(-1)).toBe(300_000);
    world.isDown = false;
    await clock.advance(300_000);
    await wake().retry();
    expect(told).toEqual(["ben true"]);
    expect(wake().due()).toBeUndefined();
  });

  it("not before it is due", async () => {
    const { blocked, world, told, wake } = make();
    world.isDown = true;
    blocked.add(BEN);
    await wake().owe(BEN);
    world.isDown = false;
    await wake().retry();
    expect(told).toEqual([]);
  });

  it("is on the disk before the first try: an object that dies leaves it to the next", async () => {
    const { clock, blocked, world, told, wake } = make();
    world.takesMs = 60_000;
    blocked.add(BEN);
    void wake().owe(BEN);
    world.takesMs = 0;
    await clock.advance(1_000);
    await wake().retry();
    expect(told).toEqual(["ben true"]);
  });

  it("the last thing it is told is how it is", async () => {
    const { clock, sql, blocked, world, told, wake } = make();
    const outbox = wake();
    world.takesMs = 500;
    blocked.add(BEN);
    void outbox.owe(BEN);
    await clock.advance(100);
    blocked.delete(BEN);
    void outbox.owe(BEN);
    void outbox.owe(CAT);
    await clock.advance(450);
    expect(told).toEqual(["ben true"]);
    expect(sql.owed()).toHaveLength(2); // should the object die now, both are told by the next
    await clock.advance(5_000);
    expect(told).toEqual(["ben true", "ben false", "cat false"]);
    expect(outbox.due()).toBeUndefined();
  });
});
