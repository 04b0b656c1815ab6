import type { RoomId } from "../../src/protocol/ids.ts";
import { asId } from "../as-id.ts";
import type { Tallies } from "./doors.ts";
import { type Costs, measureFanOut } from "./fan-out.ts";
import { type Large, type LargePlan, measureLarge } from "./large-room.ts";
import { type Crowd, echoOnce, type LoadOptions, type LoadResult, load, nextSend, sleepMs } from "./load.ts";
import { measureStorms, type Storm, type StormPlan } from "./resume.ts";
import { bareCrowd, hello, type ParlorRooms } from "./rooms.ts";
import type { Runtime } from "./runtime.ts";
import { Stage } from "./stage.ts";
import { median, quantile } from "./statistics.ts";
import { measureTyping, type Typing } from "./typing.ts";

/** How long and how often; the report names it. */
export interface Plan {
  rounds: number;
  measureMs: number;
  quietSamples: number;
  /** Messages in the two rooms whose first page is compared. */
  pageRooms: readonly [number, number];
  pageSamples: number;
  large: LargePlan;
  storm: StormPlan;
  /** Members of the rooms in which the cost of a message is counted. */
  fanOut: readonly number[];
}

export const FULL: Plan = {
  rounds: 5,
  measureMs: 2_000,
  quietSamples: 300,
  pageRooms: [1_000, 1_000_000],
  pageSamples: 200,
  large: { members: [1_000, 5_000], sockets: 1_000, inboxes: 300 },
  storm: { sockets: 1_000, missed: 100 },
  fanOut: [2, 10, 64, 1_000, 5_000],
};
export const QUICK: Plan = {
  rounds: 3,
  measureMs: 1_000,
  quietSamples: 100,
  pageRooms: [1_000, 100_000],
  pageSamples: 60,
  large: { members: [1_000, 5_000], sockets: 200, inboxes: 60 },
  storm: { sockets: 200, missed: 50 },
  fanOut: [2, 10, 64, 1_000],
};

export const SIZES = [1, 100, 1_000] as const;
export const IN_FLIGHT = 64;
const WARM_UP_MS = 500;

export type BusyKind = "naive" | "raw" | "parlor";
type QuietKind = "echo" | "parlor";

/** One kind of room with one number of sockets, in one round. */
export interface BusyRound {
  deliveries: number;
  messages: number;
  p50: number;
  p99: number;
}
export type Busy = Record<BusyKind, BusyRound[]>;

/** Everything the bench can measure, each part by itself: what `--only` takes. */
export interface Measured {
  /** By number of sockets; one entry a round, the same round in the same place for all kinds. */
  busy: Map<number, Busy>;
  typing: Typing;
  large: Large;
  resume: Storm[];
  /** Milliseconds, sorted. */
  quiet: Record<QuietKind, number[]>;
  /** By messages in the room. */
  page: Map<number, Page>;
  rows: { quiet: number; busy: number };
  cost: Costs;
}
export type Part = keyof Measured;

/** Milliseconds, sorted. */
interface Page {
  /** From `hello` to `current`, on a socket that is open already. */
  socket: number[];
  /** The latest page over HTTP. */
  http: number[];
  /** From the upgrade request to `current`, when the room's object has to wake first. */
  waking: number[];
}

type Say = (what: string) => void;

const parts: { [P in Part]: (plan: Plan, stage: Stage) => Promise<Measured[P]> } = {
  busy: async (plan, stage) => measureBusy(plan, await stage.bare(), await stage.rooms(), stage.say),
  typing: (plan, stage) => measureTyping(stage, Math.ceil(plan.rounds / 2), loadOptions(plan)),
  large: (plan, stage) => measureLarge(stage, plan.large, plan.rounds, loadOptions(plan)),
  resume: (plan, stage) => measureStorms(stage, plan.storm, plan.rounds),
  quiet: async (plan, stage) => measureQuiet(plan, await stage.bare(), await stage.rooms(), stage.say),
  page: async (plan, stage) => measurePages(plan, await stage.rooms(), stage.say),
  rows: async (plan, stage) => {
    stage.say("counting rows");
    return measureRows(plan, await stage.countedRooms());
  },
  cost: (plan, stage) => measureFanOut(stage, plan.fanOut),
};
const PARTS = Object.keys(parts) as Part[];

