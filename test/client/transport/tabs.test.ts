import { describe, expect, test } from "vitest";
import { pause } from "../../../src/client/clock.ts";
import { MemoryStorage, type OpenSocket, type Parlor, type RoomHandle } from "../../../src/client/index.ts";
import type { UserId } from "../../../src/protocol/ids.ts";
import { PING_INTERVAL_MS, SILENCE_MAX_MS } from "../../../src/protocol/limits.ts";
import { asId } from "../../as-id.ts";
import { FakeBrowser, type FakeTab } from "../fake-browser.ts";
import { conversation, FakeServer, type OpenedSocket } from "../fake-server.ts";
import { ME, OTHER, ROOM, seeded } from "../fixtures.ts";
import { startInRoom } from "../start.ts";
import { VirtualClock } from "../virtual-clock.ts";

interface Tab {
  readonly parlor: Parlor;
  readonly room: RoomHandle;
  readonly platform: FakeTab;
  /** The sockets this tab really has. */
  readonly sockets: OpenedSocket[];
  readonly crash: () => void;
}

/** One browser before one server. */
function device() {
  const clock = new VirtualClock();
  const server = new FakeServer();
  const browser = new FakeBrowser();
  const storage = new MemoryStorage();
  const random = seeded(1);
  const tab = async (): Promise<Tab> => {
    const platform = browser.tab();
    const sockets: OpenedSocket[] = [];
    const openSocket: OpenSocket = (url, protocols, listener) => {
      const socket = server.openSocket(url, protocols, {
        opened: () => platform.run(() => listener.opened()),
        received: (data) => platform.run(() => listener.received(data)),
        closed: (code, reason) => platform.run(() => listener.closed(code, reason)),
      });
      sockets.push(server.opened.at(-1) as OpenedSocket);
      return socket;
    };
    const { fetch } = server;
    const { parlor, room } = await startInRoom({
      storage,
      clock,
      openSocket,
      fetch,
      random,
      tabs: platform,
    });
    const crash = () => {
      platform.crash();
      for (const socket of sockets) socket.isLive = false;
    };
    return { parlor, room, platform, sockets, crash };
  };
  return { clock, server, browser, storage, tab };
}

const live = ({ sockets }: Tab): number => sockets.filter(({ isLive }) => isLive).length;
const texts = ({ room }: Tab): string[] => room.state.get().messages.map(({ text }) => text);
const pending = ({ room }: Tab): string[] =>
  room.state.get().pending.map(({ content, status }) => `${content.text}: ${status}`);
const frames = (server: FakeServer, type: string) =>
  server.opened.flatMap(({ received }) => received.filter((frame) => frame.type === type));
const posted = (server: FakeServer): string[] => server.log.map(({ text }) => text);

test("what a tab that is gone has left waiting is not shown before the messages it stands below", async () => {
  const { server, tab, clock, storage } = device();
  server.fill(3);
  const [one, two] = [await tab(), await tab()];
  server.isHalfOpen = true;
  one.room.send({ text: "waits" });
  two.room.close();
  await clock.advance(2_000);
  const get = storage.get.bind(storage);
  storage.get = async (area, key) => {
    // A log takes longer to read than a text.
    if (key.includes("/room/")) await pause(clock, 100);
    return get(area, key);
  };
  const { state } = two.parlor.openRoom(ROOM);
  const seen: string[] = [];
  state.subscribe(() => seen.push(`${state.get().messages.length} and ${state.get().pending.length}`));
  one.crash();
  await clock.advance(1_000);
  expect(seen).not.toContain("0 and 1");
  expect(seen.at(-1)).toBe("3 and 1");
});

