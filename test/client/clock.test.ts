import { describe, expect, test } from "vitest";
import { ServerTime, steady } from "../../src/client/clock.ts";
import { MemoryStorage } from "../../src/client/index.ts";
import { clientIdTime } from "../../src/protocol/ids.ts";
import { FakeServer } from "./fake-server.ts";
import { seeded } from "./fixtures.ts";
import { startInRoom } from "./start.ts";
import { VirtualClock } from "./virtual-clock.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

/** A device whose clock shows another time than the server's, until somebody sets it. */
class WrongClock extends VirtualClock {
  offset: number;

  constructor(offset: number) {
    super();
    this.offset = offset;
  }

  override now(): number {
    return super.now() + this.offset;
  }

  elapsed(): number {
    return super.now();
  }

  get real(): number {
    return super.now();
  }
}

function device(offset: number) {
  const clock = new WrongClock(offset);
  const server = new FakeServer();
  server.now = () => clock.real;
  const { openSocket, fetch } = server;
  const own = { storage: new MemoryStorage(), clock, openSocket, fetch, random: seeded(1) };
  const texts = () => server.log.map(({ text }) => text);
  return { clock, server, texts, start: () => startInRoom(own) };
}

describe.each([
  ["two days ahead", 2 * DAY_MS],
  ["forty days ahead", 40 * DAY_MS],
  ["forty days behind", -40 * DAY_MS],
  ["ten years behind", -3_650 * DAY_MS],
  ["an hour ahead", DAY_MS / 24],
])("SEND6: a device whose clock is %s", (_, offset) => {
  test("sends what is typed", async () => {
    const { clock, texts, server, start } = device(offset);
    const { room, parlor } = await start();
    for (const text of ["one", "two"]) room.send({ text });
    await clock.advance(0);
    expect(texts()).toEqual(["one", "two"]);
    expect(room.state.get().pending).toEqual([]);
    expect(Math.abs(parlor.now() - server.now())).toBeLessThan(DAY_MS / 12);
  });

  test("sends what was typed before it had ever heard the time, once and in order", async () => {
    const { clock, texts, server, start } = device(offset);
    (await start()).parlor.close();
    server.sockets = "refused";
    server.http = "down";
    const { room } = await start();
    for (const text of ["one", "two", "three"]) room.send({ text });
    await clock.advance(0);
    server.sockets = "work";
    server.http = "works";
    await clock.advance(40_000);
    room.send({ text: "four" });
    await clock.advance(0);
    expect(texts()).toEqual(["one", "two", "three", "four"]);
    for (const { client_id } of server.log)
      expect(Math.abs(clientIdTime(client_id) - server.now())).toBeLessThan(DAY_MS);
  });

  test("sends what is typed after the clock was set to that while the app was open", async () => {
    const { clock, texts, server, start } = device(0);
    const { room } = await start();
    clock.offset = offset;
    for (const text of ["one", "two"]) room.send({ text });
    await clock.advance(10_000);
    expect(texts()).toEqual(["one", "two"]);
    expect(server.live.length).toBeGreaterThan(0);
  });
});

test("a message that is really too old waits for its user", async () => {
  const { clock, texts, server, start } = device(0);
  const { room, parlor } = await start();
  server.isHalfOpen = true;
  room.send({ text: "old" });
  await clock.advance(0);
  parlor.close();
  await clock.advance(31 * DAY_MS);
  server.isHalfOpen = false;
  server.drop();
  const again = await start();
  await clock.advance(10_000);
  expect(texts()).toEqual([]);
  expect(again.room.state.get().pending).toMatchObject([
    { status: "failed", failure: { code: "client_id_expired" } },
  ]);
});

test("a steady clock goes on when the device's is set back, and along when it is set forward", () => {
  let time = 1_000;
  const clock = steady({ now: () => time, setTimeout: () => 0, clearTimeout: () => {} });
  expect(clock.now()).toBe(1_000);
  time = 400;
  expect(clock.now()).toBe(1_000);
  time = 450;
  expect(clock.now()).toBe(1_050);
  time = 9_000;
  expect(clock.now()).toBe(9_600);
});

test("the server's time follows what the server says, but not each slow answer", () => {
  let time = 0;
  const server = new ServerTime({ now: () => time, setTimeout: () => 0, clearTimeout: () => {} });
  server.learn(5_000);
  time = 100;
  server.learn(5_900);
  expect([server.now(), server.offset]).toEqual([5_100, 5_000]);
});

test("what was refused for now leaves when it may, although the clock was set back by a day", async () => {
  const { clock, texts, server, start } = device(0);
  const { room } = await start();
  server.refuse = { code: "rate_limited", retry_after_ms: 2_000 };
  server.refusesOnce = true;
  room.send({ text: "held" });
  await clock.advance(0);
  clock.offset = -DAY_MS;
  await clock.advance(2_500);
  expect(texts()).toEqual(["held"]);
});
