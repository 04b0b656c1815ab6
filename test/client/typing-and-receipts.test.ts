import "fake-indexeddb/auto";
import { describe, expect, test } from "vitest";
import { TYPING_EXPIRES_MS } from "../../src/protocol/limits.ts";
import { device, received } from "./conversation-device.ts";
import { ME, OTHER, ROOM } from "./fixtures.ts";

describe("typing and receipts", () => {
  test("TYPING1: typing is shown both ways, and expires", async () => {
    const { server, tab, clock } = device();
    const { room } = await tab();
    room.typing(true);
    server.broadcast({ type: "typing", users: [{ user_id: OTHER }, { user_id: ME }] });
    await clock.advance(0);
    expect(received(server, "typing")).toEqual([{ type: "typing", on: true }]);
    expect(room.state.get().users).toEqual([{ user_id: OTHER }]);
    await clock.advance(TYPING_EXPIRES_MS);
    expect(room.state.get().users).toEqual([]);
  });

  test("RECEIPT1: what arrives and what is read is reported", async () => {
    const { server, tab, clock } = device();
    const { room } = await tab();
    await clock.advance(500);
    room.markRead(3);
    await clock.advance(500);
    expect(received(server, "receipt")).toEqual([
      { type: "receipt", delivered: 3 },
      { type: "receipt", delivered: 3, read: 3 },
    ]);
    server.broadcast({ type: "receipts", receipts: [{ user_id: OTHER, delivered: 3, read: 2 }] });
    await clock.advance(0);
    expect(room.state.get().receipts.get(OTHER)?.read).toBe(2);
  });

  test("TYPING1: typing that began before the room was connected is sent once it is", async () => {
    const { server, tab, clock, offline, online } = device();
    const { room } = await tab();
    offline();
    await clock.advance(100);
    room.typing(true);
    online();
    await clock.advance(4_000);
    expect(received(server, "typing")).toEqual([{ type: "typing", on: true }]);
  });

  test("RECEIPT1: what others have read, and the members, are still shown after a reload offline", async () => {
    const { server, tab, clock, offline } = device();
    const { parlor, room } = await tab();
    const receipts = [{ user_id: OTHER, delivered: 3, read: 2 }];
    server.broadcast({ type: "receipts", receipts });
    server.roster = [{ user_id: OTHER, role: "member", joined_at: 0, muted_until: 0 }];
    room.members().close();
    const roster = room.members();
    await clock.advance(2_000);
    expect(roster.state.get()).toMatchObject({ members: [{ user_id: OTHER }], complete: true });
    parlor.close();
    offline();
    const again = await tab();
    expect([...again.room.state.get().receipts.values()]).toContainEqual(receipts[0]);
    const { members, complete } = again.room.members().state.get();
    expect([members.map(({ user_id }) => user_id), complete]).toEqual([[OTHER], false]);
  });

  test.each(["kept", "lost"])(
    "RECEIPT1: what was read offline is told after a reload, with the cache %s",
    async (cache) => {
      const { server, start, tab, clock, storage, offline, online } = device();
      const { parlor, room } = await tab();
      await clock.advance(2_000);
      offline();
      room.markRead(3);
      await clock.advance(1_000);
      parlor.close();
      await clock.advance(0);
      if (cache === "lost") await storage.clear("cache", "");
      online();
      const told = () => received(server, "receipt").filter(({ read }) => read === 3).length;
      expect(told()).toBe(0);
      // Nobody has the room open; and the inbox, which says whether to tell, is heard after the room.
      let inboxes = 0;
      const reloaded = await start((url, protocols, listener) => {
        if (!url.includes("/inbox/") || ++inboxes > 1) return server.openSocket(url, protocols, listener);
        queueMicrotask(() => listener.closed(1006, ""));
        return { send() {}, close() {} };
      });
      await clock.advance(10_000);
      expect([told(), inboxes]).toEqual([1, 2]);
      expect(server.live.filter(({ url }) => url.includes(ROOM))).toEqual([]);
      reloaded.close();
      const opened = server.opened.length;
      await start();
      await clock.advance(2_000);
      expect(server.opened.slice(opened).filter(({ url }) => url.includes(ROOM))).toEqual([]);
    },
  );

  test("RECEIPT1: without read receipts, what is read offline is not stored for the room", async () => {
    const { tab, clock, storage, offline } = device();
    const { parlor, room } = await tab();
    await parlor.applyInboxAction({ type: "update_settings", receipts: false });
    offline();
    room.markRead(3);
    await clock.advance(1_000);
    expect(await storage.list("outbox", "")).toEqual([]);
  });

  test("RECEIPT1: what is read is not reported while read receipts are off", async () => {
    const { server, tab, clock } = device();
    const { parlor, room } = await tab();
    await parlor.applyInboxAction({ type: "update_settings", receipts: false });
    room.markRead(3);
    await clock.advance(2_000);
    expect(received(server, "receipt").filter(({ read }) => read)).toEqual([]);
    await parlor.applyInboxAction({ type: "update_settings", receipts: true });
    await clock.advance(2_000);
    expect(received(server, "receipt").at(-1)).toMatchObject({ read: 3 });
  });
});
