import { beforeEach, describe, expect, it } from "vitest";
import { CALL_DEADLINE_MS, CALLS_AT_ONCE } from "../../../src/protocol/limits.ts";
import { Delivery } from "../../../src/server/object/delivery.ts";
import { Outbox, type OutboxOptions } from "../../../src/server/object/outbox.ts";
import { OUTBOX_SCHEMA, OutboxSql } from "../../../src/server/object/outbox-sql.ts";
import { VirtualClock } from "../../virtual-clock.ts";
import { nodeSql } from "../node-sql.ts";

const NOW = 1_700_000_000_000;

function make<Body>(options: Partial<OutboxOptions<Body>> = {}) {
  const clock = new VirtualClock(NOW);
  const sql = nodeSql();
  sql.run(OUTBOX_SCHEMA);
  const table = new OutboxSql(sql);
  const outbox = new Outbox<Body>(table, { topic: "one", now: clock.now, random: () => 0, ...options });
  return { clock, sql, table, outbox };
}

const targets = (outbox: Outbox) => outbox.pending().map(({ target }) => target);

describe("an outbox", () => {
  it("holds one entry a target, in its topic", () => {
    const { outbox, table, clock } = make<null>();
    const other = new Outbox(table, { topic: "two", now: clock.now, random: () => 0 });
    for (const target of ["b", "a", "b"]) outbox.enqueue(target, null);
    other.enqueue("c", null);
    expect([targets(outbox), targets(other)]).toEqual([["a", "b"], ["c"]]);
  });

  it("is a part of the transaction of its caller", () => {
    const { outbox, sql } = make<null>();
    const failing = () =>
      sql.transaction(() => {
        outbox.enqueue("a", null);
        throw new Error("no");
      });
    expect(failing).toThrow();
    expect(outbox.isEmpty()).toBe(true);
  });

  it("an answer does not acknowledge what was enqueued after its call was made", () => {
    const { outbox } = make<null>();
    outbox.enqueue("a", null);
    const [first] = outbox.pending();
    outbox.enqueue("a", null);
    if (first) outbox.acknowledge(first);
    expect(targets(outbox)).toEqual(["a"]);
    for (const entry of outbox.pending()) outbox.acknowledge(entry);
    outbox.enqueue("a", null);
    if (first) outbox.acknowledge(first);
    expect(targets(outbox)).toEqual(["a"]);
  });

  it("keeps the newer body, or what the two are merged to", () => {
    const newest = make<number>().outbox;
    const least = make<number>({ merge: Math.min }).outbox;
    for (const outbox of [newest, least]) for (const body of [7, 5, 6]) outbox.enqueue("a", body);
    expect([newest.get("a")?.body, least.get("a")?.body]).toEqual([6, 5]);
    least.postpone("a", 9);
    expect(least.get("a")?.body).toBe(5);
  });

  it("waits twice as long after each failure, up to a limit, also if it is enqueued again", () => {
    const { outbox, clock } = make<null>();
    const waits = Array.from({ length: 11 }, () => {
      outbox.postpone("a", null);
      outbox.enqueue("a", null);
      return (outbox.due() ?? 0) - clock.now();
    });
    expect(waits.slice(0, 4)).toEqual([1_000, 2_000, 4_000, 8_000]);
    expect(waits.at(-1)).toBe(300_000);
    expect(outbox.ready()).toEqual([]);
  });

  it("those that failed together do not come back together", () => {
    let random = 0;
    const { outbox, clock } = make<null>({
      random: () => {
        random += 0.25;
        return random;
      },
    });
    for (const target of ["a", "b", "c"]) outbox.postpone(target, null);
    expect(outbox.pending().map(({ retry_at }) => retry_at - clock.now())).toEqual([625, 750, 875]);
  });

  it("is bounded: what has waited longest is given up", async () => {
    const { outbox, clock } = make<null>({ max: 2 });
    for (const target of ["a", "b", "c"]) {
      outbox.postpone(target, null);
      await clock.advance(10);
    }
    expect(targets(outbox)).toEqual(["b", "c"]);
  });

  it("costs one row for each change of an entry", () => {
    const { outbox, sql } = make<null>();
    const before = sql.rowsWritten();
    outbox.enqueue("a", null);
    outbox.enqueue("a", null);
    expect(sql.rowsWritten() - before).toBe(2);
  });
});

