import { describe, expect, test } from "vitest";
import { pause } from "../../../src/client/clock.ts";
import { MemoryStorage, type RoomHandle, type Stages } from "../../../src/client/index.ts";
import { accept, type Code, refuse } from "../../../src/protocol/codes.ts";
import { ACK_TIMEOUT_MS } from "../../../src/protocol/limits.ts";
import { asId } from "../../as-id.ts";
import { FakeBrowser } from "../fake-browser.ts";
import { FakeServer } from "../fake-server.ts";
import { OTHER, ROOM, seeded } from "../fixtures.ts";
import { startInRoom } from "../start.ts";
import { VirtualClock } from "../virtual-clock.ts";

const reversed = (text: string): string => [...text].reverse().join("");
/** What goes over the wire for a text. `salt` makes each sealing of the same text another one. */
const seal = (text: string, salt = 0): string => `${salt}.${Buffer.from(reversed(text)).toString("base64")}`;
const open = (sealed: string): string =>
  reversed(Buffer.from(sealed.split(".")[1] ?? "", "base64").toString());

/** Stages that seal texts, slowly or not at all if told so, and note what they did. */
class Sealing {
  /** Milliseconds a text takes to be sealed, and to be opened. */
  slow = new Map<string, number>();
  slowToOpen = new Map<string, number>();
  /** Why a text cannot be sealed, or opened. */
  refused = new Map<string, Code>();
  isSalted = false;
  sealed: string[] = [];
  opened: string[] = [];
  listeners = new Set<() => void>();
  readonly #clock: VirtualClock;

  constructor(clock: VirtualClock) {
    this.#clock = clock;
  }

  get stages(): Stages {
    return {
      outgoing: {
        message: (content) =>
          this.#pass(this.slow, content.text, () => ({ ...content, text: this.#seal(content.text) })),
        action: (action) =>
          action.type === "edit"
            ? this.#pass(this.slow, action.text, () => ({ ...action, text: this.#seal(action.text) }))
            : accept(action),
      },
      incoming: {
        message: (message) => this.#open(message),
        patch: (patch) => this.#open({ ...patch, text: patch.text ?? "" }),
        subscribe: (listener) => {
          this.listeners.add(listener);
          return () => void this.listeners.delete(listener);
        },
      },
    };
  }

  #seal(text: string): string {
    this.sealed.push(text);
    return seal(text, this.isSalted ? this.sealed.length : 0);
  }

  #open<T extends { readonly text: string }>(part: T) {
    const text = open(part.text);
    return this.#pass(this.slowToOpen, text, () => {
      this.opened.push(text);
      return { ...part, text };
    });
  }

  #pass<T>(slow: ReadonlyMap<string, number>, text: string, value: () => T) {
    const code = this.refused.get(text);
    const ms = slow.get(text);
    const result = () => (code ? refuse(code) : accept(value()));
    return ms === undefined ? result() : pause(this.#clock, ms).then(result);
  }
}

function device(server = new FakeServer()) {
  const clock = new VirtualClock();
  const storage = new MemoryStorage();
  const sealing = new Sealing(clock);
  const random = seeded(1);
  const tab = (platform: { tabs?: ReturnType<FakeBrowser["tab"]> } = {}) => {
    const { fetch, openSocket } = server;
    return startInRoom({ storage, clock, openSocket, fetch, random, stages: sealing.stages, ...platform });
  };
  return { clock, server, storage, sealing, tab };
}

const shown = (room: RoomHandle): string[] => room.state.get().messages.map(({ text }) => text);
const pending = (room: RoomHandle) =>
  room.state.get().pending.map(({ content, status, failure }) => [content.text, status, failure?.code]);
const wire = (server: FakeServer): string[] => server.log.map(({ text }) => text);
const sent = (server: FakeServer): string[] =>
  server.opened.flatMap(({ received }) =>
    received.filter(({ type }) => type === "send").map(({ text }) => text),
  );

