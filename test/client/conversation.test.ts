import "fake-indexeddb/auto";
import { describe, expect, test } from "vitest";
import { MemoryStorage, type Storage } from "../../src/client/index.ts";
import { IndexedDbStorage } from "../../src/client/storage/indexed-db-storage.ts";
import type { Action } from "../../src/protocol/actions.ts";
import { ACK_TIMEOUT_MS, TYPING_EXPIRES_MS } from "../../src/protocol/limits.ts";
import { conversation, FakeServer } from "./fake-server.ts";
import { ME, OTHER, ROOM, seeded } from "./fixtures.ts";
import { startParlor, startSignedIn } from "./start.ts";
import { VirtualClock } from "./virtual-clock.ts";

/** One user's device, as many tabs as wanted, before a server with three messages. */
function device(storage: Storage = new MemoryStorage()) {
  const clock = new VirtualClock();
  const server = new FakeServer();
  server.fill(3);
  const random = seeded(1);
  const start = async (openSocket = server.openSocket) => {
    const { fetch } = server;
    return startSignedIn({ storage, clock, openSocket, fetch, random });
  };
  const tab = async () => {
    const parlor = await start();
    const room = parlor.openRoom(ROOM);
    await clock.advance(0);
    const text = (message_id: number) => room.state.get().messages.at(message_id - 1)?.text;
    return { parlor, room, text };
  };
  const offline = () => {
    server.sockets = "refused";
    server.http = "down";
    server.drop();
  };
  const online = () => {
    server.sockets = "work";
    server.http = "works";
  };
  return { clock, server, start, tab, storage, offline, online };
}

const received = (server: FakeServer, type: string) =>
  server.opened.flatMap((socket) => socket.received.filter((frame) => frame.type === type));
const edit = (text: string, message_id = 2): Action => ({ type: "edit", message_id, text });

/** What a promise has come to so far. */
function outcome<T>(promise: Promise<T>): { value?: T } {
  const result: { value?: T } = {};
  void promise.then((value) => {
    result.value = value;
  });
  return result;
}

