import { describe, expect, test } from "vitest";
import { MemoryStorage, type Parlor, type RoomHandle, type ThreadHandle } from "../../src/client/index.ts";
import { conversation, FakeServer } from "./fake-server.ts";
import { seeded } from "./fixtures.ts";
import { startInRoom } from "./start.ts";
import { VirtualClock } from "./virtual-clock.ts";

interface Tab {
  readonly parlor: Parlor;
  readonly room: RoomHandle;
}

function device() {
  const clock = new VirtualClock();
  const server = new FakeServer();
  const { openSocket, fetch } = server;
  const own = { storage: new MemoryStorage(), clock, openSocket, fetch, random: seeded(1) };
  return { clock, server, tab: (): Promise<Tab> => startInRoom(own) };
}

describe("a listener of the state", () => {
  test.each([
    ["marks as read", ({ room }: Tab) => room.markRead(room.state.get().head)],
    ["says that the user types", ({ room }: Tab) => room.typing(true)],
    ["says that the user does not type", ({ room }: Tab) => room.typing(false)],
    ["marks a thread as read", ({ thread }: Tab & { thread?: ThreadHandle }) => thread?.markRead(3)],
  ])("that %s each time comes to an end", async (_, does) => {
    const { server, tab, clock } = device();
    server.fill(3);
    server.conversation = conversation({ head: 3 });
    const one = await tab();
    const thread = one.room.thread(1);
    let told = 0;
    const tell = () => {
      // Far more than there is to tell: a loop would hold up this test for ever.
      if (++told < 100) does({ ...one, thread });
    };
    one.room.state.subscribe(tell);
    thread.state.subscribe(tell);
    one.parlor.conversations.subscribe(tell);
    does({ ...one, thread });
    server.say("news");
    await clock.advance(1_000);
    expect(told).toBeGreaterThan(0);
    expect(told).toBeLessThan(30);
  });

  test("nobody has read what is not there", async () => {
    const { server, tab, clock } = device();
    server.fill(3);
    server.conversation = conversation({ head: 3 });
    const one = await tab();
    one.room.markRead(1_000_000);
    await clock.advance(1_000);
    expect(one.parlor.conversations.get()[0]?.read).toBe(3);
    expect(server.receipt?.read).toBe(3);
  });
});
