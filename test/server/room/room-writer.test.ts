import { afterEach, expect, it, vi } from "vitest";
import { COMMIT_WINDOW_MS, PENDING_MAX } from "../../../src/protocol/limits.ts";
import type { Broadcast } from "../../../src/server/object/sockets.ts";
import type { AwakeRoom } from "../../../src/server/room/awake-room.ts";
import type { Outcome } from "../../../src/server/room/log.ts";
import { RoomWriter } from "../../../src/server/room/room-writer.ts";
import { ANN, clientId, makeRoom, NOW, read, say } from "./make-room.ts";

afterEach(() => void vi.useRealTimers());

it("SEND11: so many sends wait for the next commit; one more is told to come again, and those that wait are stored", () => {
  vi.useFakeTimers({ now: NOW });
  const { room } = makeRoom();
  const rate = { burst: 10 * PENDING_MAX, per_second: 1 };
  const awake = { room, ephemeral: { sent: () => {} }, followers: [] } as unknown as AwakeRoom;
  const frames: object[] = [];
  const writer = new RoomWriter({
    rates: { sends: rate, actions: rate },
    sockets: { toAll: (frame: object) => void frames.push(frame) } as unknown as Broadcast,
    awake: () => awake,
    failed: (_, error) => {
      throw error;
    },
  });
  const outcomes: Outcome[] = [];
  const send = (text: string) =>
    writer.send({ ...say(ANN, text, {}, clientId()), reply: (outcome) => void outcomes.push(outcome) });
  send("at once"); // and closes the gate for those that follow
  expect(outcomes).toMatchObject([{ ok: true }]);
  for (let index = 0; index < PENDING_MAX; index++) send(`${index}`);
  expect([outcomes.length, writer.isBusy]).toEqual([1, true]);
  send("too many");
  expect(outcomes.at(-1)).toMatchObject({ ok: false, code: "room_busy" });
  vi.advanceTimersByTime(COMMIT_WINDOW_MS);
  expect(outcomes.filter(({ ok }) => ok)).toHaveLength(PENDING_MAX + 1);
  expect(read(room, ANN, 200).at(-1)?.text).toBe(`${PENDING_MAX - 1}`);
  expect(frames).toHaveLength(2);
  send("again");
  expect(writer.isBusy).toBe(true);
});