describe("an action in a room", () => {
  test("shows at once, and resolves when the room has done it", async () => {
    const { server, tab, clock } = device();
    const { room, text } = await tab();
    const answer = outcome(room.applyAction(edit("new")));
    expect([text(2), answer.value]).toEqual(["new", undefined]);
    await clock.advance(0);
    expect([text(2), answer.value]).toEqual(["new", { ok: true, value: null }]);
    expect(server.log[1]?.text).toBe("new");
  });

  test("that is refused no longer shows", async () => {
    const { server, tab, clock } = device();
    const { room, text } = await tab();
    server.refuse = { code: "edit_too_late" };
    const answer = outcome(room.applyAction(edit("new")));
    await clock.advance(0);
    expect([text(2), answer.value]).toMatchObject(["text 2", { ok: false, code: "edit_too_late" }]);
  });

  test("refused for now goes out again when the room says so", async () => {
    const { server, tab, clock } = device();
    const { room } = await tab();
    Object.assign(server, { refuse: { code: "rate_limited", retry_after_ms: 700 }, refusesOnce: true });
    const answer = outcome(room.applyAction(edit("new")));
    await clock.advance(699);
    expect(received(server, "action")).toHaveLength(1);
    await clock.advance(1);
    expect(answer.value).toEqual({ ok: true, value: null });
  });

  test("ACTION1: without an answer is repeated on a new connection, under the same client_id", async () => {
    const { server, tab, clock } = device();
    const { room, text } = await tab();
    server.isHalfOpen = true;
    void room.applyAction(edit("new"));
    await clock.advance(ACK_TIMEOUT_MS);
    server.isHalfOpen = false;
    await clock.advance(1_000);
    expect(server.log[1]?.text).toBe("new");
    expect(text(2)).toBe("new");
  });

  test("of a kind that people watch is refused while there is no connection, and the others wait", async () => {
    const { tab, clock, offline } = device();
    const { room } = await tab();
    offline();
    await clock.advance(0);
    const remove = outcome(room.applyAction({ type: "remove", user_id: OTHER }));
    const waiting = outcome(room.applyAction(edit("new")));
    await clock.advance(0);
    expect(remove.value).toMatchObject({ ok: false, code: "unavailable" });
    expect(waiting.value).toBeUndefined();
  });

  test.each([
    ["an emoji that is none", { type: "react", message_id: 1, emoji: "hello", on: true }, "bad_request"],
    ["a blank text", { type: "edit", message_id: 1, text: " " }, "text_empty"],
  ] as const)("with %s is refused before it shows", async (_, action, code) => {
    const { server, tab } = device();
    const { room } = await tab();
    expect(await room.applyAction(action)).toMatchObject({ ok: false, code });
    expect(received(server, "action")).toEqual([]);
  });

  test.each([
    ["memory", () => new MemoryStorage()],
    ["IndexedDB", () => new IndexedDbStorage("actions")],
  ])(
    "survives a reload (%s), shows after it, and goes out though nobody opens the room",
    async (_, storage) => {
      const { server, tab, clock, offline, online, storage: kept } = device(storage());
      const one = await tab();
      await clock.advance(2_000);
      offline();
      void one.room.applyAction(edit("new"));
      await clock.advance(100);
      one.parlor.close();
      const later = await tab();
      expect(later.text(2)).toBe("new");
      later.parlor.close();
      online();
      const { fetch, openSocket } = server;
      startParlor({ storage: kept, clock, openSocket, fetch });
      await clock.advance(10_000);
      expect(server.log[1]?.text).toBe("new");
      expect(await kept.list("outbox", "")).toEqual([]);
      expect(server.live).toHaveLength(1); // the inbox
    },
  );

  test("ends with the room it was for", async () => {
    const { server, tab, clock } = device();
    const { room } = await tab();
    server.isHalfOpen = true;
    const answer = outcome(room.applyAction(edit("new")));
    server.closeWith("banned", ROOM);
    await clock.advance(0);
    expect(answer.value).toMatchObject({ ok: false, code: "banned" });
    expect(room.state.get().removed).toBe(true);
  });

  test("goes by plain HTTP where sockets do not get through, and does not flicker", async () => {
    const { server, tab, clock } = device();
    server.sockets = "refused";
    const { room, text } = await tab();
    await clock.advance(10_000);
    const seen = new Set<string | undefined>();
    room.state.subscribe(() => seen.add(text(2)));
    const answer = outcome(room.applyAction(edit("new")));
    await clock.advance(2_000);
    expect(answer.value).toEqual({ ok: true, value: null });
    expect([...seen]).toEqual(["new"]);
    expect(server.log[1]?.text).toBe("new");
  });
});

describe("what others do to messages", () => {
  test("shows in them, live and after an absence", async () => {
    const { server, tab, clock, offline, online } = device();
    const { text } = await tab();
    server.edit(1, "live", OTHER);
    await clock.advance(0);
    expect(text(1)).toBe("live");
    offline();
    server.edit(3, "missed", OTHER);
    online();
    await clock.advance(5_000);
    expect(text(3)).toBe("missed");
  });
});

