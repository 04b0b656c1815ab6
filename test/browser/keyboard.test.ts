import { type Browser, chromium, type Locator, type Page } from "playwright-core";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { PASSWORD, Person, SOON } from "./person.ts";

/** From signing in to leaving with a keyboard alone: whatever gets the focus is found by Tab and arrows. */

const url = inject("serverUrl");
let browser: Browser;
let ada: Person;
let bob: Person;
let page: Page;

beforeAll(async () => {
  browser = await chromium.connect(inject("browserEndpoint"));
  [ada, bob] = await Promise.all([Person.signUp(browser, url, "Ada"), Person.signUp(browser, url, "Bob")]);
  await bob.writeTo(ada);
  await bob.say("Can you do this without a mouse?");
  await bob.page.getByRole("button", { name: "New", exact: true }).click();
  await bob.page.getByRole("button", { name: "New group" }).click();
  await bob.page.getByLabel("Name", { exact: true }).fill("Typists");
  await bob.page.getByRole("dialog").getByText(`@${ada.handle}`).click();
  await bob.page.getByRole("button", { name: "Create group" }).click();
  await bob.page.getByRole("heading", { name: "Typists", level: 1 }).waitFor();
  await ada.room("Typists").waitFor();
  await bob.open("Ada");
  const context = await browser.newContext({ locale: "en-GB", viewport: { width: 1280, height: 800 } });
  page = await context.newPage();
  await page.goto(url);
  await page.getByLabel("Handle").waitFor();
});
afterAll(() => browser.close());

/** The most stops between any two things on a page. */
const STOPS = 60;

const isFocused = (target: Locator): Promise<boolean> =>
  target
    .first()
    .evaluate((element) => element === document.activeElement)
    .catch(() => false);

/** Presses a key until something has the focus, which must be seen to have it. */
async function reach(
  target: Locator,
  key: "Tab" | "Shift+Tab" | "ArrowUp" | "ArrowDown" = "Tab",
): Promise<void> {
  await target.first().waitFor();
  for (let stop = 0; stop < STOPS && !(await isFocused(target)); stop++) await page.keyboard.press(key);
  expect(await isFocused(target), `${target} by ${key}`).toBe(true);
  // A message shows it at what is seen of it, which is not the whole width.
  const ring = await target.first().evaluate((element) => {
    const { outlineStyle, boxShadow } = getComputedStyle(element.querySelector("[data-bubble]") ?? element);
    return outlineStyle !== "none" || boxShadow !== "none" || element.matches("textarea, input");
  });
  expect(ring, `${target} shows that it has the focus`).toBe(true);
}
const button = (name: string | RegExp): Locator => page.getByRole("button", { name, exact: true });
const room = (name: RegExp): Locator =>
  page.getByRole("navigation", { name: "Rooms" }).getByRole("link", { name });
const panel = (heading: string): Locator =>
  page.getByRole("complementary").filter({ has: page.getByRole("heading", { name: heading }) });
const composer = (): Locator => page.getByRole("textbox", { name: /^Message / });
const gone = (target: Locator): Promise<void> => target.waitFor({ state: "detached" });

test("somebody signs in", async () => {
  await reach(page.getByLabel("Handle"));
  await page.keyboard.type(ada.handle);
  await reach(page.getByLabel("Password", { exact: true }));
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press("Enter");
  await page.getByRole("navigation", { name: "Rooms" }).waitFor();
});

test("goes past the list of rooms in one step, and into a room from it", async () => {
  await page.keyboard.press("Tab");
  const skip = button("Skip to conversation");
  await reach(skip);
  expect(await skip.evaluate((link) => link.getBoundingClientRect().top)).toBeGreaterThanOrEqual(0);
  await page.keyboard.press("Enter");
  expect(await page.evaluate(() => document.activeElement?.closest("#stage") !== null)).toBe(true);
  await reach(room(/Bob/), "Shift+Tab");
  await page.keyboard.press("Enter");
  await page.getByRole("log").getByText("Can you do this").waitFor();
});

test("writes, answers, and reacts", async () => {
  await expect.poll(() => isFocused(composer()), SOON).toBe(true);
  await page.keyboard.type("Of course");
  await page.keyboard.press("Enter");
  await bob.message("Of course").waitFor();

  const message = page.getByRole("article").filter({ hasText: "Can you do this" });
  await reach(page.getByRole("log"), "Shift+Tab");
  await reach(message, "ArrowUp");
  await page.keyboard.press("Enter");
  const menu = page.getByRole("dialog");
  await menu.waitFor();
  await reach(menu.getByRole("button", { name: "👍" }), "ArrowDown");
  await page.keyboard.press("Enter");
  await bob.message("Can you do this without a mouse?").getByRole("button", { name: "👍" }).waitFor();
  // The focus is back where the menu was opened.
  await expect.poll(() => isFocused(message), SOON).toBe(true);
  await page.keyboard.press("r");
  await expect.poll(() => isFocused(composer()), SOON).toBe(true);
  await page.keyboard.type("With ten fingers");
  await page.keyboard.press("Enter");
  await bob.message("With ten fingers").getByRole("blockquote").waitFor();
});

test("opens a thread and closes it", async () => {
  const message = page.getByRole("article").filter({ hasText: "Of course" });
  await reach(page.getByRole("log"), "Shift+Tab");
  await reach(message, "ArrowUp");
  await page.keyboard.press("t");
  const thread = panel("Thread");
  await thread.waitFor();
  await reach(thread.getByRole("textbox"));
  await page.keyboard.type("And a thread");
  await page.keyboard.press("Enter");
  await thread.getByText("And a thread").waitFor();
  await page.keyboard.press("Escape");
  await gone(thread);
});

test("goes to another room by typing its name, and leaves that room", async () => {
  await page.keyboard.press("Control+k");
  await page.getByRole("dialog").waitFor();
  await page.keyboard.type("Typi");
  await page.getByRole("option", { name: /Typists/ }).waitFor();
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Typists", level: 1 }).waitFor();
  await reach(button("About this room"), "Shift+Tab");
  await page.keyboard.press("Enter");
  const about = panel("About");
  await reach(about.getByRole("button", { name: "Leave" }));
  await page.keyboard.press("Enter");
  await about.getByText("Leave Typists?").waitFor();
  await reach(about.getByRole("button", { name: "Leave", exact: true }));
  await page.keyboard.press("Enter");
  await gone(room(/Typists/));
});

test("opens the settings, changes one, and is back where they were opened", async () => {
  const opener = button(/Profile and settings/);
  await reach(opener);
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog");
  await dialog.waitFor();
  await reach(dialog.getByRole("link", { name: "Appearance and language" }));
  await page.keyboard.press("Enter");
  await dialog.getByRole("heading", { name: "Appearance and language" }).waitFor();
  await reach(dialog.getByRole("radio", { name: "System" }));
  await page.keyboard.press("ArrowRight");
  await expect.poll(() => page.locator("html").getAttribute("data-theme"), SOON).toBe("light");
  await page.keyboard.press("Escape");
  await gone(dialog);
  await expect.poll(() => isFocused(opener), SOON).toBe(true);
});