describe("a stage on both sides of the wire", () => {
  test("what is typed, edited and read goes sealed over the wire and shows open", async () => {
    const { clock, server, tab } = device();
    for (let count = 1; count <= 60; count++) server.say(seal(`old ${count}`));
    server.say(seal("reply"), { thread: 1 });
    const { room, parlor } = await tab();
    room.send({ text: "hello" });
    expect(pending(room)).toEqual([["hello", "pending", undefined]]);
    await clock.advance(0);
    expect(wire(server).at(-1)).toBe(seal("hello"));
    expect([shown(room).at(-1), pending(room)]).toEqual(["hello", []]);
    void room.applyAction({ type: "edit", message_id: 62, text: "hello again" });
    expect(shown(room).at(-1)).toBe("hello again");
    await clock.advance(0);
    expect([wire(server).at(-1), shown(room).at(-1)]).toEqual([seal("hello again"), "hello again"]);
    await room.loadOlder();
    expect(shown(room)[0]).toBe("old 1");
    const thread = room.thread(1);
    await clock.advance(0);
    expect(thread.state.get().messages.map(({ text }) => text)).toEqual(["old 1", "reply"]);
    await clock.advance(2_000);
    parlor.close();
    server.sockets = "refused";
    const later = await tab();
    expect(shown(later.room).at(-1)).toBe("hello again");
  });

  test("that returns at once costs no turn", async () => {
    const { server, sealing, tab } = device();
    const { room } = await tab();
    const socket = server.live.find(({ url }) => url.includes(ROOM));
    const message = { message_id: 1, sender: OTHER, client_id: "0", time: 0, text: seal("now") };
    socket?.listener.received(
      JSON.stringify({
        type: "events",
        messages: [{ ...message, client_id: "00000000-0000-7000-8000-000000000000" }],
        changes: [],
      }),
    );
    expect([shown(room), sealing.opened]).toEqual([["now"], ["now"]]);
  });
});

describe("a stage that takes its time", () => {
  test("before the wire: nothing that was typed later leaves before", async () => {
    const { clock, server, sealing, tab } = device();
    const { room } = await tab();
    sealing.slow.set("first", 700);
    for (const text of ["first", "second", "third"]) room.send({ text });
    await clock.advance(699);
    expect([sent(server), pending(room).map(([, status]) => status)]).toEqual([
      [],
      ["pending", "pending", "pending"],
    ]);
    await clock.advance(1);
    expect(wire(server)).toEqual(["first", "second", "third"].map((text) => seal(text)));
    expect(sealing.sealed.toSorted()).toEqual(["first", "second", "third"]);
  });

  test("behind the wire: nothing that came later overtakes", async () => {
    const { clock, server, sealing, tab } = device();
    const { room } = await tab();
    sealing.slowToOpen.set("slow", 700);
    for (const text of ["slow", "fast"]) server.say(seal(text));
    server.broadcast({ type: "typing", users: [{ user_id: OTHER }] });
    await clock.advance(699);
    expect([shown(room), room.state.get().users]).toEqual([[], []]);
    await clock.advance(1);
    expect([shown(room), room.state.get().users]).toEqual([["slow", "fast"], [{ user_id: OTHER }]]);
  });

  test("behind the wire: an answer that is being opened is not overdue", async () => {
    const { clock, server, sealing, tab } = device();
    const { room } = await tab();
    const text = "mine";
    room.send({ text });
    sealing.slowToOpen.set(text, 2 * ACK_TIMEOUT_MS);
    const before = server.opened.length;
    await clock.advance(2 * ACK_TIMEOUT_MS + 1_000);
    expect([shown(room), pending(room), server.opened.length]).toEqual([[text], [], before]);
  });

  test("behind the wire: what was being opened when the line went comes again, once", async () => {
    const { clock, server, sealing, tab } = device();
    const { room } = await tab();
    sealing.slowToOpen.set("slow", 700);
    for (const text of ["slow", "fast"]) server.say(seal(text));
    await clock.advance(100);
    server.drop();
    await clock.advance(5_000);
    expect(shown(room)).toEqual(["slow", "fast"]);
  });

  test("a discarded message does not come back when it is ready", async () => {
    const { clock, server, sealing, storage, tab } = device();
    const { room } = await tab();
    sealing.slow.set("first", 700);
    for (const text of ["first", "second"]) room.send({ text });
    await clock.advance(100);
    room.discard(asId(room.state.get().pending[0]?.client_id ?? ""));
    await clock.advance(1_000);
    expect([wire(server), pending(room)]).toEqual([[seal("second")], []]);
    expect(await storage.list("outbox", "")).toEqual([]);
  });
});

describe("a stage before the wire that fails", () => {
  test("for good: the message is shown as not sent with the code, and holds up nothing", async () => {
    const { clock, server, sealing, tab } = device();
    const { room } = await tab();
    sealing.refused.set("bad", "not_allowed");
    for (const text of ["bad", "good"]) room.send({ text });
    await clock.advance(0);
    expect(pending(room)).toEqual([["bad", "failed", "not_allowed"]]);
    expect(wire(server)).toEqual([seal("good")]);
    sealing.refused.clear();
    room.retry(asId(room.state.get().pending[0]?.client_id ?? ""));
    await clock.advance(0);
    expect([shown(room), pending(room)]).toEqual([["good", "bad"], []]);
  });

  test("for good: an action no longer shows, and its caller learns the code", async () => {
    const { clock, server, sealing, tab } = device();
    server.say(seal("as it was"));
    const { room } = await tab();
    sealing.refused.set("edited", "not_allowed");
    const answer = room.applyAction({ type: "edit", message_id: 1, text: "edited" });
    await clock.advance(0);
    expect(await answer).toMatchObject({ ok: false, code: "not_allowed" });
    expect([shown(room), wire(server)]).toEqual([["as it was"], [seal("as it was")]]);
  });

  test("for now: it runs again, and order holds", async () => {
    const { clock, server, sealing, tab } = device();
    const { room } = await tab();
    sealing.refused.set("first", "unavailable");
    for (const text of ["first", "second"]) room.send({ text });
    await clock.advance(100);
    expect([pending(room).map(([, status]) => status), sent(server)]).toEqual([["pending", "pending"], []]);
    sealing.refused.clear();
    await clock.advance(5_000);
    expect(shown(room)).toEqual(["first", "second"]);
  });
});

