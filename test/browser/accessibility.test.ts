import { AxeBuilder } from "@axe-core/playwright";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { type Scene, setScene } from "./scene.ts";
import { type Size, sizes, Visit, views } from "./views.ts";

const url = inject("serverUrl");
let browser: Browser;
let scene: Scene;

beforeAll(async () => {
  browser = await chromium.connect(inject("browserEndpoint"));
  scene = await setScene(url);
});
afterAll(async () => {
  scene.close();
  await browser.close();
});

/** WCAG 2.2, A and AA, and what axe holds to be good practice. */
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** What axe finds wrong, one line for each element. */
async function violations(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).withTags(TAGS).analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary}`),
  );
}

/** Whatever is wider than the window, so that one would have to scroll sideways to read on. */
const sideways = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

describe.each(Object.keys(sizes) as Size[])("%s", (size) => {
  let visit: Visit;
  beforeAll(async () => {
    visit = await Visit.begin(browser, url, scene, size);
    await visit.goto("/");
  });
  afterAll(() => visit.context.close());

  const here = views.filter(({ only }) => only === undefined || only === size);
  const inside = here.findIndex(({ isOutside }) => !isOutside);
  test.each(here.map((view, index) => ({ ...view, index })))("$name", async ({ open, isOutside, index }) => {
    const { page } = visit;
    if (index === inside) {
      await visit.goto("/");
      await visit.signIn();
    }
    if (!isOutside) await visit.home();
    await open(visit);
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await violations(page), colorScheme).toEqual([]);
    }
    expect(await sideways(page)).toBeLessThanOrEqual(0);
  });
});
