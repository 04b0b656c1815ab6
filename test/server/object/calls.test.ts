import { expect, it } from "vitest";
import { CALL_DEADLINE_MS } from "../../../src/protocol/limits.ts";
import { callEach } from "../../../src/server/object/calls.ts";
import { VirtualClock } from "../../virtual-clock.ts";

it("INBOX14: calling many leaves out those that cannot be called or do not answer in time, and calls 50 at once", async () => {
  const clock = new VirtualClock(0);
  let [underWay, most] = [0, 0];
  const ids = Array.from({ length: 120 }, (_, index) => index);
  const calls = callEach(
    ids,
    async (id) => {
      most = Math.max(most, ++underWay);
      await Promise.resolve();
      underWay--;
      if (id === 7) throw new Error("down");
      return id === 8 ? new Promise<number>(() => {}) : 2 * id;
    },
    clock,
  );
  await clock.advance(CALL_DEADLINE_MS);
  const answered = ids.filter((id) => id !== 7 && id !== 8);
  expect([...(await calls)]).toEqual(answered.map((id) => [id, 2 * id]));
  expect([most, clock.pending]).toEqual([50, 0]);
});