const loadOptions = ({ measureMs }: Plan): LoadOptions => ({
  inFlight: IN_FLIGHT,
  warmUpMs: WARM_UP_MS,
  measureMs,
});

/** Measures these parts, one after the other. */
export async function measure(
  plan: Plan,
  wanted: ReadonlySet<Part>,
  secrets: Record<string, string>,
  say: Say,
): Promise<Partial<Measured>> {
  const stage = new Stage(secrets, say);
  const measured: Partial<Measured> = {};
  const run = async <P extends Part>(part: P) => {
    measured[part] = await parts[part](plan, stage);
  };
  try {
    for (const part of PARTS) if (wanted.has(part)) await run(part);
    return measured;
  } finally {
    await stage.stop();
  }
}

/** The kinds take turns in each round, each round beginning with another one, so that what disturbs the machine disturbs all. */
async function measureBusy(
  plan: Plan,
  bare: Runtime,
  rooms: ParlorRooms,
  say: Say,
): Promise<Map<number, Busy>> {
  const results = new Map<number, Busy>(SIZES.map((size) => [size, { naive: [], raw: [], parlor: [] }]));
  for (let round = 0; round < plan.rounds; round++) {
    await rooms.stayIn();
    for (const size of SIZES) {
      const open: Record<BusyKind, () => Promise<Crowd>> = {
        naive: () => bareCrowd(bare, "NAIVE", `${size}-${round}`, size),
        raw: () => bareCrowd(bare, "RAW", `${size}-${round}`, size),
        parlor: async () => rooms.crowd(await rooms.makeRoom(), size),
      };
      for (const kind of rotated(Object.keys(open) as BusyKind[], round)) {
        say(`busy room, round ${round + 1} of ${plan.rounds}: ${size} sockets, ${kind}`);
        const crowd = await open[kind]();
        const result = await load(crowd, loadOptions(plan));
        for (const socket of crowd.sockets) socket.close();
        results.get(size)?.[kind].push(summary(result));
        await sleepMs(100);
      }
    }
  }
  return results;
}

const summary = ({ deliveries, messages, echoes }: LoadResult): BusyRound => ({
  deliveries,
  messages,
  p50: quantile(echoes, 0.5),
  p99: quantile(echoes, 0.99),
});

/**
 * Rooms of two people that have been quiet for a second or more when a message comes, as most are:
 * that is longer than a room's fan-out pauses, so each message also goes to the inboxes.
 */
async function measureQuiet(
  plan: Plan,
  bare: Runtime,
  rooms: ParlorRooms,
  say: Say,
): Promise<Record<QuietKind, number[]>> {
  say("quiet rooms");
  const [several, pauseMs] = [15, 40];
  const open: Record<QuietKind, (index: number) => Promise<Crowd>> = {
    echo: (index) => bareCrowd(bare, "ECHO", `quiet-${index}`, 2),
    parlor: async () => rooms.crowd(await rooms.makeRoom(2), 2, 2),
  };
  const kinds = Object.keys(open) as QuietKind[];
  const crowds = { echo: [] as Crowd[], parlor: [] as Crowd[] };
  for (const kind of kinds)
    for (let index = 0; index < several; index++) crowds[kind].push(await open[kind](index));
  const echoes: Record<QuietKind, number[]> = { echo: [], parlor: [] };
  for (let sample = -several; sample < plan.quietSamples; sample++) {
    for (const kind of rotated(kinds, sample & 1)) {
      const [sender] = crowds[kind][(sample + several) % several]?.sockets ?? [];
      const took = await echoOnce(sender as NonNullable<typeof sender>);
      if (sample >= 0) echoes[kind].push(took);
      await sleepMs(pauseMs);
    }
  }
  for (const kind of kinds)
    for (const { sockets } of crowds[kind]) for (const socket of sockets) socket.close();
  return { echo: echoes.echo.sort(ascending), parlor: echoes.parlor.sort(ascending) };
}

