import { TYPING_REPEAT_MS } from "../../src/protocol/limits.ts";
import { columns, ms, number, sockets } from "./format.ts";
import { type Crowd, type LoadOptions, load, sleepMs } from "./load.ts";
import { closeAll, type PeopledRoom, type PeopledRooms } from "./members.ts";
import type { Stage } from "./stage.ts";
import { median, quantile } from "./statistics.ts";

/**
 * A room in which some of the members type, beside the same room in which nobody does. Under as much
 * load as a room can take, typing is the first thing it leaves out: so also in a lively one.
 */

const TYPING_SIZES = [100, 1_000] as const;
/** The share of members who type. */
const TYPISTS = 0.1;
/** Messages a second in a lively room. */
const LIVELY_PER_SECOND = 10;

export interface TypingRound {
  silent: TypingRun;
  typed: TypingRun;
}
interface TypingRun {
  /** Under full load: delivered messages, and typing frames delivered over all sockets, a second. */
  deliveries: number;
  busyTold: number;
  /** In a lively room: milliseconds until the echo, and typing frames likewise. */
  p50: number;
  p99: number;
  livelyTold: number;
  /** Typing frames sent, a second. */
  sent: number;
}
export type Typing = Map<number, TypingRound[]>;

export async function measureTyping(stage: Stage, rounds: number, options: LoadOptions): Promise<Typing> {
  const rooms = await stage.peopledRooms();
  const results: Typing = new Map();
  const made: [number, PeopledRoom][] = [];
  for (const size of TYPING_SIZES) made.push([size, await rooms.make(size, 0)]);
  for (let round = 0; round < rounds; round++) {
    for (const [size, room] of made) {
      stage.say(`typing, round ${round + 1} of ${rounds}: ${sockets(size)}`);
      const isFirst = (round & 1) === 1;
      const one = await run(rooms, room, isFirst, options);
      const other = await run(rooms, room, !isFirst, options);
      const [silent, typed] = isFirst ? [other, one] : [one, other];
      results.set(size, [...(results.get(size) ?? []), { silent, typed }]);
    }
  }
  for (const all of results.values())
    if (all.every(({ typed }) => typed.livelyTold === 0))
      throw new Error("nobody was told of anybody typing");
  return results;
}

async function run(
  rooms: PeopledRooms,
  room: PeopledRoom,
  isTyped: boolean,
  options: LoadOptions,
): Promise<TypingRun> {
  const crowd = { ...(await rooms.crowd(room, room.people.length)), typing: isTyped };
  const stop = isTyped ? type(crowd) : () => 0;
  const busy = await load(crowd, options);
  const lively = await load({ ...crowd, head: busy.head }, { ...options, perSecond: LIVELY_PER_SECOND });
  const sent = stop();
  closeAll(crowd.sockets);
  await sleepMs(100);
  return {
    deliveries: busy.deliveries,
    busyTold: busy.typing,
    p50: quantile(lively.echoes, 0.5),
    p99: quantile(lively.echoes, 0.99),
    livelyTold: lively.typing,
    sent,
  };
}

/** Lets some members type, as often as the SDK says so. Returns what ends it, and then how many frames a second were sent. */
function type({ sockets: [, ...others] }: Crowd): () => number {
  const users = others.slice(0, Math.max(1, Math.round((others.length + 1) * TYPISTS)));
  const began = performance.now();
  let sent = 0;
  const timer = setInterval(() => {
    const due = Math.floor(((performance.now() - began) / TYPING_REPEAT_MS) * users.length);
    while (sent < due) users[sent++ % users.length]?.send('{"type":"typing","on":true}');
  }, 10);
  return () => {
    clearInterval(timer);
    return sent / ((performance.now() - began) / 1000);
  };
}

/** Of typed to silent within each round, then the middle one. */
export const typingRatio = (rounds: readonly TypingRound[], of: keyof TypingRun): number =>
  median(rounds.map(({ typed, silent }) => typed[of] / silent[of]));

export function typingTable(typing: Typing): string[] {
  const all = [...typing.values()];
  const row = (
    what: string,
    kind: keyof TypingRound,
    of: keyof TypingRun,
    write: (value: number) => string,
  ) => [what, ...all.map((rounds) => write(median(rounds.map((round) => round[kind][of]))))];
  const ratio = (of: keyof TypingRun) => all.map((rounds) => typingRatio(rounds, of).toFixed(2));
  return [
    `A room in which ${TYPISTS * 100} % of the members type, each telling so every ${TYPING_REPEAT_MS / 1000} s`,
    ...columns([
      ["busy: delivered messages/s", ...[...typing.keys()].map(sockets)],
      row("  nobody types", "silent", "deliveries", number),
      row("  some type", "typed", "deliveries", number),
      ["  typed over silent", ...ratio("deliveries")],
      row("  typing frames sent/s", "typed", "sent", number),
      row("  typing frames delivered/s", "typed", "busyTold", number),
      [`lively, ${LIVELY_PER_SECOND} messages/s: echo at the sender, p50 ms`],
      row("  nobody types", "silent", "p50", ms),
      row("  some type", "typed", "p50", ms),
      ["  typed over silent", ...ratio("p50")],
      row("  typing frames delivered/s", "typed", "livelyTold", number),
    ]),
  ];
}
