import type { ClientId } from "../../src/protocol/ids.ts";
import { asId } from "../as-id.ts";
import "fake-indexeddb/auto";
import { describe, expect, test } from "vitest";
import { ACK_TIMEOUT_MS, POLL_WAIT_MS } from "../../src/protocol/limits.ts";
import { conversation } from "./fake-server.ts";
import { ME, message, OTHER, position, ROOM } from "./fixtures.ts";
import { device, pending, sends, texts } from "./parlor-device.ts";

describe("a room", () => {
  test("shows the latest page, then everything as it happens", async () => {
    const { server, tab, clock } = device();
    server.fill(120);
    const one = await tab();
    server.say("news");
    await clock.advance(0);
    const state = one.room.state.get();
    expect(state.connection).toEqual({ state: "live", via: "socket" });
    expect([state.messages.length, state.head, state.hasOlder]).toEqual([51, 121, true]);
  });

  test("loads older pages until the first message", async () => {
    const { server, tab } = device();
    server.fill(120);
    const one = await tab();
    for (let page = 0; page < 4; page++) await one.room.loadOlder();
    expect(one.room.state.get().messages).toEqual(server.log);
    expect(one.room.state.get().hasOlder).toBe(false);
    expect(server.requests.filter((request) => request.endsWith("/messages"))).toHaveLength(1);
  });

  test("resumes after a drop", async () => {
    const { server, tab, clock } = device();
    server.fill(3);
    const one = await tab();
    server.drop();
    server.fill(5);
    await clock.advance(1_000);
    const hello = server.live.find(({ url }) => url.includes(ROOM))?.received[0];
    expect(hello).toMatchObject({ type: "hello", position: position(3) });
    expect(one.room.state.get().messages).toEqual(server.log);
  });

  test("comes back with one connection after a gap", async () => {
    const { server, tab, clock } = device();
    server.fill(3);
    const one = await tab();
    server.fill(5); // said to nobody
    server.say("six");
    await clock.advance(1_000);
    expect(one.room.state.get().messages).toEqual(server.log);
  });

  test.each([
    ["that is not JSON", "{"],
    ["of an unknown type", { type: "surprise" }],
    ["with a hole in it", { type: "events", messages: [{ ...message(4), text: undefined }], changes: [] }],
    ["that tries the prototype", '{"type":"events","__proto__":{"messages":[]}}'],
  ])("survives a frame %s: it connects again and nothing is broken", async (_, frame) => {
    const { server, tab, clock } = device();
    server.fill(3);
    const one = await tab();
    server.broadcast(frame);
    await clock.advance(0);
    expect(one.room.state.get().connection.state).toBe("waiting");
    server.fill(4);
    await clock.advance(1_000);
    expect(one.room.state.get().connection.state).toBe("live");
    expect(one.room.state.get().messages).toEqual(server.log);
  });

  test.each(["nonsense", "g_1", `u_${"0".repeat(20)}`, ""])(
    "that cannot exist (%j) is closed at once and for good, and nobody is asked",
    async (room_id) => {
      const { server, tab, clock } = device();
      const { parlor } = await tab();
      const before = [server.opened.length, server.requests.length];
      const room = parlor.openRoom(asId(room_id));
      await clock.advance(120_000);
      expect(room.state.get().connection).toEqual({ state: "closed", code: "bad_request" });
      expect([server.opened.length, server.requests.length]).toEqual(before);
      room.close();
    },
  );

  test("is removed when the user is removed from it, and comes back with the conversation", async () => {
    const { server, tab, clock } = device();
    const one = await tab();
    one.room.send({ text: "too late" });
    server.closeWith("not_a_member", ROOM);
    await clock.advance(0);
    expect(one.room.state.get()).toMatchObject({
      removed: true,
      connection: { state: "closed", code: "not_a_member" },
    });
    expect(pending(one)).toEqual(["too late: failed"]);
    await clock.advance(1_000);
    server.show(conversation({ version: 2 }));
    await clock.advance(1_000);
    expect(one.room.state.get()).toMatchObject({ removed: false, connection: { state: "live" } });
  });

  test("is asked again if it refuses a user whose inbox lists it: its answer may be an old one", async () => {
    const { server, tab, clock } = device();
    server.show(conversation({ version: 1 }));
    const one = await tab();
    server.closeWith("not_a_member", ROOM);
    await clock.advance(0);
    expect(one.room.state.get()).toMatchObject({ removed: true, connection: { state: "closed" } });
    await clock.advance(1_000);
    expect(one.room.state.get()).toMatchObject({ removed: false, connection: { state: "live" } });
  });

  test("does not hold back what is typed after a removal: it asks whether the user is a member again", async () => {
    const { server, tab, clock } = device();
    const one = await tab();
    server.closeWith("not_a_member", ROOM);
    await clock.advance(1_000);
    one.room.send({ text: "am I?" });
    await clock.advance(1_000);
    expect([texts(one), pending(one)]).toEqual([["am I?"], []]);
  });

  test("is kept open by each handle, and once closed is shown from the device before the network answers", async () => {
    const { server, tab, clock } = device();
    server.fill(3);
    const one = await tab();
    const again = one.parlor.openRoom(ROOM);
    one.room.close();
    one.room.close();
    await clock.advance(0);
    expect(server.live).toHaveLength(2);
    again.close();
    await clock.advance(0);
    expect(server.live).toHaveLength(1); // the inbox
    server.sockets = "refused";
    const offline = one.parlor.openRoom(ROOM);
    await clock.advance(0);
    expect(offline.state.get().messages).toEqual(server.log);
  });

  test("is cached as soon as it has caught up, without waiting", async () => {
    const { server, tab, storage } = device();
    server.fill(3);
    await tab();
    const kept = (await storage.list("cache", `${ME}/room/`)) as { timeline: { messages: unknown } }[];
    expect(kept.map(({ timeline }) => timeline.messages)).toEqual([server.log]);
  });
});

