import { type Browser, chromium } from "playwright-core";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { Person, SOON } from "./person.ts";
import { talkative } from "./talkative.ts";

const url = inject("serverUrl");
let browser: Browser;
let nia: Person;

beforeAll(async () => {
  browser = await chromium.connect(inject("browserEndpoint"));
  nia = await Person.signUp(browser, url, "Nia");
  await talkative(url, { room: "Much said", messages: LINES, invite: nia.handle });
});
afterAll(() => browser.close());

/** Milliseconds of one frame at 60 a second. */
const FRAME_MS = 16;
/** Milliseconds the measure of the machine's speed takes on a machine of its own when it is idle. */
const IDLE_MS = 20;
const LINES = 250;
const TEXT = "The quick brown fox jumps over the lazy dog, @nobody :) and *writes* on. ".repeat(2);

test("a key costs less than a frame, also where much has been said and loaded", async () => {
  await nia.open("Much said");
  await nia.message(`Line ${LINES}`).waitFor();
  await nia.timeline.hover();
  await expect
    .poll(async () => {
      await nia.page.mouse.wheel(0, -10_000);
      return nia.message("Line 1").count();
    }, SOON)
    .toBe(1);
  await nia.composer.evaluate(measureKeys);
  const speed = await nia.page.evaluate(busy);
  await nia.composer.pressSequentially(TEXT);
  const taken = () => nia.page.evaluate(() => (window as unknown as { keyTimes: number[] }).keyTimes);
  // The frame after the last key is still to come.
  await expect.poll(async () => (await taken()).length, SOON).toBe(TEXT.length);
  const times = await taken();
  const slowness = Math.min(4, Math.max(1, speed / IDLE_MS));
  console.log(
    `A key costs ${median(times).toFixed(1)} ms, one in twenty ${nth(times, 0.95).toFixed(1)} ms or more; ` +
      `this machine is ${slowness.toFixed(1)} times as slow as an idle one.`,
  );
  expect(median(times)).toBeLessThan(FRAME_MS * slowness);
  expect(nia.complaints).toEqual([]);
  await nia.leave();
});

/** Runs in the page: the time the page works for each key, in its handlers and in drawing the frame after it. */
function measureKeys(area: Element): void {
  const times: number[] = [];
  Object.assign(window, { keyTimes: times });
  let start = 0;
  area.addEventListener("keydown", () => (start = performance.now()), { capture: true });
  // The last to hear of it: all of the page's own work has been done.
  window.addEventListener("input", () => {
    const handled = performance.now() - start;
    requestAnimationFrame(() => {
      const begun = performance.now();
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => times.push(handled + performance.now() - begun);
      port2.postMessage(undefined); // after this frame has been drawn
    });
  });
}

/** Runs in the page: how long some work takes that is always the same. */
function busy(): number {
  const start = performance.now();
  let sum = 0;
  for (let index = 0; index < 2e7; index++) sum = (sum + index * 31) | 0;
  return performance.now() - start + (sum === 1 ? 1 : 0);
}

const nth = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length * share)] ?? Number.POSITIVE_INFINITY;
const median = (values: readonly number[]): number => nth(values, 0.5);
