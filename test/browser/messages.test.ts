import { type Browser, chromium, type Locator } from "playwright-core";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import type { Parlor, RoomHandle } from "../../src/client/index.ts";
import type { RoomId, UserId } from "../../src/protocol/ids.ts";
import { asId } from "../as-id.ts";
import { PASSWORD, Person, SENT, SOON } from "./person.ts";
import { quietly, until } from "./talkative.ts";

const url = inject("serverUrl");
/** Sends a room takes from one person at once. */
const BURST = 20;
/** Milliseconds for which a slow line holds back what comes from the server: long enough for a page to come to rest. */
const LATE_MS = 400;
let browser: Browser;
let ada: Person;
let eve: Parlor;
const others: Parlor[] = [];
let room_id: RoomId;

/** Does something in the room, and waits until all that was said there has arrived. */
async function inRoom(parlor: Parlor, run: (room: RoomHandle) => unknown): Promise<void> {
  const room = parlor.openRoom(room_id);
  await until(room.state, ({ connection }) => connection.state === "live");
  await run(room);
  await until(room.state, ({ pending }) => pending.length === 0);
  room.close();
}
const sayAs = (parlor: Parlor, lines: readonly string[]): Promise<void> =>
  inRoom(parlor, (room) => {
    for (const text of lines) room.send({ text });
  });

const sheet = (name: string): Locator => ada.page.getByRole("dialog", { name });

beforeAll(async () => {
  browser = await chromium.connect(inject("browserEndpoint"));
  ada = await Person.signUp(browser, url, "Ada");
  eve = await quietly(url, "Eve");
  others.push(await quietly(url, "Fay"), await quietly(url, "Gil"));
  const ids = await Promise.all(
    [ada.handle, ...others.map(handleOf)].map(async (handle) => {
      const found = await eve.call("people", { q: handle });
      return asId<UserId>(found.ok ? (found.value.people[0]?.user_id ?? "") : "");
    }),
  );
  const room = await eve.createRoom({ kind: "group", name: "The hall", members: ids });
  if (!room.ok) throw new Error(room.code);
  room_id = room.value.room_id;
  await inRoom(eve, (at) => at.applyAction({ type: "set_role", user_id: asId(ids[0] ?? ""), role: "admin" }));
  await sayAs(eve, ["A word to begin with", "Another of Eve’s"]);
  await ada.open("The hall");
  await ada.message("A word to begin with").waitFor();
  await ada.room("unread message").waitFor({ state: "detached" });
});
afterAll(async () => {
  for (const parlor of [eve, ...others]) parlor?.close();
  await browser?.close();
});

const handleOf = (parlor: Parlor): string => {
  const session = parlor.session.get();
  return session.status === "signed_in" ? session.user.handle : "";
};

test("messages by keyboard: arrow keys move, a letter replies, Enter opens the menu", async () => {
  await ada.say("Second of all");
  // Until it is sent there is nothing to be done with it.
  await ada.message("Second of all").getByLabel(SENT).waitFor();
  await ada.timeline.focus();
  await ada.page.keyboard.press("ArrowUp");
  await ada.page.keyboard.press("Enter");
  await sheet("Message actions").getByRole("button", { name: "Reply", exact: true }).waitFor();
  await ada.page.keyboard.press("Escape");
  await ada.page.keyboard.press("r");
  await expect.poll(() => ada.composer.evaluate((each) => each === document.activeElement), SOON).toBe(true);
  // What stands right above is not quoted.
  for (const fay of others.slice(0, 1)) await sayAs(fay, ["Meanwhile"]);
  await ada.message("Meanwhile").waitFor();
  await ada.say("An answer");
  await ada.message("An answer").getByRole("blockquote").getByText("Second of all").waitFor();
  await ada.message("Another of Eve’s").hover();
  await ada.message("Another of Eve’s").getByRole("button", { name: "Reply to Eve" }).click();
  await ada.say("To Eve");
});

test("a right click opens the menu at the pointer, and the people who reacted are named", async () => {
  await ada.applyAction("A word to begin with", "👍");
  await ada.message("A word to begin with").getByRole("button", { name: "👍 You" }).waitFor();
  await ada.message("A word to begin with").getByText("A word to begin with").click({ button: "right" });
  await sheet("Message actions").getByRole("button", { name: "Who reacted" }).click();
  await sheet("Who reacted").getByText(`@${ada.handle}`).waitFor();
  await ada.page.keyboard.press("Escape");
});

test("owners and admins can read earlier versions of a message", async () => {
  await inRoom(eve, (room) => room.applyAction({ type: "edit", message_id: 1, text: "A word to end with" }));
  await ada.applyAction("A word to end with", "Earlier versions");
  await sheet("Earlier versions").getByText("A word to begin with").waitFor();
  await ada.page.keyboard.press("Escape");
});

test("a message is forwarded to a room found by name, and reported with a reason", async () => {
  const gil = others[1] as Parlor;
  await ada.writeTo({ handle: handleOf(gil) });
  await ada.open("The hall");
  await ada.applyAction("A word to end with", "Forward");
  await sheet("Forward to").getByRole("searchbox").fill("gil");
  await sheet("Forward to").getByRole("button", { name: "Gil" }).click();
  await ada.page.getByText("Forwarded to Gil").waitFor();
  await ada.open("Gil");
  await ada.message("A word to end with").getByText("Forwarded from Eve").waitFor();

  await ada.open("The hall");
  await ada.applyAction("A word to end with", "Report");
  await sheet("Report this message").getByLabel("What is wrong with it?").fill("It is not the end");
  await sheet("Report this message").getByRole("button", { name: "Send report" }).click();
  await ada.page.getByText("Reported").waitFor();
  const reports = await eve.call("reports", { room_id });
  expect(reports.ok && reports.value.reports.map(({ reason }) => reason)).toEqual(["It is not the end"]);
});