describe("sending", () => {
  test("shows a message at once and then in its place, never twice", async () => {
    const { tab, clock } = device();
    const one = await tab();
    const seen: string[] = [];
    one.room.state.subscribe(() => seen.push([...texts(one), ...pending(one)].join(", ")));
    one.room.send({ text: "hi" });
    await clock.advance(0);
    expect([...new Set(seen)]).toEqual(
      ["hi: pending", "hi: sent_waiting", "hi"].filter((step) => seen.includes(step)),
    );
    expect(seen.at(-1)).toBe("hi");
  });

  test("keeps order over a rate limit", async () => {
    const { server, tab, clock } = device();
    const one = await tab();
    server.refuse = { code: "rate_limited", retry_after_ms: 500 };
    for (const text of ["one", "two", "three"]) one.room.send({ text });
    await clock.advance(100);
    expect(pending(one)).toEqual(["one: pending", "two: pending", "three: pending"]);
    server.refuse = undefined;
    await clock.advance(1_000);
    expect(texts(one)).toEqual(["one", "two", "three"]);
  });

  test("SEND2: repeats until acknowledged, under the same client_id", async () => {
    const { server, tab, clock } = device();
    const one = await tab();
    server.isHalfOpen = true;
    one.room.send({ text: "hello?" });
    await clock.advance(ACK_TIMEOUT_MS - 1);
    expect(pending(one)).toEqual(["hello?: sent_waiting"]);
    server.isHalfOpen = false;
    await clock.advance(10_000);
    expect([texts(one), pending(one)]).toEqual([["hello?"], []]);
  });

  test("sends a message once although its echo was lost", async () => {
    const { server, tab, clock } = device();
    const one = await tab();
    one.room.send({ text: "once" });
    await Promise.resolve();
    while (server.log.length === 0) await Promise.resolve();
    server.drop(); // after the room has it, before the echo is here
    await clock.advance(5_000);
    expect(texts(one)).toEqual(["once"]);
    expect(server.log).toHaveLength(1);
  });

  test("leaves a refused message to the user: to retry, or to discard", async () => {
    const { server, tab, clock } = device();
    const one = await tab();
    server.refuse = { code: "not_allowed" };
    for (const text of ["retried", "discarded"]) one.room.send({ text });
    await clock.advance(0);
    expect(pending(one)).toEqual(["retried: failed", "discarded: failed"]);
    server.refuse = undefined;
    const [first, second] = one.room.state.get().pending;
    one.room.retry(asId(first?.client_id ?? ""));
    one.room.discard(asId(second?.client_id ?? ""));
    await clock.advance(0);
    expect([texts(one), pending(one)]).toEqual([["retried"], []]);
    expect(server.log[0]?.client_id).toBe(first?.client_id);
  });

  test("retries an expired message as a new one", async () => {
    const { server, tab, clock } = device();
    const one = await tab();
    server.refuse = { code: "client_id_expired" };
    one.room.send({ text: "old" });
    // It connects again, to ask for the time; that does not help.
    await clock.advance(10_000);
    expect(pending(one)).toEqual(["old: failed"]);
    server.refuse = undefined;
    const client_id = asId<ClientId>(one.room.state.get().pending[0]?.client_id ?? "");
    one.room.retry(client_id);
    await clock.advance(0);
    expect(texts(one)).toEqual(["old"]);
    expect(server.log[0]?.client_id).not.toBe(client_id);
  });

  test.each([
    ["", "text_empty"],
    ["a\0b", "text_malformed"],
    ["half a pair \ud800", "text_malformed"],
    ["x".repeat(8_001), "text_too_long"],
  ])("does not send what cannot be a message", async (text, code) => {
    const { server, tab, clock } = device();
    const one = await tab();
    one.room.send({ text });
    await clock.advance(0);
    expect(one.room.state.get().pending[0]?.failure?.code).toBe(code);
    expect(sends(server)).toEqual([]);
  });
});

