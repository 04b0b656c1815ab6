import { ReadCursors } from "../../src/client/inbox/read-cursors.ts";
import type { ClientId } from "../../src/protocol/ids.ts";
import type { Conversation } from "../../src/protocol/inbox.ts";
import {
  EPHEMERAL_INTERVAL_MS,
  FANOUT_CURSOR_LAG,
  FANOUT_INTERVAL_MS,
  FOLLOWED_READ_MS,
  INBOX_FANOUT_MAX,
  PING_INTERVAL_MS,
  RECEIPTS_MEMBERS_MAX,
} from "../../src/protocol/limits.ts";
import { PING } from "../../src/protocol/room-frames.ts";
import { millionCosts, minus, NOTHING, PRICES, perMessage, plus, type Usage } from "./cost.ts";
import type { Tallies, Tally } from "./doors.ts";
import { columns, each, number } from "./format.ts";
import { nextSend, sleepMs } from "./load.ts";
import { closeAll, type PeopledRoom, type PeopledRooms } from "./members.ts";
import { ask, inChunks, type Person } from "./rooms.ts";
import type { BenchSocket } from "./socket.ts";
import type { Stage } from "./stage.ts";

/**
 * What a message costs, counted inside the objects, in rooms of any size.
 *
 * - quiet: a message a minute, as it were. Everything is asleep when somebody begins to type, then the
 *   message comes, and everything is asleep again before the next. Each is a round of fan-out.
 * - hot: ten messages a second, for some rounds of fan-out.
 *
 * A share of the members has the room and their inbox open and reads along at its end, as the SDK does. Before
 * anything is counted, one message has been said that the others have not read: so they show the room as unread, as
 * they do for all but the first message after each visit. What that first one costs is counted apart.
 */

/** Share of the members who read along, the sender among them; two at least. */
export const ONLINE = 0.05;
const HOT_PER_SECOND = 10;
const HOT_ROUNDS = 3;
/** Messages counted in a quiet room: what is written once in so many is then in the mean as it is for ever. */
const QUIET_MESSAGES = FANOUT_CURSOR_LAG;

type Pattern = "quiet" | "hot";

/** Means for a message. */
interface Counted {
  messages: number;
  /** What a room's report costs: calls to inboxes. */
  calls: number;
  /** Rows written by the room, and by inboxes for reports. */
  roomRows: number;
  inboxRows: number;
  /** All that is billed. */
  all: Usage;
  /** Of that, what readers caused: receipts and read cursors, without the receipts' rows. */
  reading: Usage;
}
export type Costs = Map<number, { online: number; first: Usage } & Record<Pattern, Counted>>;

const onlineOf = (members: number): number => Math.min(members, Math.max(2, Math.round(members * ONLINE)));

export async function measureFanOut(stage: Stage, sizes: readonly number[]): Promise<Costs> {
  const rooms = await stage.countedPeopledRooms();
  stage.say("counting fan-out: gathering members");
  const scenes = await Promise.all(
    sizes.map(async (members): Promise<Scene> => {
      const room = await rooms.make(members, onlineOf(members));
      const { sockets } = await rooms.crowd(room, onlineOf(members));
      return { rooms, room, sockets, members, head: 0, echoes: new Map(), readEveryMs: 0 };
    }),
  );
  const readers = scenes.map(readAlong);
  stage.say("counting fan-out: the first message");
  const first = await Promise.all(scenes.map(firstMessage));
  // Counts do not mind what else is going on, so all rooms are counted side by side.
  stage.say("counting fan-out: quiet rooms");
  const quiet = await Promise.all(scenes.map((scene) => counted(scene, quietly)));
  stage.say("counting fan-out: hot rooms");
  for (const scene of scenes) scene.readEveryMs = FOLLOWED_READ_MS;
  const hot = await Promise.all(scenes.map((scene) => counted(scene, hotly)));
  for (const stop of readers) stop();
  for (const { room, sockets } of scenes) closeAll(sockets, room.inboxes);
  return new Map(
    sizes.map((members, index) => [
      members,
      {
        online: onlineOf(members),
        first: first[index] as Usage,
        quiet: quiet[index] as Counted,
        hot: hot[index] as Counted,
      },
    ]),
  );
}

interface Scene {
  rooms: PeopledRooms;
  room: PeopledRoom;
  /** Of those online, the first of whom speaks. */
  sockets: readonly BenchSocket[];
  members: number;
  /** The newest message, and who waits for one to come back. */
  head: number;
  echoes: Map<string, () => void>;
  /** How often those who read along say so to their inboxes: between quiet messages there is time enough, each time. */
  readEveryMs: number;
}