describe("one connection for all tabs", () => {
  test("one socket to the inbox and one to each room, held by one tab", async () => {
    const { server, tab } = device();
    const [one, two, three] = [await tab(), await tab(), await tab()];
    expect(server.live.map(({ url }) => url.includes(ROOM)).toSorted()).toEqual([false, true]);
    expect([live(one), live(two), live(three)]).toEqual([2, 0, 0]);
    expect(three.room.state.get().connection).toEqual({ state: "live", via: "socket" });
    expect(three.parlor.connection.get()).toEqual({ state: "live", via: "socket" });
  });

  test("CONNECT7: each tab resumes from where it stands, and the others hear nothing of that", async () => {
    const { server, tab, clock } = device();
    server.fill(60);
    const one = await tab();
    await one.room.loadOlder();
    const two = await tab();
    expect([texts(one).length, texts(two).length]).toEqual([60, 50]);
    server.say("news");
    await clock.advance(0);
    expect([texts(one).length, texts(two).length]).toEqual([61, 51]);
    expect(frames(server, "hello")).toHaveLength(4);
  });

  test("what any tab says is sent once, and shows in all", async () => {
    const { server, tab, clock } = device();
    const [one, two] = [await tab(), await tab()];
    two.room.send({ text: "from the second" });
    one.room.send({ text: "from the first" });
    await clock.advance(0);
    expect(posted(server).toSorted()).toEqual(["from the first", "from the second"]);
    expect([texts(one), texts(two)]).toEqual([posted(server), posted(server)]);
    expect([pending(one), pending(two), frames(server, "send").length]).toEqual([[], [], 2]);
  });

  test("a room's socket goes with the last tab that has it open", async () => {
    const { server, tab, clock } = device();
    const [one, two] = [await tab(), await tab()];
    one.room.close();
    await clock.advance(0);
    expect(server.live.filter(({ url }) => url.includes(ROOM))).toHaveLength(1);
    two.crash();
    await clock.advance(0);
    expect(server.live.map(({ url }) => url.includes(ROOM))).toEqual([false]);
  });

  test("a heartbeat of any tab is one, so the device counts as there while the leading tab is slowed down", async () => {
    const { server, tab, clock } = device();
    const [one, two] = [await tab(), await tab()];
    await clock.advance(60_000);
    expect([one, two].map(({ room }) => room.state.get().connection.state)).toEqual(["live", "live"]);
    expect(server.opened).toHaveLength(2);
  });

  test("one that has died without a word is given up by all, whoever notices first", async () => {
    const { server, tab, clock } = device();
    const one = await tab();
    await clock.advance(2_000);
    const two = await tab();
    for (const socket of server.live) socket.isLive = false;
    await clock.advance(SILENCE_MAX_MS + PING_INTERVAL_MS);
    server.say("news");
    await clock.advance(0);
    expect([one, two].map(({ room }) => room.state.get().connection.state)).toEqual(["live", "live"]);
    expect([texts(one).at(-1), texts(two).at(-1)]).toEqual(["news", "news"]);
  });

  test("where there are no locks, each tab has its own", async () => {
    const { server, tab, browser } = device();
    browser.hasLocks = false;
    const [one, two] = [await tab(), await tab()];
    expect([live(one), live(two), server.live.length]).toEqual([2, 2, 4]);
  });
});

describe("when the tab that leads", () => {
  const follows = async (end: (leader: Tab) => void) => {
    const all = device();
    const { server, tab, clock } = all;
    server.fill(3);
    const [one, two] = [await tab(), await tab()];
    await clock.advance(6_000);
    two.room.send({ text: "before" });
    end(one);
    two.room.send({ text: "meanwhile" });
    server.say("by somebody else");
    await clock.advance(1_000);
    return { ...all, one, two };
  };

  test.each<[string, (leader: Tab) => void]>([
    ["is closed", ({ parlor }) => parlor.close()],
    ["crashes", ({ crash }) => crash()],
    ["is put away", ({ platform }) => platform.putAway()],
  ])("%s, another takes over within a second and nothing is lost", async (_, end) => {
    const { server, two } = await follows(end);
    expect(live(two)).toBe(2);
    expect(two.room.state.get().connection).toEqual({ state: "live", via: "socket" });
    expect(texts(two)).toEqual(posted(server));
    expect([posted(server).length, pending(two)]).toEqual([6, []]);
  });

  test("is taken out again, it is one tab among others", async () => {
    const { server, clock, one, two } = await follows(({ platform }) => platform.putAway());
    one.platform.takeOut();
    server.say("welcome back");
    await clock.advance(2_000);
    expect([live(one), live(two)]).toEqual([0, 2]);
    expect(texts(one)).toEqual(posted(server));
  });

  test("hangs with the lock in its hand, whoever is looked at takes it away", async () => {
    const { server, tab, clock } = device();
    const [one, two] = [await tab(), await tab()];
    await clock.advance(6_000);
    one.platform.hang();
    two.room.send({ text: "is anybody there?" });
    await clock.advance(20_000);
    expect([posted(server), live(two)]).toEqual([["is anybody there?"], 2]);
    one.platform.goOn();
    await clock.advance(2_000);
    expect([live(one), live(two), texts(one)]).toEqual([0, 2, posted(server)]);
  });
});

