import { readFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { millionCosts, PRICES } from "./cost.ts";
import { fanOutTable, ONLINE } from "./fan-out.ts";
import { columns, ms, number, sockets } from "./format.ts";
import { largeRatio, largeTable } from "./large-room.ts";
import {
  type Busy,
  type BusyKind,
  type BusyRound,
  IN_FLIGHT,
  type Measured,
  type Plan,
  ratioOf,
  SIZES,
} from "./measure.ts";
import { stormRatio, stormTable } from "./resume.ts";
import { MEMBERS } from "./rooms.ts";
import { median, quantile } from "./statistics.ts";
import { typingRatio, typingTable } from "./typing.ts";

interface Target {
  what: string;
  measured: number;
  /** The number to reach, and from which side. */
  atLeast?: number;
  atMost?: number;
  reached: boolean;
}

/** What the product promises itself, against what was measured. */
function targetsOf(
  { busy, typing, large, resume, quiet, rows, page, cost }: Partial<Measured>,
  plan: Plan,
): Target[] {
  return [
    ...(busy ? busyTargets(busy) : []),
    ...(typing ? typingTargets(typing) : []),
    ...(large ? largeTargets(large, plan) : []),
    ...(resume ? stormTargets(resume, plan) : []),
    ...(quiet
      ? [
          atMost(
            "echo in a quiet room, Parlor over bare SQLite (p50)",
            quantile(quiet.parlor, 0.5) / quantile(quiet.echo, 0.5),
            1.2,
          ),
        ]
      : []),
    ...(page ? pageTargets(page, plan) : []),
    ...(rows
      ? [
          atMost("rows written a message, quiet room", rows.quiet, 2.3),
          atMost("rows written a message, busy room", rows.busy, 2.3),
        ]
      : []),
    ...(cost ? costTargets(cost) : []),
  ];
}

const busyTargets = (busy: Measured["busy"]): Target[] => [
  atLeast(
    "deliveries/s, Parlor over naive, 100 sockets",
    ratioOf(busy.get(100) as Busy, "parlor", "naive"),
    12,
  ),
  atLeast(
    "deliveries/s, Parlor over naive, 1,000 sockets",
    ratioOf(busy.get(1_000) as Busy, "parlor", "naive"),
    10,
  ),
  ...SIZES.map((size) =>
    atLeast(
      `deliveries/s, Parlor over raw, ${sockets(size)}`,
      ratioOf(busy.get(size) as Busy, "parlor", "raw"),
      0.8,
    ),
  ),
];

const typingTargets = (typing: Measured["typing"]): Target[] =>
  [...typing].map(([size, rounds]) =>
    atLeast(
      `deliveries/s, some type over nobody types, ${sockets(size)}`,
      typingRatio(rounds, "deliveries"),
      0.9,
    ),
  );

const largeTargets = (large: Measured["large"], { large: { members } }: Plan): Target[] => [
  atLeast(
    `messages/s, ${number(members[1])} over ${number(members[0])} members`,
    largeRatio(large, "messages"),
    0.9,
  ),
  atMost(`echo p50, ${number(members[1])} over ${number(members[0])} members`, largeRatio(large, "p50"), 1.2),
];

const stormTargets = (storms: Measured["resume"], { storm: { missed } }: Plan): Target[] => [
  atMost("resume storm, Parlor over bare, nothing missed", stormRatio(storms, "none"), 3),
  atMost(`resume storm, Parlor over bare, ${missed} messages missed`, stormRatio(storms, "some"), 5),
];

function pageTargets(page: Measured["page"], plan: Plan): Target[] {
  const [small, large] = plan.pageRooms.map((count) => page.get(count));
  const ratio = (way: "socket" | "http") =>
    quantile(large?.[way] ?? [], 0.5) / quantile(small?.[way] ?? [], 0.5);
  const sizes = `${number(plan.pageRooms[1])} over ${number(plan.pageRooms[0])} messages (p50)`;
  return [
    atMost(`first page over a socket, ${sizes}`, ratio("socket"), 1.2),
    atMost(`first page over HTTP, ${sizes}`, ratio("http"), 1.2),
  ];
}

/** US dollars for a million quiet messages, by the members of their room; half of that where it is hot. */
const costBars: readonly (readonly [members: number, bar: number])[] = [
  [2, 5],
  [10, 6],
  [64, 8],
];
const LARGE_COST_BAR = 8;

const costTargets = (cost: Measured["cost"]): Target[] =>
  [...cost].flatMap(([members, { quiet, hot }]) => {
    const bar = costBars.find(([most]) => members <= most)?.[1] ?? LARGE_COST_BAR;
    return [
      atMost(`a million quiet messages, ${number(members)} members, US$`, millionCosts(quiet.all), bar),
      atMost(
        `a million messages of a hot room, ${number(members)} members, US$`,
        millionCosts(hot.all),
        bar / 2,
      ),
    ];
  });

const atLeast = (what: string, measured: number, bar: number): Target => ({
  what,
  measured,
  atLeast: bar,
  reached: measured >= bar,
});
const atMost = (what: string, measured: number, bar: number): Target => ({
  what,
  measured,
  atMost: bar,
  reached: measured <= bar,
});

function machine() {
  const { version } = JSON.parse(readFileSync("node_modules/workerd/package.json", "utf8")) as {
    version: string;
  };
  return {
    cpu: cpus()[0]?.model.trim() ?? "unknown",
    cores: cpus().length,
    node: process.version,
    workerd: version,
  };
}

/** Why the numbers may be worth little, or nothing. Asked before the bench begins. */
export function disturbance(): string | undefined {
  const [load = 0] = loadavg();
  const busy = `${load.toFixed(1)} of ${cpus().length} cores were busy before the bench began`;
  return load > cpus().length / 4 ? `${busy}: its numbers say little.` : undefined;
}

/** The report a person reads. */
export function table(measured: Partial<Measured>, plan: Plan): string {
  const { cpu, cores, node, workerd } = machine();
  const { busy, typing, large, resume, quiet, rows, page, cost } = measured;
  const sections = [
    busy && busyTable(busy),
    typing && typingTable(typing),
    large && largeTable(large, plan.large),
    resume && stormTable(resume, plan.storm),
    quiet && quietTable(quiet, plan),
    page && pageTable(page, plan),
    rows && rowsTable(rows),
    cost && fanOutTable(cost),
    targetTable(targetsOf(measured, plan)),
  ];
  return [
    `Parlor bench: ${cpu}, ${cores} cores, workerd ${workerd}, Node ${node}`,
    `Medians of ${plan.rounds} interleaved rounds. Every delivery was checked: dense ids, in order, on each socket.`,
    ...sections.flatMap((section) => (section ? ["", ...section] : [])),
  ].join("\n");
}

const NAMES: Record<BusyKind, string> = {
  naive: "naive (bare, one frame a message, stores nothing)",
  raw: "raw (bare, group commit, stores)",
  parlor: "Parlor",
};

function busyTable(measured: Measured["busy"]): string[] {
  const busy = (value: (rounds: BusyRound[]) => string) =>
    (Object.keys(NAMES) as BusyKind[]).map((kind) => [
      `  ${NAMES[kind]}`,
      ...SIZES.map((size) => value(measured.get(size)?.[kind] ?? [])),
    ]);
  const middle = (rounds: BusyRound[], of: keyof BusyRound) => median(rounds.map((round) => round[of]));
  return [
    `A busy room: one sender, ${IN_FLIGHT} messages in flight, 100-byte text; Parlor's has ${MEMBERS} members`,
    ...columns([
      ["delivered messages/s", ...SIZES.map(sockets)],
      ...busy((rounds) => number(middle(rounds, "deliveries"))),
      ["echo at the sender, p50 / p99 ms"],
      ...busy((rounds) => `${ms(middle(rounds, "p50"))} / ${ms(middle(rounds, "p99"))}`),
    ]),
  ];
}

const tails = (times: readonly number[]): string =>
  `${ms(quantile(times, 0.5))} / ${ms(quantile(times, 0.99))}`;

const quietTable = (quiet: Measured["quiet"], plan: Plan): string[] => [
  `A quiet room: one message after a second of silence (${plan.quietSamples} times)`,
  ...columns([
    ["echo at the sender, p50 / p99 ms"],
    ["  bare, one INSERT a message", tails(quiet.echo)],
    ["  Parlor", tails(quiet.parlor)],
  ]),
];

const rowsTable = (rows: Measured["rows"]): string[] => [
  `Rows written a message by a room of two: quiet ${rows.quiet.toFixed(3)}, busy ${rows.busy.toFixed(3)}`,
];

function pageTable(page: Measured["page"], plan: Plan): string[] {
  const pages = plan.pageRooms.map((count) => page.get(count));
  return [
    `First page, p50 / p99 ms (${plan.pageSamples} times)`,
    ...columns([
      ["messages in the room", ...plan.pageRooms.map(number)],
      ["  hello to current, on an open socket", ...pages.map((times) => tails(times?.socket ?? []))],
      ["  latest page over HTTP", ...pages.map((times) => tails(times?.http ?? []))],
      ["  connect and hello, the room asleep", ...pages.map((times) => tails(times?.waking ?? []))],
    ]),
  ];
}

const targetTable = (targets: readonly Target[]): string[] => [
  "Targets",
  ...columns(
    targets.map(({ what, measured: value, atLeast: least, atMost: most, reached }) => [
      `  ${what}`,
      value.toFixed(2),
      least === undefined ? `<= ${most}` : `>= ${least}`,
      reached ? "reached" : "FALLS SHORT",
    ]),
  ),
];

/** Everything measured, part by part. */
export function json(measured: Partial<Measured>, plan: Plan) {
  const { busy, typing, large, resume, quiet, rows, page, cost } = measured;
  return {
    machine: machine(),
    time: new Date().toISOString(),
    plan,
    in_flight: IN_FLIGHT,
    members: MEMBERS,
    ...(busy && { busy: Object.fromEntries(busy) }),
    ...(typing && { typing: Object.fromEntries(typing) }),
    ...(large && { large: Object.fromEntries(large) }),
    ...(resume && { resume }),
    ...(quiet && {
      quiet: {
        samples: plan.quietSamples,
        ...Object.fromEntries(Object.entries(quiet).map(([kind, times]) => [kind, spread(times)])),
      },
    }),
    ...(rows && { rows_per_message: rows }),
    ...(page && {
      first_page: Object.fromEntries(
        [...page].map(([count, times]) => [
          count,
          Object.fromEntries(Object.entries(times).map(([way, each]) => [way, spread(each as number[])])),
        ]),
      ),
    }),
    ...(cost && {
      cost: {
        online: ONLINE,
        prices: PRICES,
        by_members: Object.fromEntries(cost),
        million_messages_usd: Object.fromEntries(
          [...cost].map(([members, { quiet: calm, hot }]) => [
            members,
            { quiet: millionCosts(calm.all), hot: millionCosts(hot.all) },
          ]),
        ),
      },
    }),
    targets: targetsOf(measured, plan),
  };
}

const spread = (times: number[]) => ({
  p50: quantile(times, 0.5),
  p90: quantile(times, 0.9),
  p99: quantile(times, 0.99),
});