async function firstMessage(scene: Scene): Promise<Usage> {
  const before = await settled(scene);
  await say(scene);
  const after = await settled(scene);
  return minus(plus(sum(after.room), sum(after.inbox)), plus(sum(before.room), sum(before.inbox)));
}

async function counted(scene: Scene, speak: (scene: Scene) => Promise<number>): Promise<Counted> {
  const before = await settled(scene);
  const messages = await speak(scene);
  const after = await settled(scene);
  const [room, inbox] = [difference(after.room, before.room), difference(after.inbox, before.inbox)];
  const reports = inbox.roomChanged ?? NOTHING;
  return {
    messages,
    calls: reports.requests / messages,
    roomRows: sum(room).rowsWritten / messages,
    inboxRows: reports.rowsWritten / messages,
    all: perMessage(plus(sum(room), sum(inbox)), messages),
    reading: perMessage(minus(sum(inbox), reports), messages),
  };
}

async function quietly(scene: Scene): Promise<number> {
  const { rooms, room, sockets, members } = scene;
  const [sender] = sockets as [BenchSocket, ...BenchSocket[]];
  const inboxes = room.people.slice(0, members > INBOX_FANOUT_MAX ? room.inboxes.length : members);
  for (let sent = 0; sent < QUIET_MESSAGES; sent++) {
    await rooms.runtime.sleep("ROOM", room.room_id);
    await inChunks(inboxes.length, (index) =>
      rooms.runtime.sleep("INBOX", (inboxes[index] as Person).user_id),
    );
    sender.send('{"type":"typing","on":true}');
    await settled(scene, CALM_MS);
    await say(scene);
    await settled(scene);
  }
  return QUIET_MESSAGES;
}

async function hotly(scene: Scene): Promise<number> {
  const messages = (HOT_ROUNDS * roundMsOf(scene) * HOT_PER_SECOND) / 1000;
  const began = performance.now();
  const echoes: Promise<void>[] = [];
  for (let sent = 0; sent < messages; sent++) {
    await sleepMs(Math.max(0, began + (sent * 1000) / HOT_PER_SECOND - performance.now()));
    echoes.push(say(scene));
  }
  await Promise.all(echoes);
  return messages;
}

/** Says something, and waits for it to come back. */
function say({ sockets: [sender], echoes }: Scene): Promise<void> {
  const { client_id, frame } = nextSend();
  return new Promise((resolve) => {
    echoes.set(client_id, resolve);
    sender?.send(frame);
  });
}

/** Lets everybody online read what comes at the end of the room, and tell so as the SDK does. Returns what ends it. */
function readAlong(scene: Scene): () => void {
  const { room, sockets, members } = scene;
  const hasReceipts = members <= RECEIPTS_MEMBERS_MAX;
  const timers = sockets.map((socket, index) => {
    const inbox = room.inboxes[index];
    const cursors = new ReadCursors();
    let [head, told, read, heldUntil] = [0, 0, 0, 0];
    const deps = { headOf: () => head, isFollowed: () => scene.readEveryMs > 0 };
    const tellReceipt = () => {
      if (read <= told || performance.now() < heldUntil) return;
      heldUntil = performance.now() + EPHEMERAL_INTERVAL_MS;
      told = read;
      socket.send(`{"type":"receipt","delivered":${read},"read":${read}}`);
    };
    const tellRead = () => {
      for (const cursor of cursors.take(deps, Date.now()))
        inbox?.send(JSON.stringify({ type: "read", ...cursor }));
    };
    inbox?.send(JSON.stringify({ type: "follow", room_ids: [room.room_id] }));
    if (inbox)
      inbox.onFrame = (payload) => {
        const { conversations = [] } = JSON.parse(payload.toString()) as { conversations?: Conversation[] };
        cursors.settle(conversations);
        for (const conversation of conversations) head = conversation.head;
        tellRead();
      };
    socket.onFrame = (payload) => {
      const { messages = [] } = JSON.parse(payload.toString()) as {
        messages?: { client_id: ClientId; message_id: number }[];
      };
      // Each for itself, also where a slow machine has gathered several into one frame.
      for (const { client_id, message_id } of messages) {
        read = scene.head = message_id;
        cursors.set(room.room_id, message_id);
        tellRead();
        if (index > 0) continue;
        scene.echoes.get(client_id)?.();
        scene.echoes.delete(client_id);
      }
      if (hasReceipts) tellReceipt();
    };
    const pinging = setInterval(() => [socket, inbox].forEach((one) => one?.send(PING)), PING_INTERVAL_MS);
    return [pinging, setInterval(() => hasReceipts && tellReceipt(), 50)];
  });
  return () => {
    for (const timer of timers.flat()) clearInterval(timer);
  };
}

