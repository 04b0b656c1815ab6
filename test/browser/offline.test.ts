import { type Browser, chromium } from "playwright-core";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { KEEPING, keptForOffline, Person, SENT } from "./person.ts";

const url = inject("serverUrl");
let browser: Browser;

beforeAll(async () => {
  browser = await chromium.connect(inject("browserEndpoint"));
});
afterAll(() => browser.close());

test("what is written offline waits, survives a change of rooms, and is sent once", async () => {
  const [ida, max] = await Promise.all([
    Person.signUp(browser, url, "Ida"),
    Person.signUp(browser, url, "Max"),
  ]);
  await ida.writeTo(max);
  await ida.say("Before the tunnel");
  await max.open("Ida");
  await max.message("Before the tunnel").waitFor();

  await ida.context.setOffline(true);
  await ida.page.getByText("You are offline").filter({ visible: true }).waitFor();
  await ida.say("In the tunnel");
  await ida.message("In the tunnel").getByLabel("Sending").waitFor();
  await ida.say("Still in the tunnel");
  await ida.page.goBack();
  await ida.open("Max");
  await ida.message("Still in the tunnel").getByLabel("Sending").waitFor();

  await ida.context.setOffline(false);
  await ida.message("Still in the tunnel").getByLabel(SENT).waitFor();
  await max.message("Still in the tunnel").waitFor();
  const texts = ["Before the tunnel", "In the tunnel", "Still in the tunnel"];
  expect(await max.words()).toEqual(texts);
  expect(await ida.words()).toEqual(texts);
  expect([...ida.complaints, ...max.complaints]).toEqual([]);
  await Promise.all([ida.leave(), max.leave()]);
});

test("mentions written offline count, receipts stay, and @ finds people, all after a reload", async () => {
  const [ida, max] = await Promise.all([
    Person.signUp(browser, url, "Ida", KEEPING),
    Person.signUp(browser, url, "Max"),
  ]);
  const { page, context } = ida;
  // Her line never brings the member list.
  const list = /\/members(\?.*)?$/;
  await context.route(list, (route) => route.abort());
  await ida.inGroupWith(max, "Cellar");
  await ida.say("Anyone there?");
  await max.open("Cellar");
  await max.message("Anyone there?").waitFor();
  await ida.message("Anyone there?").getByLabel("Read", { exact: true }).waitFor();
  await max.say("Down here");
  await max.message("Down here").getByLabel(SENT).waitFor();
  await max.page.goto(url);
  await ida.cached("Down here");
  await keptForOffline(page);

  await context.setOffline(true);
  await page.reload();
  await ida.message("Anyone there?").getByLabel("Read", { exact: true }).waitFor();
  await ida.say(`@${max.handle}, watch out`);
  await ida.message(`@${max.handle}, watch out`).getByLabel("Sending").waitFor();
  await context.setOffline(false);
  await max.page.getByRole("link", { name: /Cellar.*1 mention/ }).waitFor();

  await context.unroute(list);
  await page.reload();
  await page.getByRole("button", { name: "Members" }).click();
  await page.getByRole("complementary", { name: "2 members" }).getByText("Max", { exact: true }).waitFor();
  await page.getByRole("button", { name: "Close the panel" }).click();
  await ida.say("Still there?");
  await ida.cached("Still there?");
  await context.setOffline(true);
  await page.reload();
  await ida.composer.pressSequentially("@ma");
  await page.getByRole("option", { name: `@${max.handle}` }).waitFor();
  expect([...ida.complaints, ...max.complaints]).toEqual([]);
  await Promise.all([ida.leave(), max.leave()]);
});

test("offline, a room that was opened is there, and one that never was says why it is empty", async () => {
  const [ida, max] = await Promise.all([
    Person.signUp(browser, url, "Ida", KEEPING),
    Person.signUp(browser, url, "Max"),
  ]);
  await max.inGroupWith(ida, "Attic");
  await max.say("Dusty up here");
  await max.inGroupWith(ida, "Cellar");
  await max.say("Cool down here");
  await keptForOffline(ida.page);
  await ida.page.getByRole("link", { name: /Cool down here/ }).waitFor();

  await ida.open("Attic");
  await ida.cached("Dusty up here");
  await ida.context.setOffline(true);
  await ida.page.reload();
  await ida.message("Dusty up here").waitFor();

  await ida.open("Cellar");
  await ida.page.getByText("The messages of this room are not on this device yet").waitFor();
  await ida.say("Is anyone there?");
  await ida.message("Is anyone there?").getByLabel("Sending").waitFor();
  await ida.context.setOffline(false);
  await ida.message("Is anyone there?").getByLabel(SENT).waitFor();
  expect(await ida.words()).toEqual(["Cool down here", "Is anyone there?"]);
  expect(await ida.page.getByText("are not on this device yet").count()).toBe(0);
  await Promise.all([ida.leave(), max.leave()]);
});

test("on a phone, a room that is live says when the other rooms are not", async () => {
  const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
  const eva = await Person.signUp(browser, url, "Eva", phone);
  const max = await Person.signUp(browser, url, "Max");
  const { page } = eva;
  await eva.writeTo(max);
  await page.clock.install();
  await page.routeWebSocket(/\/inbox\//, (socket) => socket.close());
  await eva.context.route(/\/api\/inbox\/sync/, (route) => route.abort());
  await page.reload();
  await eva.say("Hello");
  await eva.message("Hello").getByLabel(SENT).waitFor();
  const note = page.getByText("Other rooms and online status may not be");
  expect(await note.count()).toBe(0);
  await page.clock.fastForward(10_000);
  await note.waitFor();
  await Promise.all([eva.leave(), max.leave()]);
});

test("a phone shows one pane at a time, and nothing wider than itself", async () => {
  const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
  const [lea, kim] = await Promise.all([
    Person.signUp(browser, url, "Lea", phone),
    Person.signUp(browser, url, "Kim", phone),
  ]);
  await lea.writeTo(kim);
  await lea.say("Do you see this on the train?");
  await kim.room("Lea").tap();
  await kim.message("Do you see this on the train?").waitFor();
  expect(await kim.page.getByRole("navigation", { name: "Rooms" }).isVisible()).toBe(false);
  await kim.composer.fill(`${"longwordwithoutanyspace".repeat(12)}`);
  await kim.page.getByRole("button", { name: "Send" }).tap();
  await kim.timeline.getByLabel(SENT).waitFor();
  expect(await kim.page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  await kim.page.getByRole("button", { name: "Back to rooms" }).tap();
  await kim.room("Lea").waitFor();
  expect(await kim.timeline.count()).toBe(0);
  expect([...lea.complaints, ...kim.complaints]).toEqual([]);
  await Promise.all([lea.leave(), kim.leave()]);
});