describe("what was prepared", () => {
  test("is what every repeat says, on a new connection and after a reload", async () => {
    const { clock, server, sealing, tab } = device();
    sealing.isSalted = true;
    const { room, parlor } = await tab();
    server.isHalfOpen = true;
    room.send({ text: "once" });
    await clock.advance(ACK_TIMEOUT_MS + 1_000);
    parlor.close();
    server.isHalfOpen = false;
    const later = await tab();
    await clock.advance(5_000);
    expect([shown(later.room), wire(server)]).toEqual([["once"], [seal("once", 1)]]);
    expect(sealing.sealed).toEqual(["once"]);
  });

  test("is what another tab sends for one that is gone; what was not, it prepares itself", async () => {
    const { clock, server, sealing, tab } = device();
    const browser = new FakeBrowser();
    sealing.isSalted = true;
    const platforms = [browser.tab(), browser.tab()] as const;
    const one = await tab({ tabs: platforms[0] });
    const two = await tab({ tabs: platforms[1] });
    server.isHalfOpen = true;
    one.room.send({ text: "prepared" });
    await clock.advance(100);
    sealing.slow.set("not yet", 1_000_000);
    one.room.send({ text: "not yet" });
    await clock.advance(100);
    platforms[0].crash();
    for (const socket of server.opened) socket.isLive = false;
    sealing.slow.clear();
    server.isHalfOpen = false;
    await clock.advance(60_000);
    expect([shown(two.room), pending(two.room)]).toEqual([["prepared", "not yet"], []]);
    expect(wire(server)).toEqual([seal("prepared", 1), seal("not yet", 2)]);
  });
});

describe("a message that cannot be opened", () => {
  const unread = (room: RoomHandle) =>
    room.state.get().messages.map(({ text, unreadable }) => [text, unreadable]);

  test("keeps its place, as it came, and opens when its key has come", async () => {
    const { clock, server, sealing, tab } = device();
    sealing.refused.set("locked", "unavailable");
    const { room } = await tab();
    for (const text of ["locked", "open"]) server.say(seal(text));
    await clock.advance(0);
    expect(unread(room)).toEqual([
      [seal("locked"), "unavailable"],
      ["open", undefined],
    ]);
    for (const listener of sealing.listeners) listener();
    expect(unread(room)[0]?.[1]).toBe("unavailable");
    sealing.refused.clear();
    for (const listener of sealing.listeners) listener();
    expect(unread(room)).toEqual([
      ["locked", undefined],
      ["open", undefined],
    ]);
  });

  test.each(["a reconnect", "a reload"])("is tried again after %s", async (how) => {
    const { clock, server, sealing, tab } = device();
    sealing.refused.set("locked", "unavailable");
    server.say(seal("locked"));
    const one = await tab();
    await clock.advance(2_000);
    sealing.refused.clear();
    if (how === "a reload") one.parlor.close();
    else server.drop();
    if (how === "a reload") server.sockets = "refused";
    const { room } = how === "a reload" ? await tab() : one;
    await clock.advance(5_000);
    expect(unread(room)).toEqual([["locked", undefined]]);
  });

  test("keeps what happens to it meanwhile, and reads by the text of a later edit", async () => {
    const { clock, server, sealing, tab } = device();
    for (const text of ["locked", "old text"]) {
      sealing.refused.set(text, "unavailable");
      server.say(seal(text));
    }
    const { room } = await tab();
    sealing.slowToOpen.set("locked", 500);
    sealing.refused.delete("locked");
    for (const listener of sealing.listeners) listener();
    void room.applyAction({ type: "pin", message_id: 1, on: true });
    server.edit(2, seal("new text"), OTHER);
    await clock.advance(1_000);
    expect(room.state.get().messages).toMatchObject([{ text: "locked" }, { text: "new text" }]);
    expect(unread(room).map(([, code]) => code)).toEqual([undefined, undefined]);
  });
});
