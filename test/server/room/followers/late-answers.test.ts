import { expect, it } from "vitest";
import type { RoomUpdate } from "../../../../src/server/inbox/room-update.ts";
import { InboxFanOut } from "../../../../src/server/room/followers/inbox-fan-out.ts";
import { InboxInterest } from "../../../../src/server/room/followers/inbox-interest.ts";
import { VirtualClock } from "../../../virtual-clock.ts";
import { ANN, BEN, makeRoom, NOW, say } from "../make-room.ts";
import { fakeSockets } from "./fake-sockets.ts";

it("INBOX1: tells an inbox that answers an old call what a round under way left out for it", async () => {
  const clock = new VirtualClock(NOW);
  const { room } = makeRoom([ANN, BEN], undefined, 1_000, { now: clock.now, random: () => 0 });
  /** Calls that have not come back, in their order; and whether calls come back by themselves. */
  const held: { readonly update: RoomUpdate; readonly answer: () => void }[] = [];
  let isSlow = false;
  const interest = new InboxInterest(room.state, { now: clock.now, sockets: fakeSockets() });
  const fanOut = new InboxFanOut(room.state, interest, {
    clock,
    deliver: (update) =>
      new Promise((resolve, reject) => {
        const answer = () => resolve({ live: false });
        if (isSlow) held.push({ update, answer });
        else if (update.user_id === BEN && update.head === 1) reject(new Error("inbox down"));
        else answer();
      }),
    present: () => [],
    remember: () => {},
    remembered: () => [],
    failed: () => {},
  });
  const speak = (text: string) => {
    room.commit([say(ANN, text)], clock.now());
    fanOut.changed();
  };
  speak("one");
  await clock.advance(2_000);
  isSlow = true;
  const retried = fanOut.retry();
  speak("two");
  await clock.advance(0);
  expect(held.map(({ update }) => `${update.user_id.slice(2, 5)} ${update.head}`)).toEqual([
    "ben 1",
    "ann 2",
  ]);
  const [old, round] = held.splice(0);
  old?.answer();
  await retried;
  round?.answer();
  await clock.advance(5_000);
  expect(held.map(({ update }) => `${update.user_id.slice(2, 5)} ${update.head}`)).toEqual(["ben 2"]);
});