test("a link to a message is copied, and leads to it", async () => {
  await ada.context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await ada.applyAction("A word to end with", "Copy link");
  await ada.page.getByText("Copied").waitFor();
  const link = await ada.page.evaluate(() => navigator.clipboard.readText());
  expect(link).toBe(`${new URL(url).origin}/r/${room_id}/m/1`);
});

test("a user who comes back to many new messages sees how many, and can jump to the first", async () => {
  await ada.page.goto(`${url}/`); // or else all would be read at once
  for (const parlor of [eve, ...others])
    await sayAs(
      parlor,
      Array.from({ length: BURST - 1 }, (_, index) => `Line ${index}\nof\nseveral\n${handleOf(parlor)}`),
    );
  // Another device: it has nothing of the room but its newest page.
  const context = await browser.newContext({ locale: "en-GB", viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  await page.goto(url);
  await page.getByLabel("Handle").fill(ada.handle);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("navigation", { name: "Rooms" }).getByRole("link", { name: "The hall" }).click();
  const timeline = page.getByRole("log");
  await timeline.locator("article").first().waitFor();
  const counted = page.getByRole("button", { name: /\d+ new messages/ });
  await counted.waitFor();
  await counted.click();
  await timeline.getByRole("heading", { name: "New messages" }).waitFor();
  await counted.waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Jump to latest" }).click();
  await page.getByRole("button", { name: "Jump to latest" }).waitFor({ state: "detached" });
  await context.close();
});

test("a quote leads to the message it quotes, and highlights it", async () => {
  const answer = ada.message("An answer");
  // What has been said since is on its way when the page shows the message: that changes nothing about where it is.
  await ada.page.routeWebSocket(/\/api\/rooms\//, (page) => {
    page.connectToServer().onMessage((frame) => setTimeout(() => page.send(frame), LATE_MS));
  });
  await ada.page.goto(`${url}/r/${room_id}/m/5`);
  await answer.waitFor();
  const height = () => ada.timeline.evaluate((element) => element.scrollHeight);
  await expect.poll(height, SOON).toBeGreaterThan(2_000);
  await answer.getByRole("blockquote").getByRole("button").click();
  await expect
    .poll(
      () =>
        ada
          .message("Second of all")
          .first()
          .evaluate((each) => each.matches("[class*=_highlighted]")),
      SOON,
    )
    .toBe(true);
  expect(ada.page.url()).toContain("/m/3");
});

test("messages of somebody blocked are hidden behind a line, until they are asked for", async () => {
  const session = eve.session.get();
  const user_id = session.status === "signed_in" ? session.user.user_id : "";
  // From another place, as from another device.
  await ada.page.evaluate(async (id) => {
    await fetch("/api/inbox/actions", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ action: { type: "block", user_id: id, on: true } }),
    });
  }, user_id);
  await ada.timeline.getByText("2 messages from someone you blocked").waitFor();
  expect(await ada.message("A word to end with").count()).toBe(0);
  await ada.message("To Eve").getByRole("blockquote").getByText("from someone you blocked").waitFor();
  await ada.timeline.getByRole("button", { name: "Show" }).first().click();
  await ada.message("A word to end with").waitFor();
  await sayAs(eve, ["Out of sight"]);
  const rooms = ada.page.getByRole("navigation", { name: "Rooms" });
  await rooms.getByText("A message from someone you blocked").waitFor();
  expect(await rooms.getByText("Out of sight").count()).toBe(0);
  eve.openRoom(room_id).send({ text: "Out of sight in a thread", thread: 3 });
  await ada.page.goto(`${url}/r/${room_id}/t/3`);
  const thread = ada.page.getByRole("log", { name: "Thread" });
  await thread.getByText("1 message from someone you blocked").waitFor();
  expect(await thread.getByText("Out of sight in a thread").count()).toBe(0);
  await thread.getByRole("button", { name: "Show" }).click();
  await thread.getByText("Out of sight in a thread").waitFor();
});

test("a busy room shows 14 messages as comfortable lines and 20 as compact ones", async () => {
  const { page } = ada;
  const [fay, gil] = others as [Parlor, Parlor];
  for (let count = 0; count < 12; count++)
    for (const each of [fay, gil]) await sayAs(each, [`Line ${count}, as long as most are`]);
  await page.setViewportSize({ width: 1440, height: 900 });
  const whole = () =>
    ada.timeline.evaluate((log) => {
      const { top, bottom } = log.getBoundingClientRect();
      const isWhole = (each: Element): boolean => {
        const at = each.getBoundingClientRect();
        return at.height > 0 && at.top >= top && at.bottom <= bottom;
      };
      return [...log.querySelectorAll("article")].filter(isWhole).length;
    });
  for (const [layout, least] of [
    ["comfortable", 14],
    ["compact", 20],
  ] as const) {
    await page.evaluate((chosen) => localStorage.setItem("parlor.layout.room", chosen), layout);
    await page.goto(`${url}/r/${room_id}`);
    await expect.poll(whole, SOON).toBeGreaterThanOrEqual(least);
  }
  await page.evaluate(() => localStorage.removeItem("parlor.layout.room"));
  await page.setViewportSize({ width: 1280, height: 800 });
});

test("the address of a thread that does not exist says so", async () => {
  await ada.page.goto(`${url}/r/${room_id}/t/99999`);
  const thread = ada.page.getByRole("complementary", { name: "Thread" });
  await thread.getByText("That message does not exist in this room.").waitFor();
  expect(await thread.getByRole("textbox").count()).toBe(0);
});

test("the page has logged no error", () => {
  expect(ada.complaints).toEqual([]);
});