describe("a delivery", () => {
  let calls: string[];
  beforeEach(() => {
    calls = [];
  });

  function deliver(options: { takesMs?: number; max?: number } = {}) {
    const { outbox, clock, ...rest } = make<null>();
    const world = { isDown: false, isStuck: false, takesMs: options.takesMs ?? 0, failures: 0 };
    const wake = () =>
      new Delivery(outbox, {
        name: "one",
        clock,
        ...(options.max !== undefined && { callsAtOnce: options.max }),
        failed: () => world.failures++,
        deliver: async (target) => {
          calls.push(target);
          if (world.isStuck) await new Promise(() => {});
          if (world.takesMs > 0) await new Promise<void>((passed) => clock.after(world.takesMs, passed));
          if (world.isDown) throw new Error("down");
        },
      });
    return { ...rest, outbox, clock, world, wake, delivery: wake() };
  }

  it("is due for what waits while something else is under way", () => {
    const { outbox, world, delivery } = deliver();
    world.isStuck = true;
    outbox.enqueue("a", null);
    delivery.changed();
    outbox.postpone("b", null);
    expect([calls, delivery.due()]).toEqual([["a"], outbox.get("b")?.retry_at]);
  });

  it("calls every target, and acknowledges what it has taken", async () => {
    const { outbox, delivery, clock, world } = deliver();
    for (const target of ["a", "b"]) outbox.enqueue(target, null);
    delivery.changed();
    await clock.advance(0);
    expect([calls, delivery.isIdle(), delivery.due(), world.failures]).toEqual([
      ["a", "b"],
      true,
      undefined,
      0,
    ]);
  });

  it("no more than some at once, and the next when one comes back", async () => {
    const { outbox, delivery, clock } = deliver({ takesMs: 100 });
    for (let index = 0; index < CALLS_AT_ONCE + 1; index++) outbox.enqueue(String(index), null);
    delivery.changed();
    delivery.changed();
    await clock.advance(99);
    expect([calls.length, delivery.due()]).toEqual([CALLS_AT_ONCE, undefined]);
    await clock.advance(200);
    expect([calls.length, delivery.isIdle()]).toEqual([CALLS_AT_ONCE + 1, true]);
  });

  it("never one target twice at once: what is enqueued meanwhile is called after", async () => {
    const { outbox, delivery, clock } = deliver({ takesMs: 100 });
    outbox.enqueue("a", null);
    delivery.changed();
    outbox.enqueue("a", null);
    delivery.changed();
    await clock.advance(99);
    expect(calls).toEqual(["a"]);
    await clock.advance(101);
    expect([calls, delivery.isIdle()]).toEqual([["a", "a"], true]);
  });

  it("what could not be delivered is tried again when it is due, also by another object", async () => {
    const { outbox, delivery, clock, world, wake } = deliver();
    world.isDown = true;
    outbox.enqueue("a", null);
    delivery.changed();
    await clock.advance(0);
    expect([world.failures, delivery.due()]).toEqual([1, clock.now() + 1_000]);
    world.isDown = false;
    const next = wake();
    next.retry();
    await clock.advance(999);
    expect(calls).toEqual(["a"]);
    await clock.advance(1);
    next.retry();
    await clock.advance(0);
    expect([calls, next.isIdle()]).toEqual([["a", "a"], true]);
  });

  it("a target that does not answer has failed at the deadline, and no timer is left", async () => {
    const { outbox, delivery, clock, world } = deliver();
    world.isStuck = true;
    outbox.enqueue("a", null);
    delivery.changed();
    await clock.advance(CALL_DEADLINE_MS - 1);
    expect([delivery.due(), world.failures]).toEqual([undefined, 0]);
    await clock.advance(1);
    expect([delivery.due(), world.failures, clock.pending]).toEqual([clock.now() + 1_000, 1, 0]);
  });

  it("one that was stopped changes nothing any more", async () => {
    const { outbox, delivery, clock } = deliver({ takesMs: 100 });
    outbox.enqueue("a", null);
    delivery.changed();
    delivery.stop();
    await clock.advance(200);
    expect(delivery.isIdle()).toBe(false);
    delivery.changed();
    expect(calls).toEqual(["a"]);
  });
});
