import { type Browser, chromium } from "playwright-core";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { Person, SENT, SOON } from "./person.ts";

const url = inject("serverUrl");
let browser: Browser;

beforeAll(async () => {
  browser = await chromium.connect(inject("browserEndpoint"));
});
afterAll(() => browser.close());

/** Two people in a conversation, and one of them in it with two tabs. */
async function twoTabs(name: string, friend: string) {
  const [one, other] = await Promise.all([
    Person.signUp(browser, url, name),
    Person.signUp(browser, url, friend),
  ]);
  await one.writeTo(other);
  await one.say("Hello");
  await one.message("Hello").getByLabel(SENT).waitFor();
  await other.open(name);
  const two = await one.anotherTab();
  await two.message("Hello").waitFor();
  const room = one.page.url().split("/").at(-1) ?? "";
  const leave = () => Promise.all([one.leave(), other.leave()]);
  return { one, two, other, connections: ["inbox", room].sort(), leave };
}

test("two tabs share one connection, and show the same", async () => {
  const { one, two, other, connections, leave } = await twoTabs("Ruth", "Omar");
  expect([one.sockets, two.sockets]).toEqual([connections, []]);
  await two.say("From the second");
  await one.say("From the first");
  await other.message("From the first").waitFor();
  await other.say("To both");
  await Promise.all([one.message("To both").waitFor(), two.message("To both").waitFor()]);
  const texts = await other.words();
  expect(texts.toSorted()).toEqual(["From the first", "From the second", "Hello", "To both"]);
  await expect.poll(() => Promise.all([one.words(), two.words()]), SOON).toEqual([texts, texts]);
  // Another room in the other tab: one connection more, and again in the tab that has them all.
  await two.page.getByRole("button", { name: "New", exact: true }).click();
  await two.page.getByRole("button", { name: "New group" }).click();
  await two.page.getByLabel("Name", { exact: true }).fill("Allotment");
  await two.page.getByRole("button", { name: "Create group" }).click();
  await two.page.getByRole("heading", { name: "Allotment", level: 1 }).waitFor();
  await two.say("Anyone?");
  await two.message("Anyone?").getByLabel(SENT).waitFor();
  await expect.poll(() => [one.sockets.length, two.sockets.length], SOON).toEqual([3, 0]);
  expect([...one.complaints, ...two.complaints]).toEqual([]);
  await leave();
});

test.each([
  ["is closed", (tab: Person) => tab.page.close()],
  // The crash answers nothing, not even that it happened.
  [
    "crashes",
    async (tab: Person) => {
      const devtools = await tab.context.newCDPSession(tab.page);
      const crashed = new Promise((resolve) => tab.page.once("crash", resolve));
      void devtools.send("Page.crash").catch(() => {});
      await crashed;
    },
  ],
])("when the tab that has the connection %s, the other goes on within two seconds", async (_, end) => {
  const { one, two, other, connections, leave } = await twoTabs("Nell", "Hugo");
  const from = performance.now();
  await end(one);
  await two.say("Still here");
  await other.message("Still here").waitFor();
  await other.say("Good");
  await two.message("Good").waitFor();
  const took = performance.now() - from;
  console.log(`Handed over, sent and answered within ${Math.round(took)} ms.`);
  // A connection that nobody misses is given up after 12 s; the rest is for a slow machine.
  expect(took).toBeLessThan(8_000);
  await expect.poll(() => two.sockets, SOON).toEqual(connections);
  expect(await two.words()).toEqual(["Hello", "Still here", "Good"]);
  expect(two.complaints).toEqual([]);
  await leave();
});

test("what is written offline in two tabs, one of which is then closed, is sent once", async () => {
  const { one, two, other, leave } = await twoTabs("Vera", "Paul");
  await one.context.setOffline(true);
  await Promise.all(
    [one, two].map((tab) => tab.page.getByText("You are offline").filter({ visible: true }).waitFor()),
  );
  await two.say("Written in the second");
  await one.message("Written in the second").getByLabel("Sending").waitFor();
  await one.say("Written in the first");
  await two.message("Written in the first").getByLabel("Sending").waitFor();
  await two.page.close();
  await one.context.setOffline(false);
  await one.message("Written in the first").getByLabel(SENT).waitFor();
  await one.message("Written in the second").getByLabel(SENT).waitFor();
  await other.message("Written in the second").waitFor();
  expect((await other.words()).toSorted()).toEqual([
    "Hello",
    "Written in the first",
    "Written in the second",
  ]);
  expect(await one.words()).toEqual(await other.words());
  await leave();
});

test("the theme and who is signed in are the same in all tabs at once", async () => {
  const { one, two, leave } = await twoTabs("Iris", "Alan");
  await one.page.getByRole("button", { name: /Profile and settings/ }).click();
  await one.page.getByRole("link", { name: "Appearance and language" }).click();
  await one.page.getByText("Dark", { exact: true }).click();
  await expect.poll(() => two.page.locator("html").getAttribute("data-theme"), SOON).toBe("dark");
  await one.page.getByRole("button", { name: "Sign out" }).click();
  await Promise.all([one, two].map((tab) => tab.page.getByRole("button", { name: "Sign in" }).waitFor()));
  const left = await two.page.evaluate(async () => {
    const open = indexedDB.open("parlor");
    await new Promise((opened) => open.addEventListener("success", opened));
    const areas = ["outbox", "reads", "cache"];
    const counts = areas.map((area) => {
      const count = open.result.transaction(area).objectStore(area).count();
      return new Promise((counted) => count.addEventListener("success", () => counted(count.result)));
    });
    return Promise.all(counts);
  });
  expect(left).toEqual([0, 0, 0]);
  await leave();
});
