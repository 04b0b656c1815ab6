import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import type { Parlor } from "../../src/client/index.ts";
import { BIO_MAX, DESCRIPTION_MAX, NAME_MAX, POLL_OPTION_MAX, TOPIC_MAX } from "../../src/protocol/limits.ts";
import { withoutTurning } from "../../src/protocol/user.ts";
import { Person } from "./person.ts";
import { quietly, until } from "./talkative.ts";

/** What people could write into each field that is not a message, by ways of their own around the app. */

const url = inject("serverUrl");
let browser: Browser;
let eve: Parlor;
let tom: Person;

const SCRIPTS = [
  "<script>alert(1)</script>",
  '<img src=x onerror="alert(1)">',
  "<svg/onload=alert(1)>",
  '"><b onclick=alert(1)>bold</b>',
  "javascript:alert(1)",
  "{{constructor.constructor('alert(1)')()}}",
];
const SHAPES = [
  "\u202Egnirts desrever a\u202D\u2066\u2067",
  "Z\u0351\u036B\u0343\u036A\u0302a\u0328\u0321l\u0334g\u0489o".repeat(3),
  "👩‍👩‍👧‍👦🏳️‍🌈🇩🇪👍🏽".repeat(2),
  "﷽".repeat(20),
  "W".repeat(10_000),
];
const all = [...SCRIPTS, ...SHAPES];
const cut = (text: string, most: number): string =>
  [...text]
    .slice(0, Math.floor(most / 2))
    .join("")
    .slice(0, most);
/** What turns the text around it is refused in a name; in other texts it is not. */
const nameOf = (text: string, most: number): string => cut(withoutTurning(text), most);

beforeAll(async () => {
  browser = await chromium.connect(inject("browserEndpoint"));
  eve = await quietly(url, cut(SCRIPTS[1] ?? "", NAME_MAX));
  tom = await Person.signUp(browser, url, "Tom");
});
afterAll(async () => {
  eve.close();
  await browser.close();
});

/** Nothing of what was written has become a part of the page, and nothing is wider than the window. */
async function expectHarmless(page: Page, where: string): Promise<void> {
  expect(
    await page
      .locator("#app, dialog")
      .locator("script, img, iframe, b, [onclick], [onerror], [onload]")
      .count(),
    where,
  ).toBe(0);
  const links = await page
    .getByRole("link")
    .evaluateAll((links) => links.map((link) => (link as HTMLAnchorElement).protocol));
  expect(
    links.every((protocol) => /^https?:$/.test(protocol)),
    where,
  ).toBe(true);
  expect(
    await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
    where,
  ).toBeLessThanOrEqual(0);
  const tall = await page
    .getByRole("navigation", { name: "Rooms" })
    .getByRole("link")
    .evaluateAll((rows) => rows.filter((row) => row.clientHeight > 120).length);
  expect(tall, where).toBe(0);
  expect(tom.complaints, where).toEqual([]);
}

test("names, topics, descriptions, bios and polls come out as text, and nothing breaks out of its place", async () => {
  const found = await eve.call("people", { q: tom.handle });
  const guest = found.ok ? found.value.people.map(({ user_id }) => user_id) : [];
  const rooms: string[] = [];
  for (const [index, text] of all.entries()) {
    const made = await eve.createRoom({
      kind: "group",
      name: `${index} ${nameOf(text, NAME_MAX - 4)}`,
      topic: cut(text, TOPIC_MAX),
      members: guest,
    });
    if (!made.ok) throw new Error(made.code);
    rooms.push(made.value.room_id);
    const room = eve.openRoom(made.value.room_id);
    await until(room.state, ({ connection }) => connection.state === "live");
    room.send({
      text: text.slice(0, 8_000),
      poll: { options: all.slice(0, 6).map((each) => cut(each, POLL_OPTION_MAX)), multiple: false },
    });
    await room.applyAction({ type: "update_room", settings: { description: cut(text, DESCRIPTION_MAX) } });
    await until(room.state, ({ head, pending }) => head > 0 && pending.length === 0);
    room.close();
  }
  const { page } = tom;
  for (const [index, text] of all.entries()) {
    const edited = await eve.call("editMe", { name: nameOf(text, NAME_MAX), bio: cut(text, BIO_MAX) });
    if (!edited.ok) throw new Error(edited.code);
    await page.goto(`${url}/r/${rooms[index]}/members`);
    await page.getByRole("list", { name: "Members" }).getByText("@quiet").waitFor();
    await page.getByRole("log").locator("article").first().waitFor();
    await expectHarmless(page, text.slice(0, 40));
  }
  await page.setViewportSize({ width: 320, height: 640 });
  await page.goto(`${url}/r/${rooms.at(-1)}`);
  await page.getByRole("log").locator("article").first().waitFor();
  await expectHarmless(page, "a small phone");
  await page.setViewportSize({ width: 1280, height: 800 });
});

test("whatever stands in an address leads home or says that nothing is there", async () => {
  const { page } = tom;
  for (const path of [
    "/r/<script>alert(1)</script>",
    "/r/%3Cimg%20src=x%20onerror=alert(1)%3E/members",
    "/settings/%3Cscript%3Ealert(1)%3C/script%3E",
    "/settings/__proto__",
    "/r/__proto__/constructor",
    `/r/g_${"0".repeat(20)}/m/${"9".repeat(400)}`,
    `/${"x".repeat(4_000)}`,
    "/%00%0d%0aSet-Cookie:x=1",
    "/?q=<svg/onload=alert(1)>#<img src=x onerror=alert(1)>",
    "//example.org/%2f..",
  ]) {
    const answer = await page.goto(url + path).catch((error: Error) => error.message);
    // What the server does not take for an address at all is refused by it, and no page is there to look at.
    if (typeof answer === "string" || answer === null || !answer.ok()) continue;
    await page.getByRole("navigation", { name: "Rooms" }).waitFor();
    await expectHarmless(page, path.slice(0, 60));
  }
});

test("nobody can have a name that looks like none, or one that is a script's", async () => {
  for (const name of ["\u200b", "\u3164", "\u2800\u2800", "\u00ad\u034f", "\u202e\u202d", "\ufe0f"]) {
    expect(await eve.call("editMe", { name }), JSON.stringify(name)).toMatchObject({ code: "bad_request" });
    expect(await eve.createRoom({ kind: "group", name }), JSON.stringify(name)).toMatchObject({
      code: "bad_request",
    });
  }
  for (const handle of [
    "<b>eve</b>",
    "eve\u202e",
    "ｅｖｅ",
    "ev\u0435",
    "../eve",
    "eve eve",
    "__proto__\u200b",
  ])
    expect(await eve.call("register", { handle, password: "correct horse battery" }), handle).toMatchObject({
      code: "bad_request",
    });
});