describe("if WebSockets are blocked", () => {
  test("everything works by plain HTTP, and goes back to a socket when one opens", async () => {
    const { server, tab, clock } = device();
    server.sockets = "refused";
    server.fill(3);
    const one = await tab();
    await clock.advance(10_000);
    expect(one.room.state.get().connection).toEqual({ state: "live", via: "poll" });
    for (const text of ["one", "two"]) one.room.send({ text });
    server.say("other");
    await clock.advance(2_000);
    expect(texts(one)).toEqual(server.log.map(({ text }) => text));
    expect(pending(one)).toEqual([]);
    one.room.markRead(4);
    server.sockets = "work";
    await clock.advance(POLL_WAIT_MS + 300_000);
    expect(one.room.state.get().connection).toEqual({ state: "live", via: "socket" });
    expect(one.room.state.get().messages).toEqual(server.log);
  });

  test("nothing overtakes a post that was refused for now", async () => {
    const { server, tab, clock } = device();
    server.sockets = "refused";
    const one = await tab();
    await clock.advance(10_000);
    server.refuse = { code: "rate_limited", retry_after_ms: 300 };
    server.refusesOnce = true;
    for (const text of ["one", "two", "three"]) one.room.send({ text });
    await clock.advance(2_000);
    expect(texts(one)).toEqual(["one", "two", "three"]);
  });

  test("refusals of posts do what those of a socket do", async () => {
    const { server, tab, clock } = device();
    server.sockets = "refused";
    const one = await tab();
    await clock.advance(10_000);
    server.refuse = { code: "rate_limited", retry_after_ms: 300 };
    for (const text of ["one", "two"]) one.room.send({ text });
    await clock.advance(200);
    expect(pending(one)).toEqual(["one: pending", "two: pending"]);
    server.refuse = { code: "not_allowed" };
    await clock.advance(1_000);
    expect(pending(one)).toEqual(["one: failed", "two: failed"]);
  });
});

describe("read cursors", () => {
  test("show at once, move forward only, and survive a reload until the inbox has them", async () => {
    const { server, tab, clock } = device();
    server.conversation = conversation({ read: 2 });
    const one = await tab();
    const read = () => one.parlor.conversations.get()[0]?.read;
    server.sockets = "refused";
    server.http = "down";
    server.drop();
    for (const message_id of [7, 5]) one.room.markRead(message_id);
    expect(read()).toBe(7);
    await clock.advance(0);
    one.parlor.close();
    server.sockets = "work";
    server.http = "works";
    const later = await tab();
    await clock.advance(10_000);
    expect(server.conversation?.read).toBe(7);
    expect(later.parlor.conversations.get()[0]?.read).toBe(7);
  });
});

test("CONNECT2: sockets carry the token as a subprotocol, and never in the address", async () => {
  const { server, tab } = device();
  await tab();
  expect(server.opened.map(({ protocols }) => protocols)).toEqual(
    Array(2).fill(["parlor.1", "bearer.access 1"]),
  );
  expect(server.opened.map(({ url }) => url)).toEqual([
    "ws://parlor.test/api/inbox/socket",
    `ws://parlor.test/api/rooms/${ROOM}/socket`,
  ]);
});

test("people are looked up in one request, and known on the device afterwards", async () => {
  const { server, tab, clock } = device();
  const one = await tab();
  const [me, other] = [one.parlor.people.get(ME), one.parlor.people.get(OTHER)];
  const again = one.parlor.people.get(OTHER);
  await clock.advance(100);
  expect([me.get()?.user_id, other.get()?.user_id, again.get()?.user_id]).toEqual([ME, OTHER, OTHER]);
  expect(server.requests.filter((request) => request.includes("by-id"))).toHaveLength(1);
  one.parlor.close();
  server.http = "down";
  const later = await tab();
  expect(later.parlor.people.get(OTHER).get()?.user_id).toBe(OTHER);
});