describe("what passes", () => {
  test("TYPING1: typing is told by both, and expires", async () => {
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

  test("RECEIPT1: what arrives and what is read is told", async () => {
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

  test("TYPING1: typing that began before the room was there is told when it is", async () => {
    const { server, tab, clock, offline, online } = device();
    const { room } = await tab();
    offline();
    await clock.advance(100);
    room.typing(true);
    online();
    await clock.advance(4_000);
    expect(received(server, "typing")).toEqual([{ type: "typing", on: true }]);
  });

  test("RECEIPT1: what others have read, and who is here, is still shown after a reload offline", async () => {
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

  test("RECEIPT1: where the user does not want it told, what is read offline is not kept for that", async () => {
    const { tab, clock, storage, offline } = device();
    const { parlor, room } = await tab();
    await parlor.applyInboxAction({ type: "update_settings", receipts: false });
    offline();
    room.markRead(3);
    await clock.advance(1_000);
    expect(await storage.list("outbox", "")).toEqual([]);
  });

  test("RECEIPT1: what is read is not told while the user does not want it", async () => {
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

describe("a thread", () => {
  test("THREAD1: is read from its beginning, and kept up to date", async () => {
    const { server, tab, clock } = device();
    for (let count = 0; count < 250; count++) server.say("reply", { thread: 1 });
    const { room } = await tab();
    const thread = room.thread(1);
    await clock.advance(0);
    expect(thread.state.get()).toMatchObject({ loading: false, complete: true });
    expect(thread.state.get().messages).toHaveLength(251);
    thread.send({ text: "mine" });
    expect(thread.state.get().pending).toMatchObject([{ content: { text: "mine", thread: 1 } }]);
    await clock.advance(0);
    expect(thread.state.get().messages.at(-1)?.text).toBe("mine");
    expect(thread.state.get().pending).toEqual([]);
    void room.applyAction(edit("edited", 254));
    expect(thread.state.get().messages.at(-1)?.text).toBe("edited");
  });

  test("THREAD2: is followed or not, and one that is not leaves the inbox", async () => {
    const { server, tab, clock } = device();
    server.say("reply", { thread: 1 });
    server.following.set(1, true);
    const { room } = await tab();
    const thread = room.thread(1);
    await clock.advance(0);
    expect(thread.state.get().following).toBe(true);
    const done = thread.follow(false);
    await clock.advance(0);
    expect(await done).toMatchObject({ ok: true });
    expect(thread.state.get().following).toBe(false);
    await clock.advance(0);
    const actions = received(server, "action").map(({ action }) => action);
    expect(actions).toContainEqual({ type: "follow", message_id: 1, on: false });
    expect(actions).toContainEqual({ type: "dismiss_thread", room_id: ROOM, root: 1 });
  });

  test("that could not be read is read with the next connection", async () => {
    const { server, tab, clock, offline, online } = device();
    server.say("reply", { thread: 1 });
    const { room } = await tab();
    offline();
    const thread = room.thread(1);
    await clock.advance(0);
    expect(thread.state.get()).toMatchObject({ loading: false, complete: false });
    expect(thread.state.get().messages).toHaveLength(2); // those the room has
    online();
    await clock.advance(10_000);
    expect(thread.state.get().complete).toBe(true);
  });

  test("THREAD1: that could not be read is read again while the connection holds; not once it is closed", async () => {
    const { server, tab, clock } = device();
    server.say("reply", { thread: 1 });
    const { room } = await tab();
    server.http = "down";
    const [kept, closed] = [room.thread(1), room.thread(1)];
    await clock.advance(2_500);
    expect(kept.state.get()).toMatchObject({ loading: false, complete: false });
    closed.close();
    server.http = "works";
    await clock.advance(2_500);
    expect(kept.state.get()).toMatchObject({ loading: false, complete: true });
    expect(closed.state.get().complete).toBe(false);
  });
});

describe("the inbox", () => {
  test("INBOX11: a draft is on the device at once, and ends when its room is spoken in", async () => {
    const { server, tab, clock, offline, online } = device();
    const { parlor, room } = await tab();
    offline();
    void parlor.applyInboxAction({ type: "draft", room_id: ROOM, text: "hel" });
    expect(parlor.entries("draft").get()).toMatchObject([{ text: "hel" }]);
    await clock.advance(100);
    parlor.close();
    online();
    const later = await tab();
    await clock.advance(10_000);
    expect(server.entries.get(`draft ${ROOM}`)?.entry).toMatchObject({ text: "hel" });
    later.room.send({ text: "a reply elsewhere", thread: 1 });
    await clock.advance(0);
    expect(later.parlor.entries("draft").get()).toHaveLength(1);
    void later.parlor.applyInboxAction({ type: "draft", room_id: ROOM, thread: 1, text: "and" });
    later.room.send({ text: "hello" });
    await clock.advance(0);
    expect(later.parlor.entries("draft").get()).toMatchObject([{ thread: 1, text: "and" }]);
    expect(server.entries.get(`draft ${ROOM} 1`)?.entry).toMatchObject({ text: "and" });
    later.room.thread(1).send({ text: "and so on" });
    await clock.advance(0);
    expect(later.parlor.entries("draft").get()).toEqual([]);
    expect(server.entries.get(`draft ${ROOM} 1`)?.entry).toBeNull();
    expect(server.entries.get(`draft ${ROOM}`)?.entry).toBeNull();
    expect(room.state.get().connection.state).toBe("closed");
  });

  test("INBOX12: tells who is blocked", async () => {
    const { tab, clock } = device();
    const { parlor } = await tab();
    const answer = outcome(parlor.applyInboxAction({ type: "block", user_id: OTHER, on: true }));
    expect([...parlor.blocked.get()]).toEqual([OTHER]);
    await clock.advance(0);
    expect(answer.value).toEqual({ ok: true, value: null });
  });

  test("INBOX5: takes back what is refused", async () => {
    const { server, tab, clock } = device();
    const { parlor } = await tab();
    server.refuse = { code: "too_many" };
    const answer = outcome(parlor.applyInboxAction({ type: "save", room_id: ROOM, message_id: 1, on: true }));
    expect(parlor.entries("saved").get()).toHaveLength(1);
    await clock.advance(0);
    expect(answer.value).toMatchObject({ code: "too_many" });
    expect(parlor.entries("saved").get()).toEqual([]);
  });

  test("works by plain HTTP", async () => {
    const { server, tab, clock } = device();
    server.sockets = "refused";
    const { parlor } = await tab();
    await clock.advance(10_000);
    const answer = outcome(parlor.applyInboxAction({ type: "save", room_id: ROOM, message_id: 1, on: true }));
    await clock.advance(2_000);
    expect(answer.value).toEqual({ ok: true, value: null });
    expect(server.entries.size).toBe(1);
  });

  test("is shown from the device before the network answers", async () => {
    const { server, tab, clock, offline } = device();
    server.conversation = conversation({ mentions: 2 });
    server.keep({ kind: "saved", room_id: ROOM, message_id: 1, at: 0 }, true);
    const one = await tab();
    await clock.advance(2_000);
    one.parlor.close();
    offline();
    const { parlor } = await tab();
    expect(parlor.entries("saved").get()).toHaveLength(1);
    expect(parlor.conversations.get()).toMatchObject([{ mentions: 2, level: "all" }]);
  });

  test("PRESENCE5: watches whoever is looked at", async () => {
    const { server, tab, clock } = device();
    const { parlor } = await tab();
    const stop = parlor.presence(OTHER).subscribe(() => {});
    await clock.advance(100);
    stop();
    await clock.advance(2_000);
    expect(received(server, "subscribe_presence")).toEqual([
      { type: "subscribe_presence", user_ids: [OTHER] },
      { type: "subscribe_presence", user_ids: [] },
    ]);
  });
});

test("a room that takes this client for another user is given up, and the session asked anew", async () => {
  const { server, tab, clock } = device();
  const { parlor, room } = await tab();
  await clock.advance(1_000);
  server.signedInAs = OTHER; // another tab's cookies
  server.say("secret");
  server.drop(1006, "", ROOM);
  await clock.advance(5_000);
  expect(parlor.session.get()).toMatchObject({ status: "signed_in", user: { user_id: OTHER } });
  expect(room.state.get().connection).toEqual({ state: "closed", code: "session_ended" });
  expect(room.state.get().messages).toHaveLength(3);
});
