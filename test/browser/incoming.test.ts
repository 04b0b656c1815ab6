import { type Browser, chromium } from "playwright-core";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import type { Parlor, RoomHandle } from "../../src/client/index.ts";
import { newHandle, Person } from "./person.ts";
import { quietly, until } from "./talkative.ts";
import { SHARED, Work } from "./work.ts";

const url = inject("serverUrl");
const TALKERS = 4;
const LINES = 250;
/** Seconds of one measurement. */
const PART = 0.6;
let browser: Browser;
let nia: Person;
let parlors: Parlor[];
let handles: RoomHandle[];

beforeAll(async () => {
  browser = await chromium.connect(inject("browserEndpoint"));
  nia = await Person.signUp(browser, url, "Nia");
  const names = Array.from({ length: TALKERS }, () => newHandle("talker"));
  parlors = await Promise.all(names.map((name) => quietly(url, name, name)));
  const room_id = await group([nia.handle, ...names.slice(1)]);
  handles = parlors.map((parlor) => parlor.openRoom(room_id));
  await Promise.all(
    handles.map(({ state }) => until(state, ({ connection }) => connection.state === "live")),
  );
});
afterAll(async () => {
  for (const parlor of parlors) parlor.close();
  await browser.close();
});

async function group(invited: readonly string[]) {
  const [first] = parlors;
  if (first === undefined) throw new Error("nobody is there");
  const found = await Promise.all(invited.map((q) => first.call("people", { q })));
  const members = found.flatMap((answer) =>
    answer.ok ? answer.value.people.map(({ user_id }) => user_id) : [],
  );
  const room = await first.createRoom({ kind: "group", name: "Much said", members });
  if (!room.ok) throw new Error(`could not make a room: ${room.code}`);
  return room.value.room_id;
}

let line = 0;
/** The talkers take turns to send so many messages a second. */
async function talk(count: number, rate: number): Promise<void> {
  const start = performance.now();
  for (let sent = 1; sent <= count; sent++) {
    handles[++line % TALKERS]?.send({ text: `Line ${line}, and *some* words about it.` });
    const ms = start + (1_000 * sent) / rate - performance.now();
    if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms));
  }
  await Promise.all(handles.map(({ state }) => until(state, ({ head }) => head >= line)));
}

/** Waits until the last message is drawn. */
const drawn = () => nia.timeline.locator("article", { hasText: new RegExp(`Line ${line},`) }).waitFor();

/** Milliseconds of work for a message, in the part least disturbed. */
const GOALS = [
  { rate: 10, goal: 14 },
  { rate: 50, goal: 6 },
  { rate: 200, goal: 3 },
];

test("a message that comes in costs the page a part of a frame, whatever is loaded", async () => {
  await talk(LINES, Number.POSITIVE_INFINITY);
  await nia.open("Much said");
  await drawn();
  const spent = await Work.of(nia.page);
  const leasts: { readonly least: number; readonly goal: number }[] = [];
  for (const { rate, goal } of GOALS) {
    const costs: number[] = [];
    for (let part = 0; part < 4; part++) {
      const before = await spent.ms();
      await talk(PART * rate, rate);
      await drawn();
      costs.push(((await spent.ms()) - before) / (PART * rate));
    }
    const least = Math.min(...costs);
    console.log(`At ${rate} a second, a message costs ${least.toFixed(1)} ms of work at least.`);
    leasts.push({ least, goal });
  }
  for (const { least, goal } of leasts) expect(least).toBeLessThan(SHARED * goal);
  expect(nia.complaints).toEqual([]);
  await nia.leave();
});
