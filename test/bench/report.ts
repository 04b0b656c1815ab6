import { readFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
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
import { MEMBERS } from "./rooms.ts";
import { median, quantile } from "./statistics.ts";

interface Target {
  what: string;
  measured: number;
  /** The number to reach, and from which side. */
  atLeast?: number;
  atMost?: number;
  reached: boolean;
}

/** What the product promises itself, against what was measured. */
function targetsOf(measured: Measured, plan: Plan): Target[] {
  const busyAt = (size: number) => measured.busy.get(size) as Busy;
  const [small, large] = plan.pageRooms.map((count) => measured.page.get(count));
  const pageRatio = (way: "socket" | "http") =>
    quantile(large?.[way] ?? [], 0.5) / quantile(small?.[way] ?? [], 0.5);
  const many = number(plan.pageRooms[1]);
  const few = number(plan.pageRooms[0]);
  return [
    atLeast("deliveries/s, Parlor over naive, 100 sockets", ratioOf(busyAt(100), "parlor", "naive"), 12),
    atLeast("deliveries/s, Parlor over naive, 1,000 sockets", ratioOf(busyAt(1_000), "parlor", "naive"), 10),
    ...SIZES.map((size) =>
      atLeast(`deliveries/s, Parlor over raw, ${sockets(size)}`, ratioOf(busyAt(size), "parlor", "raw"), 0.8),
    ),
    atMost(
      "echo in a quiet room, Parlor over bare SQLite (p50)",
      quantile(measured.quiet.parlor, 0.5) / quantile(measured.quiet.echo, 0.5),
      1.2,
    ),
    atMost("rows written a message, quiet room", measured.rows.quiet, 2.3),
    atMost("rows written a message, busy room", measured.rows.busy, 2.3),
    atMost(`first page over a socket, ${many} over ${few} messages (p50)`, pageRatio("socket"), 1.2),
    atMost(`first page over HTTP, ${many} over ${few} messages (p50)`, pageRatio("http"), 1.2),
  ];
}

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

const NAMES: Record<BusyKind, string> = {
  naive: "naive (bare, one frame a message, stores nothing)",
  raw: "raw (bare, group commit, stores)",
  parlor: "Parlor",
};

/** Why the numbers may be worth little, or nothing. Asked before the bench begins. */
export function disturbance(): string | undefined {
  const [load = 0] = loadavg();
  const busy = `${load.toFixed(1)} of ${cpus().length} cores were busy before the bench began`;
  return load > cpus().length / 4 ? `${busy}: its numbers say little.` : undefined;
}

/** The report a person reads. */
export function table(measured: Measured, plan: Plan): string {
  const { cpu, cores, node, workerd } = machine();
  const busy = (value: (rounds: BusyRound[]) => string) =>
    (Object.keys(NAMES) as BusyKind[]).map((kind) => [
      `  ${NAMES[kind]}`,
      ...SIZES.map((size) => value(measured.busy.get(size)?.[kind] ?? [])),
    ]);
  const middle = (rounds: BusyRound[], of: keyof BusyRound) => median(rounds.map((round) => round[of]));
  const quiet = (times: number[]) => `${ms(quantile(times, 0.5))} / ${ms(quantile(times, 0.99))}`;
  const pages = plan.pageRooms.map((count) => measured.page.get(count));
  return [
    `Parlor bench: ${cpu}, ${cores} cores, workerd ${workerd}, Node ${node}`,
    `Medians of ${plan.rounds} interleaved rounds. Every delivery was checked: dense ids, in order, on each socket.`,
    "",
    `A busy room: one sender, ${IN_FLIGHT} messages in flight, 100-byte text; Parlor's has ${MEMBERS} members`,
    ...columns([
      ["delivered messages/s", ...SIZES.map(sockets)],
      ...busy((rounds) => number(middle(rounds, "deliveries"))),
      ["echo at the sender, p50 / p99 ms"],
      ...busy((rounds) => `${ms(middle(rounds, "p50"))} / ${ms(middle(rounds, "p99"))}`),
    ]),
    "",
    `A quiet room: one message after a second of silence (${plan.quietSamples} times)`,
    ...columns([
      ["echo at the sender, p50 / p99 ms"],
      ["  bare, one INSERT a message", quiet(measured.quiet.echo)],
      ["  Parlor", quiet(measured.quiet.parlor)],
      [
        "rows written a message: quiet / busy",
        `${measured.rows.quiet.toFixed(3)} / ${measured.rows.busy.toFixed(3)}`,
      ],
    ]),
    "",
    `First page, p50 / p99 ms (${plan.pageSamples} times)`,
    ...columns([
      ["messages in the room", ...plan.pageRooms.map(number)],
      ["  hello to current, on an open socket", ...pages.map((page) => quiet(page?.socket ?? []))],
      ["  latest page over HTTP", ...pages.map((page) => quiet(page?.http ?? []))],
      ["  connect and hello, the room asleep", ...pages.map((page) => quiet(page?.waking ?? []))],
    ]),
    "",
    "Targets",
    ...columns(
      targetsOf(measured, plan).map(({ what, measured: value, atLeast: least, atMost: most, reached }) => [
        `  ${what}`,
        value.toFixed(2),
        least === undefined ? `<= ${most}` : `>= ${least}`,
        reached ? "reached" : "FALLS SHORT",
      ]),
    ),
  ].join("\n");
}

export function json(measured: Measured, plan: Plan) {
  return {
    machine: machine(),
    time: new Date().toISOString(),
    plan,
    in_flight: IN_FLIGHT,
    members: MEMBERS,
    busy: Object.fromEntries(measured.busy),
    quiet: {
      samples: plan.quietSamples,
      ...Object.fromEntries(Object.entries(measured.quiet).map(([kind, times]) => [kind, spread(times)])),
    },
    rows_per_message: measured.rows,
    first_page: Object.fromEntries(
      [...measured.page].map(([count, page]) => [
        count,
        Object.fromEntries(Object.entries(page).map(([way, times]) => [way, spread(times as number[])])),
      ]),
    ),
    targets: targetsOf(measured, plan),
  };
}

const spread = (times: number[]) => ({
  p50: quantile(times, 0.5),
  p90: quantile(times, 0.9),
  p99: quantile(times, 0.99),
});
const number = (value: number): string => Math.round(value).toLocaleString("en");
const ms = (value: number): string => value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0);
const sockets = (size: number): string => (size === 1 ? "1 socket" : `${number(size)} sockets`);

/** Lines up rows of cells: the first to the left, the others to the right. */
function columns(rows: string[][]): string[] {
  const widths: number[] = [];
  for (const row of rows)
    row.forEach((cell, index) => (widths[index] = Math.max(widths[index] ?? 0, cell.length)));
  return rows.map((row) =>
    row
      .map((cell, index) => (index === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[index] ?? 0)))
      .join("   "),
  );
}
