import { type Browser, chromium } from "playwright-core";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { Person, SOON } from "./person.ts";

const url = inject("serverUrl");
let browser: Browser;

beforeAll(async () => {
  browser = await chromium.connect(inject("browserEndpoint"));
});
afterAll(() => browser.close());

const naughty = [
  "<script>alert(1)</script>",
  '<img src=x onerror="alert(1)">',
  "<svg/onload=alert(1)>",
  "\"><iframe src='javascript:alert(1)'></iframe>",
  "javascript:alert(1) data:text/html,<b>hi</b> vbscript:x",
  'https://example.org/"onmouseover="alert(1)',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it must come out just so
  "{{constructor.constructor('alert(1)')()}} ${7*7} <%= 7*7 %>",
  "&lt;b&gt; &amp; &#60;",
  "a\u202Eb\u202Dc \u2066d\u2069 \u200Fe",
  "Z\u0351\u036B\u0343\u036A\u0302a\u0328\u0321l\u0334g\u0489o",
  "👩‍👩‍👧‍👦 🏳️‍🌈 🇩🇪 👍🏽",
  "שלום עולם مرحبا بالعالم",
  "田中さんにあげて下さい",
  "x".repeat(2_000),
  "__proto__ constructor toString null undefined NaN true",
  "tab\there  two  spaces\n\n\nthree newlines",
];

test("whatever is written comes out as text, exactly", async () => {
  const eve = await Person.signUp(browser, url, '<b onclick="alert(1)">Eve</b>');
  const tom = await Person.signUp(browser, url, "Tom");
  await eve.writeTo(tom);
  for (const text of naughty) await eve.say(text);
  await expect.poll(() => eve.timeline.getByLabel("Sending").count(), SOON).toBe(0);
  await tom.open("Eve");
  // Somebody who scrolls up before the messages are there never sees the last of them.
  await expect.poll(() => tom.words(), SOON).toContain(naughty.at(-1));

  const shown = new Set<string>();
  await tom.timeline.hover();
  await expect
    .poll(async () => {
      for (const words of await tom.words()) shown.add(words);
      await tom.page.mouse.wheel(0, -300);
      return naughty.filter((text) => !shown.has(text));
    }, SOON)
    .toEqual([]);
  expect(await tom.timeline.locator("script, img, iframe, b, [onclick], [onmouseover]").count()).toBe(0);
  const links = await tom.timeline
    .getByRole("link")
    .evaluateAll((all) => all.map((each) => each.getAttribute("href")));
  expect(links.every((href) => href?.startsWith("https://example.org/"))).toBe(true);
  expect([...eve.complaints, ...tom.complaints]).toEqual([]);
  await Promise.all([eve.leave(), tom.leave()]);
});
