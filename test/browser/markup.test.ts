import { type Browser, chromium } from "playwright-core";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { Person, SOON } from "./person.ts";

const url = inject("serverUrl");
let browser: Browser;

beforeAll(async () => {
  browser = await chromium.connect(inject("browserEndpoint"));
});
afterAll(() => browser.close());

const hostile = [
  "[x](javascript:alert(1)) [x](JAVASCRIPT:alert(1)) [x](data:text/html,<script>alert(1)</script>)",
  '![x](https://example.org/a.png) ![x](x" onerror="alert(1))',
  "**<script>alert(1)</script>** _<img src=x onerror=alert(1)>_ ~~<svg/onload=alert(1)>~~",
  "`<img src=x onerror=alert(1)>`",
  "```html\n<script>alert(1)</script><img src=x onerror=alert(1)>\n```",
  '```"><script>alert(1)</script>\n```',
  "> <iframe src=javascript:alert(1)>\n- <form action=javascript:alert(1)><button>\n1. <style>*{display:none}</style>",
  '[<img src=x onerror=alert(1)>](https://example.org/"onmouseover="alert(1))',
  "[a](https://example.org/?<script>alert(1)</script>) <https://example.org/'onclick='alert(1)>",
  "[https://bank.example](https://evil.example) https://bank.example@evil.example/ https://\u0430pple.example",
  "@<b onclick=alert(1)> :<img src=x>: &lt;script&gt; <!-- x --> <![CDATA[x]]> {{7*7}}",
];

/** All a message may be made of, whatever is written in it. */
const ELEMENTS =
  "div span p a bdi strong em del code ul ol li blockquote section button svg path fieldset time article".split(
    " ",
  );
const ATTRIBUTES =
  "class dir href title target rel start value tabindex aria-label type width height viewBox fill stroke stroke-width stroke-linecap stroke-linejoin aria-hidden d role aria-pressed style datetime aria-haspopup data-bubble data-message-text data-mention".split(
    " ",
  );

/** Runs in the page: what of the timeline is none of it. Only the message itself is named by its key. */
function strange(timeline: Element, allowed: { elements: string[]; attributes: string[] }): string[] {
  return [...timeline.querySelectorAll("article, article *")].flatMap((element) => [
    ...(allowed.elements.includes(element.tagName.toLowerCase()) ? [] : [element.tagName]),
    ...element
      .getAttributeNames()
      .filter((name) => !allowed.attributes.includes(name))
      .filter((name) => name !== "data-key" || element.tagName !== "ARTICLE"),
  ]);
}

test("no notation, name or poll makes anything but words", async () => {
  const [eve, tom] = [
    await Person.signUp(browser, url, "<img src=x onerror=alert(1)>Eve"),
    await Person.signUp(browser, url, "Tom"),
  ];
  await eve.writeTo(tom);
  for (const text of hostile) await eve.say(text);
  await eve.page.getByRole("button", { name: "More options" }).click();
  await eve.page.getByRole("dialog").getByRole("button", { name: "Poll" }).click();
  const dialog = eve.page.getByRole("dialog", { name: "Poll" });
  await dialog.getByLabel("Question").fill("<b>Which</b> ![x](y)?");
  await dialog.getByLabel("Answer 1").fill("<script>alert(1)</script>");
  await dialog.getByLabel("Answer 2", { exact: true }).fill('"><img src=x onerror=alert(1)>');
  await dialog.getByRole("button", { name: "Create poll" }).click();
  await tom.open("Eve");
  await tom.timeline.getByRole("button", { name: "<script>alert(1)</script>" }).waitFor();

  const found = new Set<string>();
  const links = new Set<string>();
  await tom.timeline.hover();
  await expect
    .poll(async () => {
      const allowed = { elements: ELEMENTS, attributes: ATTRIBUTES };
      for (const each of await tom.timeline.evaluate(strange, allowed)) found.add(each);
      for (const link of await tom.timeline.getByRole("link").all())
        links.add(`${await link.textContent()} → ${await link.getAttribute("href")}`);
      await tom.page.mouse.wheel(0, -300);
      return tom.timeline.getByRole("heading", { level: 2, name: /Eve/ }).count();
    }, SOON)
    .toBe(1);
  expect([...found]).toEqual([]);
  for (const link of links) expect(link).toMatch(/ → https:\/\//);
  expect([...links]).toEqual(
    expect.arrayContaining([
      "https://bank.example (evil.example) → https://evil.example/",
      "https://bank.example@evil.example/ (evil.example) → https://bank.example@evil.example/",
      "https://\u0430pple.example (xn--pple-43d.example) → https://xn--pple-43d.example/",
    ]),
  );
  expect([...eve.complaints, ...tom.complaints]).toEqual([]);
  await Promise.all([eve.leave(), tom.leave()]);
});