async function measurePages(plan: Plan, rooms: ParlorRooms, say: Say): Promise<Map<number, Page>> {
  const text = JSON.parse(nextSend().frame).text as string;
  const results = new Map<number, Page>();
  const ids = new Map<number, RoomId>();
  for (const count of plan.pageRooms) {
    const filling = (done: number) =>
      say(`filling a room: ${done.toLocaleString("en")} of ${count.toLocaleString("en")} messages`);
    ids.set(count, await rooms.filledRoom(count, text, filling));
    results.set(count, { socket: [], http: [], waking: [] });
  }
  say("first pages");
  await rooms.stayIn();
  const warmUp = 10;
  for (let sample = -warmUp; sample < plan.pageSamples; sample++) {
    for (const count of rotated(plan.pageRooms, sample & 1)) {
      const took = await onePage(rooms, asId(ids.get(count) ?? ""), count, sample % 4 === 0);
      if (sample < 0) continue;
      const page = results.get(count) as Page;
      page.socket.push(took.socket);
      page.http.push(took.http);
      if (took.waking !== undefined) page.waking.push(took.waking);
    }
  }
  for (const page of results.values()) for (const times of Object.values(page)) times.sort(ascending);
  return results;
}

async function onePage(rooms: ParlorRooms, room_id: RoomId, count: number, alsoWaking: boolean) {
  const http = await timed(async () => {
    const { messages } = await rooms.call<{ messages: { message_id: number }[] }>(
      `/api/rooms/${room_id}/messages`,
    );
    if (messages.at(-1)?.message_id !== count) throw new Error("not the latest page");
  });
  const open = await rooms.connect(room_id);
  const socket = await timed(() => hello(open));
  open.close();
  if (!alsoWaking) return { http, socket };
  await sleepMs(20);
  await rooms.sleep(room_id);
  const waking = await timed(async () => {
    const woken = await rooms.connect(room_id);
    await hello(woken);
    woken.close();
  });
  return { http, socket, waking };
}

async function measureRows(plan: Plan, rooms: ParlorRooms): Promise<{ quiet: number; busy: number }> {
  const rowsOf = async (room_id: RoomId) => {
    const { room } = await rooms.call<Tallies>(`/bench/tally?room=${room_id}`);
    return Object.values(room).reduce((rows, { rowsWritten }) => rows + rowsWritten, 0);
  };
  const quietRoom = await rooms.makeRoom(2);
  const quiet = await rooms.crowd(quietRoom, 2, 2);
  const [sender] = quiet.sockets;
  const before = await rowsOf(quietRoom);
  // Faster than in life: pauses only longer than a commit's window. What is written on a timer would count too often, not too seldom.
  for (let sent = 0; sent < plan.quietSamples; sent++) {
    await echoOnce(sender as NonNullable<typeof sender>);
    await sleepMs(5);
  }
  await sleepMs(1_500);
  const quietRows = (await rowsOf(quietRoom)) - before;

  const busyRoom = await rooms.makeRoom(2);
  const busy = await rooms.crowd(busyRoom, 10, 2);
  const busyBefore = await rowsOf(busyRoom);
  await load(busy, { inFlight: IN_FLIGHT, warmUpMs: 0, measureMs: plan.measureMs });
  await sleepMs(1_500);
  const busyRows = (await rowsOf(busyRoom)) - busyBefore;
  const { messages } = await rooms.call<{ messages: { message_id: number }[] }>(
    `/api/rooms/${busyRoom}/messages`,
  );
  for (const { sockets } of [quiet, busy]) for (const socket of sockets) socket.close();
  return { quiet: quietRows / plan.quietSamples, busy: busyRows / (messages.at(-1)?.message_id ?? 0) };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now();
  await work();
  return performance.now() - from;
}

/** Ratio of two kinds within each round, then the middle one: what slows a whole round down does not matter. */
export const ratioOf = (busy: Busy, one: BusyKind, other: BusyKind): number =>
  median(busy[one].map((round, index) => round.deliveries / (busy[other][index]?.deliveries ?? Number.NaN)));

const ascending = (a: number, b: number): number => a - b;

function rotated<T>(items: readonly T[], by: number): T[] {
  const start = by % items.length;
  return [...items.slice(start), ...items.slice(0, start)];
}
