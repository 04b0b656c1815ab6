import "fake-indexeddb/auto";
import { readFileSync } from "node:fs";
import { deleteDB, openDB } from "idb";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createParlor, type Parlor } from "../../../src/client/index.ts";
import { IndexedDbStorage } from "../../../src/client/storage/indexed-db-storage.ts";
import { makeInbox } from "../../server/inbox/make-inbox.ts";
import { dump, expected, idOf } from "../../server/object/left-behind.ts";
import { chainAfter } from "../../server/object/proof.ts";
import { inTodaysWords } from "../../server/object/todays-words.ts";
import { wakeRoom } from "../../server/room/make-room.ts";
import { CoreServer } from "../core-server.ts";
import { FakeBrowser } from "../fake-browser.ts";
import { seeded } from "../fixtures.ts";
import { VirtualClock } from "../virtual-clock.ts";

/** What a browser kept under 0.1.0; see test/fixtures/v0.1.0. */
interface Kept {
  readonly indexedDB: {
    readonly name: string;
    readonly version: number;
    readonly stores: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  };
}

const kept = JSON.parse(
  readFileSync(new URL("../../fixtures/v0.1.0/device.json", import.meta.url), "utf8"),
) as Kept;
const then = expected.device;
const GROUP = expected.rooms["room-group"].room_id;
const CHANNEL = expected.rooms["room-channel"].room_id;
const DM = expected.rooms["room-dm"].room_id;

let parlor: Parlor | undefined;

beforeEach(async () => {
  const { name, version, stores } = kept.indexedDB;
  const database = await openDB(name, version, {
    upgrade: (fresh) => Object.keys(stores).forEach((store) => void fresh.createObjectStore(store)),
  });
  for (const [store, values] of Object.entries(stores))
    for (const [key, value] of Object.entries(values)) await database.put(store, value, key);
  database.close();
});

afterEach(async () => {
  parlor?.close();
  await deleteDB(kept.indexedDB.name);
});

/** The browser is opened again, with the code of today in the page and on the server. */
async function open(isReachable: boolean) {
  const clock = new VirtualClock(expected.now + 60_000);
  const group = wakeRoom(dump("room-group")).room;
  const channel = wakeRoom(dump("room-channel")).room;
  const { inbox } = makeInbox(dump("inbox"));
  const people = expected.d1.users;
  const user = people.find(({ handle }) => handle === "mira");
  if (!user) throw new Error("no Mira");
  const rooms = new Map([
    [GROUP, group],
    [CHANNEL, channel],
  ]);
  const server = new CoreServer({ rooms, inbox, people, user, now: () => clock.now() });
  server.isReachable = isReachable;
  const device = createParlor({
    url: "https://chat.example.org",
    tokens: "body",
    clock,
    random: seeded(1),
    openSocket: server.openSocket,
    fetch: server.fetch as typeof fetch,
    tabs: new FakeBrowser().tab(),
  });
  parlor = device;
  await clock.advance(1_000);
  return { clock, server, group, channel, inbox, parlor: device };
}

test("a device of version 0.1.0 without a network shows what waits, on top of what it still has", async () => {
  const { clock, parlor } = await open(false);
  expect(parlor.session.get()).toMatchObject({ status: "signed_in", user: { user_id: idOf("mira") } });
  const room = parlor.openRoom(GROUP);
  const roster = room.members();
  await clock.advance(1_000);
  expect(room.state.get().pending).toEqual(inTodaysWords(then.pending));
  expect(parlor.entries("draft").get()).toEqual(inTodaysWords(then.drafts));
  expect([...parlor.blocked.get()]).toEqual(then.blocked);
  expect(parlor.settings.get()).toMatchObject({ visible: false });
  expect(parlor.entries("saved").get()[0]).toEqual(inTodaysWords(then.stars[0]));
  // A later version may drop the cache, which the server has too; it must not misread it.
  const cached = {
    messages: room.state.get().messages,
    conversations: parlor.conversations.get(),
    saved: parlor.entries("saved").get(),
    members: roster.state.get().members,
  };
  const { messages, conversations, stars, members } = then;
  expect([
    inTodaysWords({ messages, conversations, saved: stars, members: members.members }),
    inTodaysWords({ messages: [], conversations: [], saved: stars.slice(0, 1), members: [] }),
  ]).toContainEqual(cached);
});

