/**
 * Saves a picture of every view, in both sizes, both themes and both languages:
 * `node test/browser/screenshots.ts <folder> [view …]`. The README's pictures are two of them. Run by hand,
 * and looked at by a person.
 */
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, type Page } from "playwright-core";
import { findChromium } from "../../src/tools/chromium.ts";
import { startServer } from "../../src/tools/server.ts";
import { type Scene, setScene } from "./scene.ts";
import { views } from "./views.ts";
import { type Size, sizes, Visit } from "./visit.ts";

const [folder, ...wanted] = process.argv.slice(2);
if (folder === undefined) throw new Error("Which folder? node test/browser/screenshots.ts <folder>");
const unknown = wanted.find((name) => !views.some((view) => view.name === name));
if (unknown !== undefined) throw new Error(`There is no view ${unknown}.`);
const executablePath = findChromium();
if (executablePath === undefined) throw new Error("No Chromium was found; CHROME_PATH can name one.");

await mkdir(folder, { recursive: true });
const state = await mkdtemp(join(tmpdir(), "parlor-screenshots-"));
const server = await startServer({
  port: 0,
  persistTo: state,
  vars: { AUTH_RATE_LIMIT: "off", STRANGERS: "everyone" },
});
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
try {
  const scene = await setScene(server.url);
  for (const size of Object.keys(sizes) as Size[]) await tour(size, scene);
  scene.close();
} finally {
  await browser.close();
  await server.stop();
  await rm(state, { recursive: true, force: true });
}

async function tour(size: Size, scene: Scene): Promise<void> {
  const visit = await Visit.begin(browser, server.url, scene, size);
  await visit.goto("/");
  let isIn = false;
  for (const { name, only, open, isOutside } of views) {
    if (only !== undefined && only !== size) continue;
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    if (!isOutside && !isIn) await visit.signInAfresh();
    isIn ||= !isOutside;
    const path = `${folder}/${name}-${size}`;
    try {
      await open(visit);
      await shoot(visit.page, path);
    } catch (error) {
      // What is there instead says why.
      console.error(`${name} on a ${size}: ${error}`);
      process.exitCode = 1;
      await visit.page.screenshot({ path: `${path}-failed.png` });
    }
  }
  await visit.context.close();
}

async function shoot(page: Page, path: string): Promise<void> {
  const save = (what: string) => page.screenshot({ path: `${path}-${what}.png`, caret: "hide" });
  await page.evaluate(() => document.fonts.ready);
  await page.emulateMedia({ colorScheme: "dark" });
  await save("dark");
  await page.emulateMedia({ colorScheme: "light" });
  await save("light");
  await speak(page, "de");
  await save("german");
  await speak(page, "en");
}

/** As if another tab had chosen a language. */
async function speak(page: Page, language: "en" | "de"): Promise<void> {
  await page.evaluate((chosen) => {
    localStorage.setItem("parlor.language", chosen);
    dispatchEvent(new StorageEvent("storage", { key: "parlor.language" }));
  }, language);
  await page.locator(`html[lang=${language}]`).waitFor();
}
