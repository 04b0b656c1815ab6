import "fake-indexeddb/auto";
import { describe, expect, test } from "vitest";
import { MemoryStorage, type Storage } from "../../src/client/index.ts";
import { IndexedDbStorage } from "../../src/client/storage/indexed-db-storage.ts";
import { device, pending, texts } from "./parlor-device.ts";
import { startParlor } from "./start.ts";

describe("the outbox", () => {
  test.each([
    ["memory", () => new MemoryStorage()],
    ["IndexedDB", () => new IndexedDbStorage("a reload")],
  ])("is on the device (%s) before anything is sent, and survives a reload", async (_, storage) => {
    const { server, tab, clock } = device(storage());
    const one = await tab();
    server.sockets = "refused";
    server.http = "down";
    server.drop();
    for (const text of ["one", "two"]) one.room.send({ text });
    await clock.advance(100);
    one.parlor.close();
    const later = await tab();
    expect(pending(later)).toEqual(["one: pending", "two: pending"]);
    server.sockets = "work";
    server.http = "works";
    await clock.advance(60_000);
    expect([texts(later), pending(later)]).toEqual([["one", "two"], []]);
  });

  test("is sent after a reload even if nobody opens the room", async () => {
    const { server, tab, clock, storage } = device();
    const one = await tab();
    server.drop();
    one.room.send({ text: "left behind" });
    await clock.advance(0);
    one.parlor.close();
    const { fetch, openSocket } = server;
    startParlor({ storage, clock, openSocket, fetch });
    await clock.advance(10_000);
    expect(server.log.map(({ text }) => text)).toEqual(["left behind"]);
    expect(server.live).toHaveLength(1); // the room is closed again
  });

  test("is emptied before a room closes", async () => {
    const { server, tab, clock } = device();
    const one = await tab();
    server.refuse = { code: "room_busy", retry_after_ms: 1_000 };
    one.room.send({ text: "last words" });
    one.room.close();
    await clock.advance(500);
    server.refuse = undefined;
    await clock.advance(1_000);
    expect(server.log.map(({ text }) => text)).toEqual(["last words"]);
    expect(server.live).toHaveLength(1);
  });

  test("is shared by two tabs: both may send, and nothing is sent or shown twice", async () => {
    const { server, tab, clock } = device();
    const one = await tab();
    server.sockets = "refused";
    server.drop();
    one.room.send({ text: "mine" });
    await clock.advance(100);
    const two = await tab();
    two.room.send({ text: "mine too" });
    await clock.advance(100);
    expect(pending(two)).toEqual(["mine: pending", "mine too: pending"]);
    server.sockets = "work";
    await clock.advance(60_000);
    expect(server.log.map(({ text }) => text)).toEqual(["mine", "mine too"]);
    for (const each of [one, two]) expect([texts(each), pending(each)]).toEqual([["mine", "mine too"], []]);
  });

  test("takes up what a tab that was closed left behind", async () => {
    const { server, tab, clock } = device();
    const [one, two] = [await tab(), await tab()];
    server.sockets = "refused";
    server.drop();
    one.room.send({ text: "orphan" });
    await clock.advance(0);
    one.parlor.close();
    server.sockets = "work";
    await clock.advance(60_000);
    expect(texts(two)).toEqual(["orphan"]);
  });

  test("goes with the user who signs out", async () => {
    const { server, tab, clock, storage } = device();
    const one = await tab();
    server.drop();
    server.sockets = "refused";
    one.room.send({ text: "unsent" });
    await clock.advance(0);
    await one.parlor.signOut();
    expect(one.parlor.session.get().status).toBe("signed_out");
    expect([
      await storage.list("outbox", ""),
      await storage.list("cache", ""),
      await storage.list("session", ""),
    ]).toEqual([[], [], []]);
  });

  test("stays for the user whose session ended", async () => {
    const { server, tab, clock, storage } = device();
    const one = await tab();
    server.refuse = { code: "room_busy", retry_after_ms: 60_000 };
    one.room.send({ text: "unsent" });
    await clock.advance(0);
    server.isSignedOut = true;
    server.closeWith("session_ended");
    await clock.advance(1_000);
    expect(one.parlor.session.get().status).toBe("signed_out");
    expect(one.room.state.get().connection.state).toBe("closed");
    expect(await storage.list("outbox", "")).toHaveLength(1);
  });
});

describe("a device whose storage fails", () => {
  const broken = (fail: () => Promise<never>): Storage => ({
    get: fail,
    put: fail,
    delete: fail,
    list: fail,
    clear: fail,
  });

  test.each([
    ["with errors", () => Promise.reject(new Error("quota"))],
    ["by never answering", () => new Promise<never>(() => {})],
  ])("%s still chats, and loses nothing while the page lives", async (_, fail) => {
    const { server, tab, clock } = device(broken(fail));
    const starting = tab();
    await clock.advance(20_000);
    const one = await starting;
    await clock.advance(20_000);
    server.sockets = "refused";
    server.drop();
    one.room.send({ text: "kept" });
    one.room.close();
    await clock.advance(5_000);
    server.sockets = "work";
    await clock.advance(60_000);
    expect(server.log.map(({ text }) => text)).toEqual(["kept"]);
  });
});
