import { columns, ms, number } from "./format.ts";
import { echoOnce, sleepMs } from "./load.ts";
import { closeAll, type PeopledRoom, type PeopledRooms } from "./members.ts";
import { bareCrowd, inChunks, type Person } from "./rooms.ts";
import type { Runtime } from "./runtime.ts";
import { type BenchSocket, openSocket } from "./socket.ts";
import type { Stage } from "./stage.ts";
import { median } from "./statistics.ts";

/** All sockets of a room are cut at once, and all come back at once, as after a deploy. */

export interface StormPlan {
  sockets: number;
  /** Messages said while everybody is away. */
  missed: number;
}

/** Milliseconds from the first connect until all are back. */
export interface Storm {
  /** Sockets of a bare object that are open. */
  bare: number;
  /** Sockets of Parlor that are current, having missed nothing, and having missed messages. */
  none: number;
  some: number;
}

export async function measureStorms(stage: Stage, plan: StormPlan, rounds: number): Promise<Storm[]> {
  const [bare, rooms] = [await stage.bare(), await stage.peopledRooms()];
  const storms: Storm[] = [];
  const room = await rooms.make(plan.sockets + 1, 0);
  for (let round = -1; round < rounds; round++) {
    const run: Record<keyof Storm, () => Promise<number>> = {
      bare: () => bareStorm(bare, `storm-${round}`, plan.sockets),
      none: () => storm(rooms, room, 0),
      some: () => storm(rooms, room, plan.missed),
    };
    const kinds = Object.keys(run) as (keyof Storm)[];
    const took: Storm = { bare: 0, none: 0, some: 0 };
    for (let turn = 0; turn < kinds.length; turn++) {
      const kind = kinds[(turn + round + kinds.length) % kinds.length] as keyof Storm;
      stage.say(`resume storm, round ${round + 1} of ${rounds}: ${kind}`);
      took[kind] = await run[kind]();
      await sleepMs(100);
    }
    // The first one warms up.
    if (round >= 0) storms.push(took);
  }
  return storms;
}

async function bareStorm(bare: Runtime, room: string, size: number): Promise<number> {
  const { sockets } = await bareCrowd(bare, "NAIVE", room, size);
  await cut(sockets);
  const address = new URL(`/NAIVE/${room}`, bare.url);
  const began = performance.now();
  const back = await Promise.all(sockets.map(() => openSocket(address)));
  const took = performance.now() - began;
  closeAll(back);
  return took;
}

async function storm(rooms: PeopledRooms, { room_id, people }: PeopledRoom, missed: number): Promise<number> {
  const [speaker, ...others] = people as [Person, ...Person[]];
  const crowd = await inChunks(others.length, async (index) =>
    resume(await rooms.connect(room_id, others[index] as Person), undefined),
  );
  const voice = await rooms.connect(room_id, speaker);
  const { position } = await resume(voice, undefined);
  await cut(crowd.map(({ socket }) => socket));
  for (let sent = 0; sent < missed; sent++) await echoOnce(voice);
  const began = performance.now();
  const back = await Promise.all(
    others.map(async (person) => resume(await rooms.connect(room_id, person), position)),
  );
  const took = performance.now() - began;
  closeAll(
    [voice],
    back.map(({ socket }) => socket),
  );
  const [first] = back as [Resumed, ...Resumed[]];
  const ids = idsOf(first.events);
  if (
    ids.length !== missed ||
    ids.some((message_id, index) => message_id !== position.message_id + index + 1)
  )
    throw new Error(`${ids.length} messages came instead of ${missed}`);
  const bytes = Buffer.concat(first.events);
  if (back.some(({ events }) => !Buffer.concat(events).equals(bytes)))
    throw new Error("not all got the same");
  return took;
}

/** Cuts sockets, and lets the other side notice: it is the coming back that is measured. */
async function cut(sockets: readonly BenchSocket[]): Promise<void> {
  for (const socket of sockets) socket.drop();
  await sleepMs(500);
}

interface Position {
  message_id: number;
}

interface Resumed {
  socket: BenchSocket;
  position: Position;
  /** The frames with what was missed. */
  events: Buffer[];
}

/** Says hello with a position and takes what was missed; done when the socket is current. */
function resume(socket: BenchSocket, position: Position | undefined): Promise<Resumed> {
  return new Promise((resolve, reject) => {
    const events: Buffer[] = [];
    socket.onClose = (why) => reject(new Error(why));
    socket.onFrame = (payload) => {
      if (payload.subarray(0, EVENTS.length).equals(EVENTS)) events.push(Buffer.from(payload));
      if (!payload.subarray(0, CURRENT.length).equals(CURRENT)) return;
      const current = JSON.parse(payload.toString()) as { position: Position };
      resolve({ socket, position: current.position, events });
    };
    socket.send(JSON.stringify({ type: "hello", protocol: 1, ...(position && { position }) }));
  });
}

const EVENTS = Buffer.from('{"type":"events"');
const CURRENT = Buffer.from('{"type":"current"');

const idsOf = (frames: readonly Buffer[]): number[] =>
  frames.flatMap((frame) =>
    (JSON.parse(frame.toString()) as { messages: { message_id: number }[] }).messages.map(
      ({ message_id }) => message_id,
    ),
  );

export const stormRatio = (storms: readonly Storm[], kind: "none" | "some"): number =>
  median(storms.map((took) => took[kind] / took.bare));

export function stormTable(storms: readonly Storm[], plan: StormPlan): string[] {
  const middle = (kind: keyof Storm) => ms(median(storms.map((took) => took[kind])));
  return [
    `A resume storm: ${number(plan.sockets)} sockets cut at once come back at once`,
    ...columns([
      ["until all are back", "ms", "over bare"],
      ["  bare, open", middle("bare"), ""],
      ["  Parlor, current, nothing missed", middle("none"), stormRatio(storms, "none").toFixed(2)],
      [
        `  Parlor, current, ${number(plan.missed)} messages missed`,
        middle("some"),
        stormRatio(storms, "some").toFixed(2),
      ],
    ]),
  ];
}
