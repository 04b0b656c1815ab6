import { expect, it } from "vitest";
import type { Follower } from "../../../src/server/object/follower.ts";
import { Deletion } from "../../../src/server/room/deletion.ts";
import { deleteRoom } from "../../../src/server/room/membership.ts";
import { ANN, makeRoom, NOW } from "./make-room.ts";

/** Somebody who listens to the room, and has told everyone or not. */
const follower = (name: string, state: { isIdle: boolean }): Follower => ({
  name,
  changed: () => {},
  retry: () => {},
  due: () => undefined,
  isIdle: () => state.isIdle,
  stop: () => {},
});

it("MEMBER12: the database of a room goes once it was deleted and every follower has told everyone", async () => {
  const { room } = makeRoom();
  const [told, telling] = [{ isIdle: true }, { isIdle: false }];
  let deleted = 0;
  const deletion = new Deletion(
    room.state,
    [follower("told", told), follower("telling", telling)],
    async () => void deleted++,
  );
  expect(deletion.due()).toBeUndefined();
  room.change((state) => deleteRoom(state, ANN, NOW));
  expect(deletion.due()).toBe(NOW + 1_000);
  await deletion.retry();
  expect(deleted).toBe(0);
  expect(deletion.due()).toBeGreaterThan(NOW + 1_000);
  telling.isIdle = true;
  expect(deletion.due()).toBe(NOW + 1_000);
  await deletion.retry();
  expect(deleted).toBe(1);
});
