import { type Browser, chromium } from "playwright-core";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { Person, SENT, SOON } from "./person.ts";

const url = inject("serverUrl");
let browser: Browser;
let ada: Person;
let bob: Person;

beforeAll(async () => {
  browser = await chromium.connect(inject("browserEndpoint"));
  [ada, bob] = await Promise.all([Person.signUp(browser, url, "Ada"), Person.signUp(browser, url, "Bob")]);
  await ada.writeTo(bob);
  await ada.say("Shall we dance?");
  await bob.open("Ada");
  await bob.message("Shall we dance?").waitFor();
});
afterAll(() => browser.close());

test("a reaction is seen by the other at once, joined in, and taken back", async () => {
  await bob.applyAction("Shall we dance?", "👍");
  const chip = (person: Person) =>
    person.message("Shall we dance?").getByRole("group", { name: "Reactions" }).getByRole("button");
  await ada.message("Shall we dance?").getByRole("button", { name: "👍 Bob" }).click();
  await expect.poll(() => chip(bob).textContent(), SOON).toBe("👍2");
  expect(await chip(bob).getAttribute("aria-pressed")).toBe("true");
  await chip(bob).click();
  await expect.poll(() => chip(ada).textContent(), SOON).toBe("👍1");
  await chip(ada).click();
  await chip(bob).waitFor({ state: "detached" });
});

test("Arrow up edits the last message; the draft waits, and the other person sees the edit", async () => {
  await ada.composer.press("ArrowUp");
  await expect.poll(() => ada.composer.inputValue(), SOON).toBe("Shall we dance?");
  await ada.composer.fill("Shall we waltz?");
  await ada.composer.press("Enter");
  await bob.message("Shall we waltz?").getByText("edited").waitFor();
  expect(await bob.words()).toEqual(["Shall we waltz?"]);
  expect(await ada.composer.inputValue()).toBe("");

  await ada.composer.fill("half a sent");
  await ada.applyAction("Shall we waltz?", "Edit");
  await ada.composer.press("Escape");
  expect(await ada.composer.inputValue()).toBe("half a sent");
  await ada.composer.fill("");
});

test("presence is shown, and typing until the message is sent", async () => {
  await ada.room(/Bob.*online/).waitFor();
  await bob.composer.pressSequentially("Gladly");
  await ada.page.getByText("Bob is typing").waitFor();
  await bob.composer.press("Enter");
  await ada.message("Gladly").waitFor();
  await ada.page.getByText("Bob is typing").waitFor({ state: "detached" });
});

test("ticks show when a message has arrived and when it was read", async () => {
  await bob.page.goto(url);
  await bob.room("Ada").waitFor();
  await ada.say("The blue hall, at eight");
  await ada.message("The blue hall, at eight").getByLabel("Sent").waitFor();
  await bob.open("Ada");
  await ada.message("The blue hall, at eight").getByLabel("Read").waitFor();
});

test("a deleted message is gone for both, after being asked once", async () => {
  await ada.applyAction("The blue hall, at eight", "Delete");
  await ada.page.getByRole("button", { name: "Delete" }).click();
  await ada.timeline.getByText("This message was deleted").waitFor();
  await bob.timeline.getByText("This message was deleted").waitFor();
  expect(await bob.words()).not.toContain("The blue hall, at eight");
  // The list of rooms hears of it from the inbox, a moment later.
  await bob.page.getByRole("navigation").getByText("The blue hall").waitFor({ state: "detached" });
});

test("an edit that comes too late is not lost", async () => {
  await ada.say("Not for long");
  await ada.message("Not for long").getByLabel(SENT).waitFor();
  await bob.message("Not for long").waitFor();
  await ada.composer.press("ArrowUp");
  await ada.composer.fill("For a little longer");
  const tab = await ada.anotherTab();
  await tab.applyAction("Not for long", "Delete");
  await tab.page.getByRole("button", { name: "Delete" }).click();
  // Her own tabs show it gone before the room knows of it, and until then it can be changed.
  for (const person of [ada, bob]) await person.message("Not for long").waitFor({ state: "detached" });
  await ada.composer.press("Enter");
  await ada.page.getByText("does not exist any more").waitFor();
  await expect.poll(() => ada.composer.inputValue(), SOON).toBe("For a little longer");
  await ada.composer.fill("");
  await tab.page.close();
});

test("a muted room does not notify, and a message marked as unread is unread again", async () => {
  await ada.applyAction("Gladly", "Mark as unread");
  await ada.room("unread message").waitFor();
  await ada.room("Bob").click({ button: "right" });
  await ada.page.getByRole("button", { name: "Mute", exact: true }).click();
  await ada.room("muted").waitFor();
  expect(await ada.page.title()).toBe("Parlor");
});

test("neither page has logged an error", () => {
  expect([...ada.complaints, ...bob.complaints]).toEqual([]);
});
