import { afterEach, describe, expect, it, vi } from "vitest";
import { Alarm, alarmToSet, type Due } from "../../../src/server/object/alarm.ts";

const NOW = 1_700_000_000_000;

function make() {
  const world = { now: NOW, isSet: null as number | null, sets: 0, ran: [] as string[] };
  const due = new Map<string, number>();
  const run = new Map<string, () => void>();
  const dues = (): Due[] =>
    ["presence", "directory"].map((name) => ({
      name,
      due: () => due.get(name),
      retry: () => {
        world.ran.push(name);
        due.delete(name);
        run.get(name)?.();
      },
    }));
  const storage = {
    getAlarm: async () => world.isSet,
    setAlarm: async (at: number) => {
      world.sets++;
      world.isSet = at;
    },
  };
  const alarm = new Alarm({ storage, now: () => world.now, dues, where: { room_id: "g_1" } });
  /** As the platform does: while it rings, none is set. */
  const ring = async () => {
    world.isSet = null;
    await alarm.ring();
  };
  return { world, due, run, alarm, ring };
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe("when to set the alarm", () => {
  it.each([
    ["nothing waits", [undefined, undefined], null, undefined],
    ["nothing waits any more", [], NOW - 5, undefined],
    ["none is set: for the first", [NOW + 9, undefined, NOW + 7], null, NOW + 7],
    ["one is set for then", [NOW + 9], NOW + 9, undefined],
    ["one is set for earlier", [NOW + 9], NOW + 8, undefined],
    ["one is set for later", [NOW + 9], NOW + 10, NOW + 9],
    ["something is overdue: now", [NOW - 9], null, NOW],
    ["one should have rung a moment ago", [NOW - 9], NOW - 9, undefined],
    ["one was lost", [NOW - 300_000], NOW - 300_000, NOW],
  ])("%s", (_, dues, isSet, at) => {
    expect(alarmToSet(dues, isSet, NOW)).toBe(at);
  });
});

describe("the alarm of an object", () => {
  it("is set for the first of all that waits, once", async () => {
    const { world, due, alarm } = make();
    due.set("presence", NOW + 30_000).set("directory", NOW + 1_000);
    await Promise.all([alarm.arm(), alarm.arm()]);
    await alarm.arm();
    expect([world.isSet, world.sets]).toEqual([NOW + 1_000, 1]);
  });

  it("is not set while nothing waits", async () => {
    const { world, alarm } = make();
    await alarm.arm();
    expect(world.sets).toBe(0);
  });

  it("does what is due, and nothing else, and rings again for the rest", async () => {
    const { world, due, ring } = make();
    due.set("presence", NOW + 30_000).set("directory", NOW);
    await ring();
    expect([world.ran, world.isSet, world.sets]).toEqual([["directory"], NOW + 30_000, 1]);
  });

  it("one that rings too early does nothing, and is set again", async () => {
    const { world, due, ring } = make();
    due.set("presence", NOW + 1);
    await ring();
    expect([world.ran, world.isSet]).toEqual([[], NOW + 1]);
  });

  it("what throws keeps nothing else from being done, is logged without its message, and does not ring in a loop", async () => {
    const { world, due, run, ring } = make();
    const error = vi.spyOn(console, "error").mockReturnValue();
    due.set("presence", NOW).set("directory", NOW);
    run.set("presence", () => {
      due.set("presence", NOW);
      throw new TypeError("a secret");
    });
    await ring();
    expect(world.ran).toEqual(["presence", "directory"]);
    expect(world.isSet).toBe(NOW + 60_000);
    expect(error.mock.calls[0]?.[0]).toMatchObject({
      event: "alarm",
      room_id: "g_1",
      due: "presence",
      name: "TypeError",
    });
    expect(JSON.stringify(error.mock.calls)).not.toContain("a secret");
  });

  it("what becomes due earlier while it is being set is not missed", async () => {
    const { world, due, alarm } = make();
    due.set("presence", NOW + 30_000);
    const first = alarm.arm();
    await Promise.resolve();
    due.set("directory", NOW + 5);
    await Promise.all([first, alarm.arm()]);
    expect(world.isSet).toBe(NOW + 5);
  });
});