/** Milliseconds in which nothing more is counted where nothing more happens at once. */
const CALM_MS = 100;

/** Milliseconds between two rounds of fan-out at most. */
const roundMsOf = ({ members, room }: Scene): number =>
  FANOUT_INTERVAL_MS *
  Math.ceil((members > INBOX_FANOUT_MAX ? room.inboxes.length : members) / INBOX_FANOUT_MAX);

/** What has been counted, once nothing more happens. Inboxes that need not be told of the newest message may not be. */
async function settled(
  scene: Scene,
  calmMs = CALM_MS + (scene.members <= RECEIPTS_MEMBERS_MAX ? EPHEMERAL_INTERVAL_MS : 0),
): Promise<Tallies> {
  const { url } = scene.rooms.runtime;
  const giveUpAt = performance.now() + 300_000;
  let last = "";
  let calmSince = 0;
  while (performance.now() < giveUpAt) {
    const now = await ask<Tallies>(url, `/bench/tally?room=${scene.room.room_id}`);
    const text = JSON.stringify(now);
    const waitMs = now.told < scene.head ? Math.max(calmMs, roundMsOf(scene) + CALM_MS) : calmMs;
    if (text !== last) calmSince = performance.now();
    else if (performance.now() - calmSince > waitMs) return now;
    last = text;
    // Seldom enough that asking is no load of its own.
    await sleepMs(150);
  }
  throw new Error("a room does not come to rest");
}

const sum = (tally: Tally): Usage => Object.values(tally).reduce(plus, NOTHING);

const difference = (after: Tally, before: Tally): Tally =>
  Object.fromEntries(Object.entries(after).map(([name, use]) => [name, minus(use, before[name] ?? NOTHING)]));

export function fanOutTable(costs: Costs): string[] {
  const share = `${ONLINE * 100} %`;
  const both = (of: (counted: Counted) => string) =>
    [...costs.values()].map(({ quiet, hot }) => `${of(quiet)} / ${of(hot)}`);
  const dollars = (usage: Usage) => `$${millionCosts(usage).toFixed(2)}`;
  return [
    `What a message costs, counted: quiet / hot (${HOT_PER_SECOND} messages a second)`,
    ...columns([
      ["members", ...[...costs.keys()].map(number)],
      ["  of whom online and reading along", ...[...costs.values()].map(({ online }) => number(online))],
      ["calls to inboxes", ...both(({ calls }) => each(calls))],
      ["rows written by the room", ...both(({ roomRows }) => each(roomRows))],
      ["rows written by inboxes for the room's reports", ...both(({ inboxRows }) => each(inboxRows))],
      ["all requests to objects", ...both(({ all }) => each(all.requests))],
      ["all incoming frames", ...both(({ all }) => each(all.frames))],
      ["all rows written", ...both(({ all }) => each(all.rowsWritten))],
      ["all rows read", ...both(({ all }) => each(all.rowsRead))],
      ["a million messages, US$", ...both(({ all }) => dollars(all))],
      ["  of which read cursors in inboxes", ...both(({ reading }) => dollars(reading))],
      [
        "a million times the first message after all have read, US$",
        ...[...costs.values()].map(({ first }) => dollars(first)),
      ],
    ]),
    `Assumed: ${share} of the members, two at least, have the room and their inbox open and read along at its end`,
    `(receipts in rooms of up to ${RECEIPTS_MEMBERS_MAX}; a read cursor a quiet message, else every ${FOLLOWED_READ_MS / 1000} s), the others show it as unread; the sender's typing is told once a quiet message; inboxes hold one conversation.`,
    `List prices (${PRICES.source}): $${PRICES.requests} a million requests, ${PRICES.framesPerRequest} incoming frames are one request, $${PRICES.rowsWritten} a million rows`,
    `written (a setAlarm is one), $${PRICES.rowsRead} read. Without duration (GB-s), storage, heartbeats, and what a plan includes.`,
  ];
}
