import axe, { type RunOptions } from "axe-core";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { type Scene, setScene } from "./scene.ts";
import { views } from "./views.ts";
import { type Size, sizes, Visit } from "./visit.ts";

const url = inject("serverUrl");
let browser: Browser;
let scene: Scene;

beforeAll(async () => {
  browser = await chromium.connect(inject("browserEndpoint"));
  scene = await setScene(url);
}, 120_000);
afterAll(async () => {
  scene.close();
  await browser.close();
});

/** Which theme a view is looked at in, by size: so each is seen in both. With `PARLOR_VIEWS=all` in all of them. */
const themes = { desk: "light", phone: "dark" } as const satisfies Record<Size, string>;
const ALL = process.env.PARLOR_VIEWS === "all";
type Theme = (typeof themes)[Size];

/** WCAG 2.2, A and AA, and what axe holds to be good practice. */
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** What axe finds wrong in one theme, one line for each element. */
async function violations(page: Page, theme: Theme): Promise<string[]> {
  await page.emulateMedia({ colorScheme: theme });
  const found = await look(page, { runOnly: TAGS, rules: { "target-size": { enabled: true } } });
  return found.map((line) => `${theme} ${line}`);
}

const look = (page: Page, options: RunOptions): Promise<string[]> =>
  page.evaluate(
    async (how) => {
      const { run } = (window as unknown as { readonly axe: typeof axe }).axe;
      // Of the two thousand emoji some are enough.
      const { violations } = await run({ exclude: ["[role=listbox] fieldset ~ fieldset"] }, how);
      return violations.flatMap(({ id, nodes }) =>
        nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary}`),
      );
    },
    // What is right needs no selectors made for it, which is most of the work.
    // Style sheets from elsewhere, which it would load for some rules, there are none.
    { ...options, resultTypes: ["violations" as const], preload: false },
  );

/** Pixels by which the page is wider than the window, so that one would have to scroll sideways to read on. */
const sideways = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

describe.concurrent.each(Object.keys(sizes) as Size[])("on a %s", (size) => {
  const here = views.filter(({ only }) => only === undefined || only === size);

  test("axe finds nothing wrong in any view, and none is wider than the window", async ({ expect }) => {
    const visit = await Visit.begin(browser, url, scene, size);
    // Not as a script of the page, which its content security policy would refuse.
    await visit.context.addInitScript(axe.source);
    await visit.goto("/");
    const found: Record<string, readonly string[]> = {};
    let isIn = false;
    for (const { name, only, open, isOutside } of here) {
      if (!isOutside && !isIn) await visit.signInAfresh();
      isIn ||= !isOutside;
      await open(visit);
      // Colours are the same in both sizes. What is seen in one size only is looked at in both themes.
      const wanted = only === undefined && !ALL ? [themes[size]] : Object.values(themes);
      const wrong: string[] = [];
      for (const theme of wanted) wrong.push(...(await violations(visit.page, theme)));
      const wide = await sideways(visit.page);
      if (wide > 0) wrong.push(`${wide} pixels too wide`);
      if (wrong.length > 0) found[name] = wrong;
    }
    expect(found).toEqual({});
    await visit.context.close();
  }, 300_000);
});

test("at 320 pixels, which is 400 % of 1,280, nothing has to be scrolled sideways", async () => {
  const visit = await Visit.begin(browser, url, scene, "desk", { viewport: { width: 320, height: 512 } });
  await visit.goto("/");
  await visit.signIn();
  const wide: Record<string, number> = {};
  const narrow = [
    "rooms",
    "conversation",
    "gardening-settings",
    "settings-notifications",
    "settings-devices",
    "mentions",
    "new",
  ];
  for (const { name, open } of views.filter((view) => narrow.includes(view.name))) {
    await open(visit);
    wide[name] = await sideways(visit.page);
  }
  expect(wide).toEqual(Object.fromEntries(narrow.map((name) => [name, 0])));
  await visit.context.close();
});

test("who asks for less motion sees none", async () => {
  const visit = await Visit.begin(browser, url, scene, "desk");
  await visit.goto("/");
  await visit.signIn();
  const moving = () =>
    visit.page.evaluate(() => document.getAnimations().map((each) => (each as CSSAnimation).animationName));
  const open = async () => {
    await visit.press("New");
    await visit.dialog.waitFor();
  };
  await open();
  expect(await moving()).toEqual([]);
  await visit.page.keyboard.press("Escape");
  await visit.page.emulateMedia({ reducedMotion: "no-preference" });
  await visit.page.evaluate(() => document.documentElement.style.setProperty("--rise", "rise 60s"));
  await open();
  expect(await moving()).toContain("rise");
  await visit.context.close();
});
