import { expect, it } from "vitest";
import { GroupCommit } from "../../../src/server/room/group-commit.ts";
import { VirtualClock } from "../../virtual-clock.ts";

function make(cost: () => number = () => 0) {
  const clock = new VirtualClock(0);
  let spent = 0;
  const batches: { at: number; items: number[] }[] = [];
  const commits = new GroupCommit<number>(
    2,
    { now: () => clock.now() + spent, after: (ms, run) => clock.after(ms, run) },
    (items) => {
      batches.push({ at: clock.now(), items });
      spent += cost();
    },
  );
  return { clock, commits, batches };
}

it("commits the first item after quiet at once", async () => {
  const { clock, commits, batches } = make();
  commits.add(1);
  expect(batches).toEqual([{ at: 0, items: [1] }]);
  await clock.advance(100);
  expect(clock.pending).toBe(0);
  commits.add(2);
  expect(batches.at(-1)).toEqual({ at: 100, items: [2] });
});

it("gathers what comes within the window into one batch, in order", async () => {
  const { clock, commits, batches } = make();
  for (const item of [1, 2, 3]) commits.add(item);
  await clock.advance(1);
  commits.add(4);
  await clock.advance(1);
  expect(batches).toEqual([
    { at: 0, items: [1] },
    { at: 2, items: [2, 3, 4] },
  ]);
});

it("waits a quarter of the time the last batch took, where that is longer", async () => {
  const { clock, commits, batches } = make(() => 120);
  commits.add(1);
  commits.add(2);
  await clock.advance(29);
  expect(batches).toHaveLength(1);
  await clock.advance(1);
  expect(batches.at(-1)).toEqual({ at: 30, items: [2] });
});

it("hands on what waits when told to, and nothing twice", async () => {
  const { clock, commits, batches } = make();
  for (const item of [1, 2, 3]) commits.add(item);
  commits.flush();
  commits.flush();
  expect(batches.map((batch) => batch.items)).toEqual([[1], [2, 3]]);
  await clock.advance(10);
  expect(batches).toHaveLength(2);
  expect(commits.size).toBe(0);
});

it("opens its gate again after a commit that threw", async () => {
  const clock = new VirtualClock(0);
  const seen: number[][] = [];
  const commits = new GroupCommit<number>(2, clock, (items) => {
    seen.push(items);
    if (items.includes(1)) throw new Error("bang");
  });
  expect(() => commits.add(1)).toThrow("bang");
  commits.add(2);
  await clock.advance(2);
  expect(seen).toEqual([[1], [2]]);
});
