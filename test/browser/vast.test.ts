import { availableParallelism, loadavg } from "node:os";
import { type Browser, chromium, type Locator, type Page, type Route } from "playwright-core";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { middleOf, scrollBy, topOf } from "./frames.ts";
import { SOON } from "./person.ts";
import { READER, serveApp, startVast, type Vast } from "./vast.ts";

const MESSAGES = 100_000;
/** Elements below the timeline at most, whatever has been scrolled through. */
const ELEMENTS_MAX = 1_500;

let vast: Vast;
let browser: Browser;
let page: Page;
let timeline: Locator;
const complaints: string[] = [];
/** Pages of history that were asked for. */
let pages = 0;

beforeAll(async () => {
  [vast, browser] = await Promise.all([startVast(MESSAGES), chromium.connect(inject("browserEndpoint"))]);
  const context = await browser.newContext({
    locale: "en-GB",
    viewport: { width: 1280, height: 800 },
    serviceWorkers: "block", // what is asked for goes through the test
  });
  await context.grantPermissions(["local-network-access"], { origin: vast.url });
  await serveApp(context);
  page = await context.newPage();
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("request", (request) => {
    if (/\/messages\?/.test(request.url())) pages++;
  });
  await page.goto(`${vast.url}/r/${vast.room_id}`);
  await page.getByLabel("Handle").fill(READER.handle);
  await page.getByLabel("Password", { exact: true }).fill(READER.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  timeline = page.getByRole("log");
  await message(MESSAGES).waitFor();
});
afterAll(async () => {
  await page?.context().close();
  await browser?.close();
  await vast?.stop();
});

const message = (id: number): Locator =>
  timeline.locator("article").filter({ hasText: new RegExp(`No\\. ${id}:`) });
const elements = (): Promise<number> => timeline.evaluate((element) => element.querySelectorAll("*").length);
/** As a press on a link to a message is. */
const follow = (id: number): Promise<void> =>
  page.evaluate((path) => {
    const link = document.body.appendChild(document.createElement("a"));
    link.href = path;
    link.click();
    link.remove();
  }, `/r/${vast.room_id}/m/${id}`);

async function toLatest(): Promise<void> {
  const button = page.getByRole("button", { name: "Jump to latest" });
  if (await button.isVisible()) await button.click();
  await message(MESSAGES).waitFor();
  await button.waitFor({ state: "detached" });
  await page.evaluate(() => new Promise(requestAnimationFrame));
}

/** Scrolls until something has happened, and stands still then. */
async function scrollUntil(happened: Promise<void>, pixels: number): Promise<void> {
  let hasHappened = false;
  void happened.then(() => {
    hasHappened = true;
  });
  while (!hasHappened) await scrollBy(timeline, pixels, 200);
}

/** Holds back the next page of history that is asked for in this way. */
async function holdPage(
  way: "before" | "after",
): Promise<{ readonly asked: Promise<void>; release(): void }> {
  let release = (): void => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const asked = new Promise<void>((resolve) => {
    const hold = async (route: Route): Promise<void> => {
      resolve();
      await released;
      await route.continue();
    };
    void page.route((url) => url.pathname.endsWith("/messages") && url.searchParams.has(way), hold, {
      times: 1,
    });
  });
  return { asked, release };
}

test("100,000 messages are scrolled through at the pace of the screen, with few of them drawn at a time", async () => {
  const up = await scrollBy(timeline, -120, 4_000);
  expect(await elements()).toBeLessThan(ELEMENTS_MAX);
  const down = await scrollBy(timeline, 120, 3_000);
  // What the page itself computes leaves room in a frame of 16.7 ms, whatever else the machine does.
  for (const { cpu } of [up, down]) expect(cpu).toBeLessThan(16);
  // How quickly frames come is the machine's affair too: only a quiet one shows all of them.
  const isQuiet = (loadavg()[0] ?? 0) < availableParallelism() / 2;
  for (const { median, long } of isQuiet ? [up, down] : []) {
    expect(median).toBeLessThanOrEqual(17);
    expect(long).toBeLessThanOrEqual(0.03);
  }
});

test("what the reader looks at stays where it is when older messages come in above", async () => {
  await toLatest();
  const held = await holdPage("before");
  await scrollUntil(held.asked, -150);
  const { text } = await middleOf(timeline);
  const height = () => timeline.evaluate((element) => element.scrollHeight);
  const [top, before] = [await topOf(timeline, text), await height()];
  held.release();
  await expect.poll(height, SOON).toBeGreaterThan(before + 1_000);
  expect(Math.abs((await topOf(timeline, text)) - top)).toBeLessThan(2);
});

test("a message above the view that changes its height moves nothing in it", async () => {
  await toLatest();
  await scrollBy(timeline, -100, 600);
  const { text } = await middleOf(timeline);
  const above = await timeline.evaluate((element) => {
    const edge = element.getBoundingClientRect().top;
    const all = [...element.querySelectorAll("article")];
    return all
      .findLast((each) => each.getBoundingClientRect().bottom < edge)
      ?.querySelector("[data-message-text]")?.textContent;
  });
  const message_id = Number(/\d+/.exec(above ?? "")?.[0]);
  const top = await topOf(timeline, text);
  const edit = { type: "edit", message_id, text: `Edited. ${"A longer text than before. ".repeat(40)}` };
  await vast.rooms.call(`/api/rooms/${vast.room_id}/actions`, { body: { action: edit } });
  await timeline.getByText("Edited. A longer text").waitFor({ state: "attached" });
  expect(Math.abs((await topOf(timeline, text)) - top)).toBeLessThan(2);
});

test("the first message, one in the middle and the newest are one step away, by one page each", async () => {
  pages = 0;
  await timeline.focus();
  await page.keyboard.press("Home");
  await message(1).waitFor();
  await page.getByRole("heading", { name: "Bench", level: 2 }).waitFor();
  await follow(50_000);
  await message(50_000).waitFor();
  await expect
    .poll(() => message(50_000).evaluate((each) => each.matches("[class*=_highlighted]")), SOON)
    .toBe(true);
  const middle = await message(50_000).evaluate((each) => {
    const view = each.closest("[role=log]")?.getBoundingClientRect();
    return (each.getBoundingClientRect().top - (view?.top ?? 0)) / (view?.height ?? 1);
  });
  expect(middle).toBeGreaterThan(0.2);
  expect(middle).toBeLessThan(0.7);
  await toLatest();
  expect(
    await timeline.evaluate((each) => each.scrollHeight - each.scrollTop - each.clientHeight),
  ).toBeLessThan(3);
  expect(pages).toBe(2);
  expect(await elements()).toBeLessThan(ELEMENTS_MAX);
});

test("from the middle one reads on both ways, and nothing jumps as newer messages come in below", async () => {
  await follow(50_000);
  await message(50_000).waitFor();
  const held = await holdPage("after");
  await scrollUntil(held.asked, 150);
  const { text } = await middleOf(timeline);
  const top = await topOf(timeline, text);
  const height = () => timeline.evaluate((element) => element.scrollHeight);
  const before = await height();
  held.release();
  await expect.poll(height, SOON).toBeGreaterThan(before + 1_000);
  expect(Math.abs((await topOf(timeline, text)) - top)).toBeLessThan(2);
  await scrollBy(timeline, 150, 1_500);
  await scrollBy(timeline, -150, 3_000);
  const { text: above } = await middleOf(timeline);
  expect(Number(/\d+/.exec(above)?.[0])).toBeLessThan(50_000);
  expect(await elements()).toBeLessThan(ELEMENTS_MAX);
});

test("the place in a room is kept, for coming back from another one and for a reload", async () => {
  await follow(30_000);
  await message(30_000).waitFor();
  await scrollBy(timeline, 40, 500);
  const { text } = await middleOf(timeline);
  const top = await topOf(timeline, text);
  await page.getByRole("link", { name: "Parlor" }).click();
  await timeline.waitFor({ state: "detached" });
  await page.getByRole("navigation", { name: "Rooms" }).getByRole("link", { name: "Bench" }).click();
  await timeline.getByText(text, { exact: true }).waitFor();
  await expect.poll(async () => Math.abs((await topOf(timeline, text)) - top), SOON).toBeLessThan(2);
  await page.reload();
  await timeline.getByText(text, { exact: true }).waitFor();
  await expect.poll(async () => Math.abs((await topOf(timeline, text)) - top), SOON).toBeLessThan(2);
});

test("arrow keys go from message to message, and the one that has the focus keeps it", async () => {
  await toLatest();
  await timeline.focus();
  const focused = () =>
    page.evaluate(() => Number(/No\. (\d+):/.exec(document.activeElement?.textContent ?? "")?.[1]));
  await page.keyboard.press("ArrowUp");
  await expect.poll(focused, SOON).toBeGreaterThan(MESSAGES - 10);
  const goal = (await focused()) - 11;
  for (let press = 0; press < 11; press++) await page.keyboard.press("ArrowUp");
  await expect.poll(focused, SOON).toBe(goal);
  const isInView = await message(goal).evaluate((each) => {
    const [own, view] = [each, each.closest("[role=log]")].map((it) => it?.getBoundingClientRect());
    return own && view && own.bottom > view.top && own.top < view.bottom;
  });
  expect(isInView).toBe(true);
  await scrollBy(timeline, -200, 800);
  expect(await focused()).toBe(goal);
});

test("the page has logged no error", () => {
  expect(complaints).toEqual([]);
});