describe("what tabs agree on", () => {
  test("what waits in one shows in the others, who leave it to that one", async () => {
    const { server, tab, clock } = device();
    const [one, two] = [await tab(), await tab()];
    server.sockets = "refused";
    server.http = "down";
    server.drop();
    two.room.send({ text: "later" });
    await clock.advance(0);
    expect([pending(one), pending(two)]).toEqual([["later: pending"], ["later: pending"]]);
    server.sockets = "work";
    server.http = "works";
    await clock.advance(60_000);
    expect([posted(server), frames(server, "send").length]).toEqual([["later"], 1]);
    expect([pending(one), pending(two)]).toEqual([[], []]);
  });

  test("what a closed tab had not sent, the leading one sends, once, with or without the room open", async () => {
    const { server, tab, clock } = device();
    const [one, two] = [await tab(), await tab()];
    one.room.close();
    server.sockets = "refused";
    server.http = "down";
    server.drop();
    two.room.send({ text: "left behind" });
    await clock.advance(0);
    two.crash();
    server.sockets = "work";
    server.http = "works";
    await clock.advance(60_000);
    expect([posted(server), frames(server, "send").length]).toEqual([["left behind"], 1]);
  });

  test("what has failed in one can be given up in another", async () => {
    const { server, tab, clock } = device();
    const [one, two] = [await tab(), await tab()];
    server.refuse = { code: "muted" };
    one.room.send({ text: "no" });
    await clock.advance(0);
    expect([pending(one), pending(two)]).toEqual([["no: failed"], ["no: failed"]]);
    two.room.discard(asId(two.room.state.get().pending[0]?.client_id ?? ""));
    await clock.advance(0);
    expect([pending(one), pending(two)]).toEqual([[], []]);
  });

  test("what was read in one is read in all, also without a network", async () => {
    const { server, tab, clock } = device();
    server.fill(5);
    server.show(conversation({ head: 5 }));
    const [one, two] = [await tab(), await tab()];
    server.sockets = "refused";
    server.http = "down";
    server.drop();
    two.room.markRead(5);
    await clock.advance(0);
    const read = ({ parlor }: Tab) => parlor.conversations.get()[0]?.read;
    expect([read(one), read(two)]).toEqual([5, 5]);
    two.crash();
    server.sockets = "work";
    server.http = "works";
    await clock.advance(60_000);
    expect([server.conversation?.read, read(one)]).toEqual([5, 5]);
  });

  test("a draft written in one is in the others", async () => {
    const { tab, clock } = device();
    const [one, two] = [await tab(), await tab()];
    void two.parlor.applyInboxAction({ type: "draft", room_id: ROOM, text: "half a sent" });
    await clock.advance(0);
    expect(one.parlor.entries("draft").get()).toMatchObject([{ text: "half a sent" }]);
  });

  test("who is there: the server knows one list for all tabs, and each learns of its own people", async () => {
    const { server, tab, clock } = device();
    const [one, two] = [await tab(), await tab()];
    const watch = ({ parlor }: Tab, user_id: UserId) => parlor.presence(user_id).subscribe(() => {});
    const stop = watch(one, OTHER);
    await clock.advance(100);
    const inbox = server.live.find(({ url }) => !url.includes(ROOM));
    inbox?.listener.received(
      JSON.stringify({ type: "presence", people: [{ user_id: OTHER, online: true }] }),
    );
    watch(two, OTHER);
    watch(two, ME);
    await clock.advance(2_000);
    expect(two.parlor.presence(OTHER).get()).toEqual({ user_id: OTHER, online: true });
    stop();
    await clock.advance(2_000);
    const watched = frames(server, "subscribe_presence").map(({ user_ids }) => user_ids.toSorted());
    expect(watched).toEqual([[OTHER], [ME, OTHER].toSorted()]);
  });

  test("signing out in one signs out all, and leaves nothing on the device", async () => {
    const { server, storage, tab, clock } = device();
    server.fill(3);
    const [one, two] = [await tab(), await tab()];
    server.say("the cache is about to be written");
    await clock.advance(0);
    await one.parlor.signOut();
    await clock.advance(10_000);
    expect(two.parlor.session.get()).toEqual({ status: "signed_out" });
    expect([await storage.list("cache", ""), await storage.list("outbox", "")]).toEqual([[], []]);
    await one.parlor.signIn({ handle: "me", password: "password" });
    await clock.advance(0);
    expect(two.parlor.session.get()).toMatchObject({ status: "signed_in", user: { user_id: ME } });
  });
});
