import { columns, ms, number } from "./format.ts";
import { type LoadOptions, load, sleepMs } from "./load.ts";
import { closeAll, type PeopledRoom } from "./members.ts";
import type { Stage } from "./stage.ts";
import { median, quantile } from "./statistics.ts";

/** A room of many members beside one of fewer, with as many sockets and open inboxes in both. */

export interface LargePlan {
  /** The one to compare with first. */
  members: readonly [number, number];
  sockets: number;
  /** Members whose inbox is open, and so is told. */
  inboxes: number;
}

export interface LargeRound {
  messages: number;
  p50: number;
  p99: number;
  /** Frames that open inboxes were sent, a second. */
  inboxFrames: number;
}
export type Large = Map<number, LargeRound[]>;

export async function measureLarge(
  stage: Stage,
  plan: LargePlan,
  rounds: number,
  options: LoadOptions,
): Promise<Large> {
  const rooms = await stage.peopledRooms();
  const results: Large = new Map(plan.members.map((members) => [members, []]));
  stage.say("large rooms: gathering members");
  const made = new Map<number, PeopledRoom>();
  for (const members of plan.members) made.set(members, await rooms.make(members, plan.inboxes));
  for (let round = 0; round < rounds; round++) {
    for (const members of round & 1 ? plan.members.toReversed() : plan.members) {
      stage.say(`a large room, round ${round + 1} of ${rounds}: ${number(members)} members`);
      const room = made.get(members) as PeopledRoom;
      const crowd = await rooms.crowd(room, plan.sockets);
      let inboxFrames = 0;
      for (const inbox of room.inboxes) inbox.onFrame = () => void inboxFrames++;
      const began = performance.now();
      const { messages, echoes } = await load(crowd, options);
      const seconds = (performance.now() - began) / 1000;
      closeAll(crowd.sockets);
      if (inboxFrames < plan.inboxes) throw new Error("not all open inboxes heard of the messages");
      results.get(members)?.push({
        messages,
        p50: quantile(echoes, 0.5),
        p99: quantile(echoes, 0.99),
        inboxFrames: inboxFrames / seconds,
      });
      await sleepMs(100);
    }
  }
  for (const { inboxes } of made.values()) closeAll(inboxes);
  return results;
}

/** Of the second room to the first one within each round, then the middle one. */
export function largeRatio(large: Large, of: keyof LargeRound): number {
  const [few = [], many = []] = [...large.values()];
  return median(many.map((round, index) => round[of] / (few[index]?.[of] ?? Number.NaN)));
}

export function largeTable(large: Large, plan: LargePlan): string[] {
  const middle = (of: keyof LargeRound, write: (value: number) => string) => [
    ...[...large.values()].map((rounds) => write(median(rounds.map((round) => round[of])))),
    largeRatio(large, of).toFixed(2),
  ];
  return [
    `Large rooms, each with ${number(plan.sockets)} sockets and ${number(plan.inboxes)} open inboxes`,
    ...columns([
      ["members", ...plan.members.map(number), "ratio"],
      ["  messages/s", ...middle("messages", number)],
      ["  echo at the sender, p50 ms", ...middle("p50", ms)],
      ["  echo at the sender, p99 ms", ...middle("p99", ms)],
      ["  frames to inboxes/s", ...middle("inboxFrames", number)],
    ]),
  ];
}
