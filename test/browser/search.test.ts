import { type Browser, chromium } from "playwright-core";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { Person, SOON } from "./person.ts";

const url = inject("serverUrl");
let browser: Browser;
let ada: Person;
let bob: Person;

beforeAll(async () => {
  browser = await chromium.connect(inject("browserEndpoint"));
  [ada, bob] = await Promise.all([Person.signUp(browser, url, "Ada"), Person.signUp(browser, url, "Bob")]);
  await ada.writeTo(bob);
  await ada.say("The Blåbær cake is in the oven");
  for (let line = 1; line <= 30; line++) await ada.say(`line ${line}`);
  await ada.message("line 30").waitFor();
});
afterAll(() => browser.close());

test("Ctrl-F searches the room; arrows and Enter lead to what was found, which lights up", async () => {
  const { page } = ada;
  await page.keyboard.press("Control+f");
  const field = page.getByRole("combobox", { name: "Search in this room" });
  await field.waitFor();
  await expect.poll(() => field.evaluate((element) => element === document.activeElement), SOON).toBe(true);
  await page.keyboard.type("blabaer from:m");
  await page.getByRole("option", { name: /^me/ }).waitFor();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect.poll(() => field.inputValue(), SOON).toBe("blabaer from:me ");
  const panel = page.getByRole("complementary");
  await panel.getByText("1 message found").waitFor();
  expect(await panel.locator("mark").allTextContents()).toEqual(["Blåbær"]);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  const hit = page.getByRole("log").getByRole("article").filter({ hasText: "Blåbær" });
  await expect.poll(() => hit.isVisible(), SOON).toBe(true);
  await page.getByRole("log").locator("[class*=_highlighted]").first().waitFor();
  // The search stays beside it, and the filter goes with its chip.
  await panel.getByRole("button", { name: "Remove filter: From me" }).click();
  await expect.poll(() => field.inputValue(), SOON).toBe("blabaer");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  await panel.waitFor({ state: "detached" });
});

test("Ctrl-K finds messages everywhere, also those of the device while it is offline", async () => {
  const { page } = ada;
  await page.keyboard.press("Control+k");
  await page.getByRole("dialog").waitFor();
  await page.keyboard.type("blabaer");
  await page.getByRole("option", { name: /Search messages for/ }).waitFor();
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Search", level: 1 }).waitFor();
  await page.getByRole("heading", { name: "Bob", level: 2 }).waitFor();
  await page.getByText("1 message found").waitFor();
  await ada.context.setOffline(true);
  const field = page.getByRole("combobox", { name: "Search messages" });
  await field.fill("oven");
  await page.getByText("Only what is on this device").waitFor();
  expect(await page.locator("mark").allTextContents()).toEqual(["oven"]);
  await ada.context.setOffline(false);
  await page.getByRole("link", { name: /in the oven/ }).click();
  await page.getByRole("log").getByText("in the oven").waitFor();
  expect(ada.complaints).toEqual([]);
});
