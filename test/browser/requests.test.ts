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
});
afterAll(() => browser.close());

/** Calls the API as whoever is signed in there. */
const call = (person: Person, path: string, body: object): Promise<{ room_id: string }> =>
  person.page.evaluate(
    async ([to, what]) => {
      const headers = { "Content-Type": "application/json" };
      const answer = await fetch(to, { method: "POST", headers, body: JSON.stringify(what) });
      return answer.json();
    },
    [path, body] as const,
  );

const idOf = (person: Person): Promise<string> =>
  person.page.evaluate(async () => ((await (await fetch("/api/me")).json()) as { user_id: string }).user_id);

const requests = (person: Person): Locator => person.page.getByRole("link", { name: /^Requests/ });

test("CONSENT1, CONSENT3: whoever has left is asked, under Requests, and comes back by accepting", async () => {
  const bobs = await idOf(bob);
  const { room_id } = await call(ada, "/api/rooms", { kind: "group", name: "Attic", members: [bobs] });
  await bob.page.getByRole("link", { name: /Attic/ }).waitFor();
  await call(bob, `/api/rooms/${room_id}/leave`, {});
  await expect.poll(() => bob.page.getByRole("link", { name: /Attic/ }).count(), SOON).toBe(0);
  expect(await requests(bob).count()).toBe(0);
  await call(ada, `/api/rooms/${room_id}/members`, { user_ids: [bobs] });
  await requests(bob).click();
  await bob.page.getByText("invites you to the group").waitFor();
  await bob.page.getByRole("button", { name: "Accept" }).click();
  await bob.page.getByRole("textbox", { name: "Message Attic" }).waitFor();
  await expect.poll(() => requests(bob).count(), SOON).toBe(0);
});

test("CONSENT6: what is declined is gone", async () => {
  const { room_id } = await call(ada, "/api/rooms", {
    kind: "group",
    name: "Cellar",
    members: [await idOf(bob)],
  });
  await bob.page.getByRole("link", { name: /Cellar/ }).waitFor();
  await call(bob, `/api/rooms/${room_id}/leave`, {});
  await call(ada, `/api/rooms/${room_id}/members`, { user_ids: [await idOf(bob)] });
  await requests(bob).click();
  await bob.page.getByRole("button", { name: "Decline" }).click();
  await bob.page.getByRole("heading", { name: "No requests" }).waitFor();
});

test("CONSENT8, PRESENCE7: the privacy settings say who may write and who sees whom", async () => {
  const { page } = bob;
  await page.goto(`${url}/settings/privacy`);
  const writers = page.getByLabel("Who may message and invite me");
  const seen = page.getByLabel("Who sees when I am online");
  await writers.selectOption("My contacts");
  await seen.selectOption("People I share a room with");
  const stored = () =>
    page.evaluate(async () => {
      const answer = await fetch("/api/inbox/entries?kind=settings");
      return ((await answer.json()) as { entries: { entry: object }[] }).entries[0]?.entry;
    });
  await expect.poll(stored, SOON).toMatchObject({ writers: "contacts", presence_audience: "shared_room" });
  await page.reload();
  await expect.poll(() => writers.inputValue(), SOON).toBe("My contacts");
  expect(await seen.inputValue()).toBe("People I share a room with");
  expect([...ada.complaints, ...bob.complaints]).toEqual([]);
});
