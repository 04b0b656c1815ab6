import { expect, test } from "vitest";
import { MemoryStorage, type Storage } from "../../../src/client/index.ts";
import { FakeServer } from "../fake-server.ts";
import { message, ROOM, seeded } from "../fixtures.ts";
import { startInRoom } from "../start.ts";
import { VirtualClock } from "../virtual-clock.ts";

/** One user's device before a server; the storage and the server outlive the program. */
function device(storage: Storage = new MemoryStorage(), server = new FakeServer()) {
  const clock = new VirtualClock();
  const { fetch, openSocket } = server;
  const random = seeded(1);
  const tab = async () => {
    return startInRoom({ storage, clock, openSocket, fetch, random });
  };
  return { clock, server, tab, storage };
}

test("RESUME8: goes to any message by one page, and back to the newest by none", async () => {
  const { server, tab, clock } = device();
  server.fill(10_000);
  const { room } = await tab();
  const shown = () => {
    const { messages, hasOlder, hasNewer, head } = room.state.get();
    return [messages[0]?.message_id, messages.at(-1)?.message_id, hasOlder, hasNewer, head];
  };
  expect(await room.jumpTo(5_000)).toMatchObject({ ok: true });
  server.say("news");
  await clock.advance(0);
  expect(shown()).toEqual([4_950, 5_049, true, true, 10_001]);
  await Promise.all([room.loadOlder(), room.loadOlder(), room.loadNewer()]);
  expect(shown()).toEqual([4_850, 5_149, true, true, 10_001]);
  expect(await room.jumpTo(1)).toMatchObject({ ok: true });
  expect(shown().slice(0, 4)).toEqual([1, 100, false, true]);
  room.jumpToLatest();
  expect(shown()).toEqual([9_951, 10_001, true, false, 10_001]);
  expect(server.requests.filter((request) => request.endsWith("/messages"))).toHaveLength(4);
});

test("says where it cannot go, and stays where it is", async () => {
  const { server, tab, clock, storage } = device();
  server.fill(1_000);
  const one = await tab();
  expect(await one.room.jumpTo(1_001)).toMatchObject({ ok: false, code: "message_unknown" });
  await one.room.jumpTo(500);
  await clock.advance(2_000); // the device has kept it
  server.sockets = "refused";
  server.http = "down";
  server.drop();
  expect(await one.room.jumpTo(100)).toMatchObject({ ok: false, code: "unavailable" });
  expect(one.room.state.get().messages[0]?.message_id).toBe(450);

  const again = await device(storage, server).tab();
  expect(await again.room.jumpTo(100)).toMatchObject({ ok: false, code: "unavailable" });
  expect(await again.room.jumpTo(500)).toMatchObject({ ok: true });
  expect(again.room.state.get().messages).toEqual(server.log.slice(449, 549));
  again.room.jumpToLatest();
  expect(again.room.state.get().messages).toEqual(server.log.slice(-50));
});

test("goes where the last of several jumps leads, whichever page comes first", async () => {
  const { server, tab } = device();
  server.fill(1_000);
  const { room } = await tab();
  const jumps = [room.jumpTo(100), room.jumpTo(300), room.jumpTo(500)];
  for (const jump of await Promise.all(jumps)) expect(jump).toMatchObject({ ok: true });
  expect(room.state.get().messages[0]?.message_id).toBe(450);
});

test("RESUME8: a jump asked for before the room is there waits for it", async () => {
  const { server, tab } = device();
  server.fill(1_000);
  const one = await tab();
  one.room.close();
  const { parlor } = one;
  const room = parlor.openRoom(ROOM);
  expect(await room.jumpTo(500)).toMatchObject({ ok: true });
  expect(room.state.get().messages.at(50)?.message_id).toBe(500);
});

test("RESUME8: reads the reader's place again after a reload", async () => {
  const { server, tab, clock } = device();
  server.fill(1_000);
  const { room } = await tab();
  await room.jumpTo(500);
  room.setPlace(480);
  server.drop();
  server.fill(2_000);
  server.log[499] = message(500, { text: "edited to nobody", edited_at: 1 });
  await clock.advance(2_000);
  const { messages, hasNewer, head } = room.state.get();
  expect([hasNewer, head]).toEqual([true, 2_000]);
  expect(messages).toEqual(server.log.slice(429, 529));
});
