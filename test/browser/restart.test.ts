import { rm } from "node:fs/promises";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { type Server, startServer } from "../../src/tools/server.ts";
import { freshState } from "../fresh-state.ts";
import { Person, SENT, SOON } from "./person.ts";
import { talkative } from "./talkative.ts";

let browser: Browser;
let server: Server;
let folder: string;

// A server of its own: it is killed, and its senders are not held back.
beforeAll(async () => {
  folder = await freshState();
  browser = await chromium.connect(inject("browserEndpoint"));
  const vars = {
    STRANGERS: "everyone",
    PASSWORD_COST: "4",
    SEND_RATE_PER_SECOND: "1000",
    SEND_BURST: "1000",
  };
  // What wrangler says of a runtime that is killed on purpose is no news.
  server = await startServer({ port: 0, persistTo: folder, vars, onOutput: () => {} });
});
afterAll(async () => {
  await browser.close();
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

test("the server dies in mid-sentence, and the conversation goes on where it was", async () => {
  const [una, leo] = await Promise.all([
    Person.signUp(browser, server.url, "Una"),
    Person.signUp(browser, server.url, "Leo"),
  ]);
  await una.writeTo(leo);
  await una.say("Before");
  await leo.open("Una");
  await leo.message("Before").waitFor();

  await una.composer.fill("In mid-sent");
  server.kill();
  await una.composer.press("End");
  await una.composer.pressSequentially("ence");
  await una.composer.press("Enter");
  await una.message("In mid-sentence").getByLabel(SENT).waitFor();
  await leo.message("In mid-sentence").waitFor();
  await leo.say("After");
  await una.message("After").waitFor();
  expect(await una.words()).toEqual(["Before", "In mid-sentence", "After"]);
  expect(await leo.words()).toEqual(["Before", "In mid-sentence", "After"]);
  await Promise.all([una.leave(), leo.leave()]);
});

test("older messages come in while one reads upwards, and what one reads stays where it is", async () => {
  const noa = await Person.signUp(browser, server.url, "Noa");
  await talkative(server.url, { room: "Long talk", messages: 1_000, invite: noa.handle });
  const pages = await holdBack(noa.page, "**/api/rooms/*/messages?*");
  await noa.open("Long talk");
  await noa.message("Line 1000").waitFor();
  // A narrower room is still one that stands at its end.
  await noa.page.getByRole("button", { name: "Members" }).click();
  await noa.page.getByRole("list", { name: "Members" }).waitFor();
  await noa.page.goBack();
  await noa.message("Line 1000").waitFor();
  await expect.poll(() => noa.page.getByRole("button", { name: /latest|new message/ }).count(), SOON).toBe(0);

  await noa.timeline.hover();
  for (let round = 0; round < 4; round++) {
    const page = await pages.next(() => noa.page.mouse.wheel(0, -600));
    const reading = noa.timeline.locator("article").nth(8);
    const line = await reading.locator("[data-message-text]").innerText();
    const before = await noa.message(line).boundingBox();
    const first = await noa.timeline.evaluate((log) => log.scrollHeight);
    page.release();
    await expect.poll(() => noa.timeline.evaluate((log) => log.scrollHeight), SOON).toBeGreaterThan(first);
    await noa.page.evaluate(
      () => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))),
    );
    const after = await noa.message(line).boundingBox();
    expect(Math.abs((after?.y ?? -1e9) - (before?.y ?? 1e9))).toBeLessThanOrEqual(1);
  }
  const lines = (await noa.words()).map((text) => Number(text.replace("Line ", "")));
  expect(lines).toEqual(lines.map((_, index) => (lines[0] ?? 0) + index));
  pages.letGo();
  await noa.page.getByRole("button", { name: "Jump to latest" }).click();
  await noa.message("Line 1000").waitFor();
  await noa.leave();
});

/** Requests to an address wait until they are let go one by one, so that what happens meanwhile can be looked at. */
async function holdBack(page: Page, address: string) {
  const held: { release: () => void }[] = [];
  let isHolding = true;
  await page.route(address, async (route) => {
    if (isHolding) await new Promise<void>((release) => held.push({ release }));
    await route.continue();
  });
  return {
    /** Does something again and again until a request is held, and gives it. */
    async next(nudge: () => Promise<void>) {
      await expect
        .poll(async () => {
          if (held.length === 0) await nudge();
          return held.length;
        }, SOON)
        .toBeGreaterThan(0);
      const [first] = held.splice(0, 1);
      if (first === undefined) throw new Error("no request is held");
      return first;
    },
    letGo() {
      isHolding = false;
      for (const { release } of held.splice(0)) release();
    },
  };
}
