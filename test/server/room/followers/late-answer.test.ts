import { expect, it } from "vitest";
import type { UserId } from "../../../../src/protocol/ids.ts";
import type { RoomUpdate } from "../../../../src/server/inbox/room-update.ts";
import { InboxFanOut } from "../../../../src/server/room/followers/inbox-fan-out.ts";
import { InboxInterest } from "../../../../src/server/room/followers/inbox-interest.ts";
import { VirtualClock } from "../../../virtual-clock.ts";
import { ANN, applyAction, BEN, CAT, makeRoom, NOW, say } from "../make-room.ts";
import { fakeSockets } from "./fake-sockets.ts";

it("INBOX10: an answer that comes while a round is running does not hide what that round left out", async () => {
  const clock = new VirtualClock(NOW);
  const { room } = makeRoom([ANN, BEN, CAT], undefined, 1_000, { now: clock.now, random: () => 0 });
  const told: RoomUpdate[] = [];
  const held = new Map<UserId, PromiseWithResolvers<void>>();
  let isBenDown = true;
  const interest = new InboxInterest(room.state, { now: clock.now, sockets: fakeSockets() });
  const fanOut = new InboxFanOut(room.state, interest, {
    clock,
    deliver: async (update) => {
      if (isBenDown && update.user_id === BEN) throw new Error("inbox down");
      told.push(update);
      await held.get(update.user_id)?.promise;
      return { live: true };
    },
    present: () => [],
    remember: () => undefined,
    remembered: () => [],
    failed: () => undefined,
  });
  room.commit([say(ANN, "soon gone")], NOW);
  fanOut.changed();
  await clock.advance(5_000);
  // Ben is told again, and his answer takes its time.
  isBenDown = false;
  for (const user_id of [BEN, CAT]) held.set(user_id, Promise.withResolvers<void>());
  await clock.advance(60_000);
  const retrying = fanOut.retry();
  await clock.advance(0);
  expect(told.at(-1)?.user_id).toBe(BEN);
  told.length = 0;
  // A round leaves him out, and has not come to its end when he answers.
  applyAction(room, ANN, { type: "delete", message_id: 1 }, clock.now());
  fanOut.changed();
  await clock.advance(0);
  expect(told.map(({ user_id }) => user_id)).not.toContain(BEN);
  held.get(BEN)?.resolve();
  await retrying;
  held.get(CAT)?.resolve();
  held.clear();
  await clock.advance(10_000);
  const gone = told.filter(({ user_id, rewritten }) => user_id === BEN && rewritten.length > 0);
  expect(gone).toMatchObject([{ rewritten: [{ message_id: 1, text: null }] }]);
});