test("SEND2, ACTION1: with a network, all that waited since version 0.1.0 goes out, in order and once", async () => {
  const { clock, parlor, server, group, channel, inbox } = await open(true);
  const room = parlor.openRoom(GROUP);
  // Of the other rooms nothing is open: what waits for them goes out all the same.
  await clock.advance(30_000);
  expect(parlor.connection.get()).toMatchObject({ state: "live" });

  const [lena, noor] = ["lena", "noor"].map(idOf);
  const history = group.reader.history(idOf("mira"), { limit: 200 }, clock.now());
  if (!history.ok) throw new Error(history.code);
  const { messages, chain_before, chain_after } = history.value;
  const unsent = then.pending.filter(({ status }) => status === "pending");
  const sent = messages.slice(25);
  expect(sent.map(({ client_id, text }) => [client_id, text])).toEqual(
    unsent.map(({ client_id, content }) => [client_id, content.text]),
  );
  expect(sent[2]).toMatchObject({ mentions: [noor, lena], mention_room: "all" });
  expect(sent.map(({ thread, reply_to, poll }) => [thread, reply_to, poll?.options.length])).toEqual([
    [undefined, undefined, undefined],
    [undefined, 6, undefined],
    [undefined, undefined, undefined],
    [6, undefined, undefined],
    [undefined, undefined, 2],
  ]);
  expect(chainAfter(chain_before, messages)).toBe(chain_after);

  // The room has come to allow edits for two hours only, so the first message stays as it was.
  expect(messages[0]?.edited_at).toBeUndefined();
  expect(messages[5]?.reactions?.flatMap(({ emoji, me }) => (me ? [emoji] : []))).toEqual(["🗺️"]);
  expect(messages[9]?.votes?.map(({ me }) => me)).toEqual([false, false, true]);
  expect(messages[10]?.pinned).toBe(true);
  expect(messages[12]?.deleted_at).toBeGreaterThan(0);
  const sky = channel.reader.history(idOf("mira"), { limit: 1 }, clock.now());
  expect(sky).toMatchObject({ ok: true, value: { messages: [{ text: "24 mm, f/1.4. Clear skies!" }] } });

  const conversations = new Map(inbox.list().map((each) => [each.room_id, each]));
  expect(conversations.get(GROUP)).toMatchObject({ level: "mentions", read: 21 });
  expect(conversations.get(CHANNEL)).toMatchObject({ pinned: true });
  expect(conversations.get(DM)).toMatchObject({ read: 3 });
  expect(inbox.settings()).toMatchObject({ visible: false, receipts: true, level: "mentions" });
  expect(server.receipts.map(({ read }) => read)).toContain(21);
  expect(inbox.isBlocked(idOf("ivo"))).toBe(true);
  expect(inbox.entries("saved").map(({ entry }) => entry)).toMatchObject([{ message_id: 10 }, {}, {}]);
  expect(inbox.entries("draft").map(({ entry }) => entry)).toMatchObject([
    { room_id: CHANNEL, text: "How do you focus at" },
    { room_id: GROUP, text: "I could bring the *big* pot, if somebody" },
  ]);
  expect(inbox.entries("thread").map(({ entry }) => entry)).toMatchObject([{ room_id: GROUP, read: 9 }, {}]);

  // What failed waits for a person; nothing else is left.
  expect(room.state.get().pending.map(({ status, content }) => [status, content.text])).toEqual([
    ["failed", " \n "],
  ]);
  await clock.advance(5_000);
  const storage = new IndexedDbStorage();
  expect(await storage.list("outbox", "")).toMatchObject([{ content: { text: " \n " } }]);
  expect(await storage.list("reads", "")).toEqual([]);
  expect(room.state.get().messages.at(-1)).toMatchObject({ text: "Boat or bus?", votes: [{}, {}] });
});
