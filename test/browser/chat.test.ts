import { type Browser, chromium } from "playwright-core";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { PASSWORD, Person, SENT, SOON } from "./person.ts";

const url = inject("serverUrl");
let browser: Browser;
let ada: Person;
let bob: Person;

beforeAll(async () => {
  browser = await chromium.connect(inject("browserEndpoint"));
  [ada, bob] = await Promise.all([
    Person.signUpOnPage(browser, url, "Ada"),
    Person.signUpOnPage(browser, url, "Bob"),
  ]);
});
afterAll(() => browser.close());

test("two people find each other and chat", async () => {
  await ada.writeTo(bob);
  await ada.say("Good evening, Bob");
  await ada.message("Good evening, Bob").getByLabel(SENT).waitFor();

  await bob.room("1 unread message").waitFor();
  await bob.open("Ada");
  await bob.message("Good evening, Bob").waitFor();
  await bob.say("Good evening!\nHow are you?");

  await ada.message("Good evening!\nHow are you?").waitFor();
  expect(await ada.words()).toEqual(["Good evening, Bob", "Good evening!\nHow are you?"]);
  await bob.room("unread message").waitFor({ state: "detached" });
});

test("a reply quotes what it answers", async () => {
  const question = "Is the lamp still crooked?";
  await ada.say(question);
  await bob.say("Let me look.");
  await bob.message(question).hover();
  await bob.message(question).getByRole("button", { name: "Reply to Ada" }).click();
  await bob.say("A little.");
  await ada.message("A little.").getByRole("blockquote").getByText(question).waitFor();
});

test("a message can be written in one room while a draft waits in another", async () => {
  const { page } = ada;
  await ada.composer.fill("half a sent");
  await page.getByRole("button", { name: "New", exact: true }).click();
  await page.getByRole("button", { name: "New group" }).click();
  await page.getByLabel("Name", { exact: true }).fill("Supper");
  await page.getByRole("button", { name: "Create group" }).click();
  await page.getByRole("heading", { name: "Supper", level: 1 }).waitFor();
  await ada.say("Nobody here yet");
  await ada.open("Bob");
  expect(await ada.composer.inputValue()).toBe("half a sent");
  await page.reload();
  await expect.poll(() => ada.composer.inputValue(), SOON).toBe("half a sent");
  await ada.composer.fill("");
});

test("a link to a room leads there after signing in, and Back and Forward work", async () => {
  const { page } = ada;
  const address = page.url();
  await page.getByRole("button", { name: /Profile and settings/ }).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByRole("button", { name: "Sign in" }).waitFor();

  await page.goto(address);
  await page.getByLabel("Handle").fill(ada.handle);
  await page.getByLabel("Password", { exact: true }).fill("not the password");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByText("Incorrect handle or password").waitFor();
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
  await ada.message("Good evening, Bob").waitFor();

  await ada.open("Supper");
  await ada.message("Nobody here yet").waitFor();
  await page.goBack();
  await ada.message("Good evening, Bob").waitFor();
  await page.goForward();
  await ada.message("Nobody here yet").waitFor();
});

test("neither page has logged an error", () => {
  expect([...ada.complaints, ...bob.complaints]).toEqual([]);
});
