import { type Browser, chromium, type Locator } from "playwright-core";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { Person, SOON } from "./person.ts";

const url = inject("serverUrl");
let browser: Browser;
let ada: Person;
let bob: Person;

beforeAll(async () => {
  browser = await chromium.connect(inject("browserEndpoint"));
  [ada, bob] = await Promise.all([Person.signUp(browser, url, "Ada"), Person.signUp(browser, url, "Bob")]);
  const { page } = ada;
  await page.getByRole("button", { name: "Start a group" }).click();
  await page.getByLabel("Name").fill("Attic");
  await page.getByRole("button", { name: "Create group" }).click();
  await ada.composer.waitFor();
});
afterAll(() => browser.close());

const panel = (person: Person, name: string | RegExp): Locator =>
  person.page.getByRole("complementary", { name });
const about = async (person: Person, way: string): Promise<void> => {
  await person.page.getByRole("button", { name: "About this room" }).click();
  await panel(person, "About this room").getByRole("link", { name: way }).click();
};

/** Makes a link for one person, and returns it. */
async function makeLink(): Promise<string> {
  await about(ada, "Invite links");
  const links = panel(ada, "Invite links");
  await links.getByLabel("Can be used by").selectOption("1 person");
  await links.getByRole("button", { name: "Create link" }).click();
  return links.getByLabel("New link").inputValue();
}

test("an invite link shows where it leads, lets in as many as it says, and can be opened before signing in", async () => {
  const link = await makeLink();
  const { page } = bob;
  await page.goto(link);
  await page.getByRole("heading", { name: "Attic" }).waitFor();
  await page.getByText("1 member", { exact: true }).waitFor();
  await page.getByRole("button", { name: "Join", exact: true }).click();
  await page.getByRole("textbox", { name: "Message Attic" }).waitFor();
  await panel(ada, "Invite links").getByRole("button", { name: "Back" }).click();
  await ada.page.getByText("2 members", { exact: false }).first().waitFor();
  // Cem has no account yet, and the link is used up by now.
  const context = await browser.newContext({ locale: "en-GB" });
  const cem = await context.newPage();
  await cem.goto(link);
  await cem.getByText("You are invited to a room.").waitFor();
  await cem.getByRole("button", { name: "Create an account" }).click();
  await cem.getByLabel("Name").fill("Cem");
  await cem.getByLabel("Handle").fill(`${bob.handle}-c`);
  await cem.getByLabel("Password", { exact: true }).fill("correct horse battery");
  await cem.getByRole("button", { name: "Create account" }).click();
  await cem.getByRole("heading", { name: "This invite link does not work" }).waitFor();
  await context.close();
});

test("people talk in a thread beside the room, in both browsers, and follow it or not", async () => {
  await ada.page.goto(`${url}${new URL(bob.page.url()).pathname}`);
  await ada.say("Who has the key?");
  await bob.applyAction("Who has the key?", "Reply in thread");
  const beside = (person: Person) => panel(person, "Thread");
  await beside(bob).getByText("No replies yet").waitFor();
  const answer = (person: Person) => beside(person).getByRole("textbox", { name: /^Message the thread/ });
  await answer(bob).and(bob.page.locator(":focus")).waitFor();
  await bob.page.keyboard.type("I do.");
  await bob.page.keyboard.press("Enter");
  await beside(bob).getByText("1 reply").waitFor();
  await beside(bob).getByRole("button", { name: "Following" }).waitFor();
  // Ada began it, so she hears of the reply wherever she is.
  await ada.page.getByRole("link", { name: /Threads 1 new/ }).click();
  await ada.page
    .getByRole("region", { name: "Threads" })
    .getByRole("link", { name: /Bob.*I do\./ })
    .click();
  await beside(ada).getByText("I do.", { exact: true }).waitFor();
  await answer(bob).fill("No,");
  await beside(ada).getByText("Bob is typing").waitFor();
  await answer(ada).fill("Then open it");
  await answer(ada).press("Enter");
  await beside(bob).getByText("Then open it", { exact: true }).waitFor();
  // What was begun in the thread is still there, and apart from what is begun in the room.
  await bob.page.reload();
  await expect.poll(() => answer(bob).inputValue(), SOON).toBe("No,");
  expect(await bob.page.getByRole("textbox", { name: "Message Attic" }).inputValue()).toBe("");
  await beside(ada).getByRole("button", { name: "Following" }).click();
  await beside(ada).getByRole("button", { name: "Follow", exact: true }).waitFor();
  await ada.page.getByRole("link", { name: "Threads", exact: true }).click();
  await ada.page.getByRole("heading", { name: "No threads yet" }).waitFor();
});

test("a member who is muted, promoted or removed sees it at once", async () => {
  await ada.open("Attic");
  await ada.page.getByRole("button", { name: "Members" }).click();
  const applyAction = async (what: string): Promise<void> => {
    await panel(ada, /members?$/)
      .getByRole("button", { name: "Actions for Bob" })
      .click();
    await ada.page.getByRole("dialog").getByRole("button", { name: what }).click();
  };
  await applyAction("Mute for 1 hour");
  await bob.page
    .getByText(/You are muted until/)
    .first()
    .waitFor();
  await applyAction("Unmute");
  await bob.page.getByRole("textbox", { name: "Message Attic" }).waitFor();
  await applyAction("Make admin");
  await panel(ada, "2 members").getByText("Admin", { exact: true }).waitFor();
  await bob.page.getByRole("button", { name: "About this room" }).click();
  await panel(bob, "About this room").getByRole("link", { name: "Audit log" }).waitFor();
  await applyAction("Remove from room");
  await ada.page.getByRole("dialog").getByText("Remove Bob?").waitFor();
  await ada.page.getByRole("dialog").getByRole("button", { name: "Remove from room" }).click();
  await bob.page.getByRole("heading", { name: "You were removed from this room" }).waitFor();
  expect(await bob.page.getByText(/\d members?/).count()).toBe(0);
  await bob.room("Attic").waitFor({ state: "detached" });
  await panel(ada, "1 member").waitFor();
});

test("a banned person stays out until the ban is lifted, and the audit log says who did what", async () => {
  const link = await (async () => {
    await ada.page.getByRole("button", { name: "Close the panel" }).click();
    return makeLink();
  })();
  await bob.page.goto(link);
  await bob.page.getByRole("button", { name: "Join", exact: true }).click();
  await bob.page.getByRole("textbox", { name: "Message Attic" }).waitFor();
  await ada.page.getByRole("button", { name: "Members" }).click();
  await panel(ada, "2 members").getByRole("button", { name: "Actions for Bob" }).click();
  const dialog = ada.page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Ban from room" }).click();
  await dialog.getByRole("button", { name: "Ban from room" }).click();
  await bob.page.getByRole("heading", { name: "You are banned from this room" }).waitFor();
  await about(ada, "Banned people");
  await panel(ada, "Banned people").getByText("Banned by Ada").waitFor();
  await panel(ada, "Banned people").getByRole("button", { name: "Unban", exact: true }).click();
  await panel(ada, "Banned people").getByText("Nobody is banned.").waitFor();
  await panel(ada, "Banned people").getByRole("button", { name: "Back" }).click();
  await panel(ada, "About this room").getByRole("link", { name: "Audit log" }).click();
  const log = panel(ada, "Audit log");
  for (const did of [/unbanned Bob/, /\bbanned Bob/, /removed Bob/, /changed the role of Bob to Admin/])
    await log.getByText(did).waitFor();
  expect([...ada.complaints, ...bob.complaints]).toEqual([]);
});
