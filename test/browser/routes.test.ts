import { type Browser, chromium, type Locator, type Page } from "playwright-core";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import type { RoomId } from "../../src/protocol/ids.ts";
import { Person, SOON } from "./person.ts";
import { quietly } from "./talkative.ts";

const url = inject("serverUrl");
let browser: Browser;
let ada: Person;
/** The same person at a phone. */
let phone: Page;
let room_id: RoomId;

beforeAll(async () => {
  browser = await chromium.connect(inject("browserEndpoint"));
  ada = await Person.signUp(browser, url, "Ada");
  const ben = await quietly(url, "Ben");
  const found = await ben.call("people", { q: ada.handle });
  const members = found.ok ? found.value.people.map(({ user_id }) => user_id) : [];
  const made = await ben.createRoom({ kind: "group", name: "Chess club", topic: "e4", members });
  if (!made.ok) throw new Error(made.code);
  ({ room_id } = made.value);
  ben.close();
  await ada.open("Chess club");
  const context = await browser.newContext({
    storageState: await ada.context.storageState(),
    locale: "en-GB",
    viewport: { width: 390, height: 780 },
    hasTouch: true,
    isMobile: true,
  });
  phone = await context.newPage();
});
afterAll(() => browser.close());

const path = (page: Page) => new URL(page.url()).pathname;
const panel = (page: Page, name: string | RegExp): Locator => page.getByRole("complementary", { name });

test("panels have addresses: Back and Forward go through them, and closing one closes all behind it", async () => {
  const { page } = ada;
  await page.getByRole("button", { name: "About this room" }).click();
  await panel(page, "About this room").getByRole("link", { name: "Members" }).click();
  await panel(page, "2 members").getByText("Ben").waitFor();
  expect(path(page)).toBe(`/r/${room_id}/members`);
  await page.goBack();
  await panel(page, "About this room").waitFor();
  await page.goBack();
  await panel(page, "About this room").waitFor({ state: "detached" });
  await page.goForward();
  await page.goForward();
  await panel(page, "2 members").getByRole("button", { name: "Close the panel" }).click();
  await panel(page, "2 members").waitFor({ state: "detached" });
  expect(path(page)).toBe(`/r/${room_id}`);
  await page.getByRole("button", { name: "About this room" }).click();
  await panel(page, "About this room").getByRole("link", { name: "Pinned messages" }).click();
  await panel(page, "Pinned messages").waitFor();
  await page.keyboard.press("Escape");
  await panel(page, "Pinned messages").waitFor({ state: "detached" });
  // The focus is back where the first of them was opened from.
  const focused = () => page.evaluate(() => document.activeElement?.getAttribute("aria-label"));
  await expect.poll(focused, SOON).toBe("About this room");
});

test("an address is opened as it is, and one that leads nowhere says so", async () => {
  const { page } = ada;
  await page.goto(`${url}/r/${room_id}/members`);
  await panel(page, "2 members").getByText("Ben").waitFor();
  await panel(page, "2 members").getByRole("button", { name: "Close the panel" }).click();
  await expect.poll(() => path(page), SOON).toBe(`/r/${room_id}`);
  await page.goto(`${url}/r/${room_id}/nonsense`);
  await page.getByRole("heading", { name: "Page not found" }).waitFor();
  await page.getByRole("link", { name: "Go to your rooms" }).click();
  await page.getByRole("heading", { name: "No room selected" }).waitFor();
  await page.goto(`${url}/r/g_${"0".repeat(20)}`);
  await page.getByRole("heading", { name: "You cannot open this room" }).waitFor();
});

/** A finger, from here to there, and on. */
async function swipe(page: Page, from: number, ...stops: readonly number[]): Promise<void> {
  const client = await page.context().newCDPSession(page);
  const touch = (type: "touchStart" | "touchMove" | "touchEnd", x?: number) =>
    client.send("Input.dispatchTouchEvent", { type, touchPoints: x === undefined ? [] : [{ x, y: 400 }] });
  await touch("touchStart", from);
  let at = from;
  for (const stop of stops) {
    for (let step = 1; step <= 5; step++) await touch("touchMove", at + ((stop - at) * step) / 5);
    at = stop;
  }
  await touch("touchEnd");
  await client.detach();
}

test("on a phone a room and a panel are pages: Back and a swipe from the edge close them", async () => {
  await phone.goto(url);
  const rooms = phone.getByRole("navigation", { name: "Rooms" });
  const room = rooms.getByRole("link", { name: "Chess club" });
  const composer = phone.getByRole("textbox", { name: "Message Chess club" });
  await room.tap();
  await composer.waitFor();
  await rooms.waitFor({ state: "hidden" });
  await phone.getByRole("button", { name: "Members" }).tap();
  await panel(phone, "2 members").getByText("Ben").waitFor();
  await composer.waitFor({ state: "hidden" });
  await phone.goBack();
  await composer.waitFor();
  await phone.getByRole("button", { name: "Members" }).tap();
  await panel(phone, "2 members").getByText("Ben").waitFor();
  // One that begins in the middle, or goes back on itself, means nothing.
  await swipe(phone, 200, 380);
  await swipe(phone, 10, 300, 15);
  await swipe(phone, 10, 300);
  await composer.waitFor();
  await swipe(phone, 10, 300);
  await room.waitFor();
  expect(path(phone)).toBe("/");
  // What leads back to the rooms goes back: it leaves nothing behind that Back would lead to once more.
  const depth = () => phone.evaluate(() => (history.state as { depth?: number } | null)?.depth ?? 0);
  expect(await depth()).toBe(0);
  await room.tap();
  await composer.waitFor();
  await phone.getByRole("button", { name: "Back to rooms" }).tap();
  await room.waitFor();
  expect(await depth()).toBe(0);
});

test("on a phone a finger that rests on a room gets its menu, and does not open it", async () => {
  await phone.goto(url);
  const room = phone.getByRole("navigation", { name: "Rooms" }).getByRole("link", { name: "Chess club" });
  const box = await room.boundingBox();
  if (box === null) throw new Error("the room is not to be seen");
  const client = await phone.context().newCDPSession(phone);
  const at = { x: box.x + 150, y: box.y + 20 };
  await client.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: [at] });
  await phone.getByRole("dialog").getByRole("button", { name: "Pin to top" }).waitFor();
  await client.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
  await phone.getByRole("dialog").getByRole("button", { name: "Pin to top" }).tap();
  await phone.getByRole("region", { name: "Pinned" }).getByRole("link", { name: "Chess club" }).waitFor();
  expect(path(phone)).toBe("/");
  // It is so on her other devices too.
  await ada.page.goto(url);
  await ada.page.getByRole("region", { name: "Pinned" }).getByRole("link", { name: "Chess club" }).waitFor();
  expect(ada.complaints).toEqual([]);
});
