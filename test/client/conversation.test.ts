import "fake-indexeddb/auto";
import { describe, expect, test } from "vitest";
import { MemoryStorage } from "../../src/client/index.ts";
import { IndexedDbStorage } from "../../src/client/storage/indexed-db-storage.ts";
import { ACK_TIMEOUT_MS } from "../../src/protocol/limits.ts";
import { device, edit, outcome, received } from "./conversation-device.ts";
import { conversation } from "./fake-server.ts";
import { OTHER, ROOM } from "./fixtures.ts";
import { startParlor } from "./start.ts";

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

  test("that needs a connection is refused without one, and the others wait", async () => {
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

  test("goes by plain HTTP if sockets are blocked, and does not flicker", async () => {
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

  test("THREAD2: can be followed or not, and one that is not leaves the inbox", async () => {
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

  test("is read with the next connection if it could not be read", async () => {
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

  test("THREAD1: is read again while the connection holds if it could not be read; not once it is closed", async () => {
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
  test("INBOX11: a draft is on the device at once, and ends when a message is sent in its room", async () => {
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

  test("PRESENCE5: subscribes to the presence of whoever is on the screen", async () => {
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

test("a room that takes this client for another user is closed, and the session is checked", async () => {
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
