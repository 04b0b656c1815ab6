import { type Browser, chromium } from "playwright-core";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { PASSWORD, Person, SOON } from "./person.ts";

const url = inject("serverUrl");
let browser: Browser;
let ada: Person;
let bob: Person;

beforeAll(async () => {
  browser = await chromium.connect(inject("browserEndpoint"));
  [ada, bob] = await Promise.all([
    Person.signUp(browser, url, "Ada Switch"),
    Person.signUp(browser, url, "Bob Found"),
  ]);
});
afterAll(() => browser.close());

const listed = (person: Person) =>
  person.page
    .getByRole("navigation", { name: "Rooms" })
    .getByRole("region")
    .evaluateAll((all) =>
      all.map((each) => `${each.getAttribute("aria-label")}: ${each.querySelectorAll("a").length}`),
    );

test("a new user is shown three ways to a first conversation", async () => {
  const { page } = ada;
  await page.getByRole("heading", { name: "No rooms yet" }).waitFor();
  await page.getByRole("button", { name: "Start a group" }).click();
  await page.getByLabel("Name").fill("Gardening");
  await page.getByRole("button", { name: "Create group" }).click();
  await ada.composer.waitFor();
});

test("the switcher leads anywhere by keyboard alone, even to people one has never talked to", async () => {
  const { page } = ada;
  await page.keyboard.press("Control+k");
  const where = page.getByRole("combobox", { name: "Room or person" });
  await expect.poll(() => where.evaluate((input) => input === document.activeElement), SOON).toBe(true);
  await page.keyboard.type(bob.handle);
  await page.getByRole("option", { name: /Bob Found.*new conversation/ }).waitFor();
  await page.keyboard.press("Enter");
  await page.getByRole("textbox", { name: "Message Bob Found" }).waitFor();
  await ada.say(`Hello @${bob.handle}`);
  await ada.composer.press("Enter"); // The first one completed the name.
  await ada.message(`Hello @${bob.handle}`).waitFor();
  // A few letters are enough, in any order of rooms; an arrow goes to the next.
  await page.keyboard.press("Control+k");
  await page.keyboard.type("gdn");
  await page.getByRole("option", { name: "Gardening Group", selected: true }).waitFor();
  await page.keyboard.press("Enter");
  await page.getByRole("textbox", { name: "Message Gardening" }).waitFor();
  await page.keyboard.press("Control+k");
  await page.getByRole("option", { name: /Bob Found/, selected: true }).waitFor();
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Escape");
  await where.waitFor({ state: "detached" });
  expect(new URL(page.url()).pathname).toMatch(/^\/r\/g_/);
});

test("rooms are under headings that collapse, and arrow keys go from one to the next", async () => {
  const { page } = ada;
  expect(await listed(ada)).toEqual(["Direct messages: 1", "Groups and channels: 1"]);
  await ada.room("Gardening").click({ button: "right" });
  await page.getByRole("button", { name: "Pin to top" }).click();
  await expect.poll(() => listed(ada), SOON).toEqual(["Pinned: 1", "Direct messages: 1"]);
  await ada.room("Bob Found").click({ button: "right" });
  await page.getByRole("button", { name: "Mute", exact: true }).click();
  await expect.poll(() => listed(ada), SOON).toEqual(["Pinned: 1", "Muted: 1"]);
  const filter = page.getByRole("searchbox", { name: "Filter rooms" });
  await filter.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.getByRole("textbox", { name: "Message Bob Found" }).waitFor();
  await page.keyboard.press("Alt+ArrowUp");
  await page.getByRole("textbox", { name: "Message Gardening" }).waitFor();
  await page.getByRole("button", { name: "Muted" }).click();
  await expect.poll(() => listed(ada), SOON).toEqual(["Pinned: 1", "Muted: 0"]);
  await filter.fill("bob");
  await filter.press("Enter");
  await page.getByRole("textbox", { name: "Message Bob Found" }).waitFor();
  expect(await page.getByRole("textbox", { name: "Message Bob Found" }).inputValue()).toBe("");
  await ada.room("Bob Found").click({ button: "right" });
  await page.getByRole("button", { name: "Unmute", exact: true }).click();
});

test("mentions and saved messages come together from all rooms, and lead to them", async () => {
  const { page } = bob;
  await page.getByRole("link", { name: /Mentions 1 new/ }).click();
  await page
    .getByRole("region", { name: "Mentions" })
    .getByRole("link", { name: /Ada Switch.*Hello/ })
    .click();
  await bob.message(`Hello @${bob.handle}`).waitFor();
  expect(new URL(page.url()).pathname).toMatch(/^\/r\/d_.*\/m\/1$/);
  await bob.applyAction(`Hello @${bob.handle}`, "Save for later");
  await page.getByRole("link", { name: "Saved" }).click();
  const saved = page.getByRole("region", { name: "Saved" });
  await saved.getByRole("link", { name: /Ada Switch.*Hello/ }).waitFor();
  await saved.getByRole("button", { name: "Remove from saved" }).click();
  await page.getByRole("heading", { name: "No saved messages" }).waitFor();
  await page.goBack();
  await bob.message(`Hello @${bob.handle}`).waitFor();
  expect([...ada.complaints, ...bob.complaints]).toEqual([]);
});

test("nobody is told that they have no rooms before that is known", async () => {
  const context = await browser.newContext({ locale: "en-GB" });
  const page = await context.newPage();
  let release = () => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  await page.routeWebSocket(/\/inbox\/socket$/, (socket) => {
    const server = socket.connectToServer();
    server.onMessage(async (frame) => {
      await released;
      socket.send(frame);
    });
  });
  await page.goto(url);
  await page.getByLabel("Handle").fill(ada.handle);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
  const list = page.getByRole("navigation", { name: "Rooms" });
  await list.getByText("Loading your rooms …").waitFor();
  expect(await page.getByText(/No rooms yet|Welcome to Parlor|No room selected/).count()).toBe(0);
  release();
  await list.getByRole("link", { name: /Bob/ }).first().waitFor();
  await page.getByText("No room selected").waitFor();
  await context.close();
});
