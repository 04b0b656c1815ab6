import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { KEEPING, keptForOffline, Person, SENT, SOON } from "./person.ts";
import { isOfWorker, type Site, serveBuild } from "./site.ts";

const url = inject("serverUrl");
let browser: Browser;

beforeAll(async () => {
  browser = await chromium.connect(inject("browserEndpoint"));
});
afterAll(() => browser.close());

interface Manifest {
  readonly icons: readonly { readonly src: string; readonly sizes: string; readonly purpose: string }[];
}

test("without a network the app opens at any address, for the signed-in user, with the messages", async () => {
  const [ida, max] = await Promise.all([
    Person.signUp(browser, url, "Ida", KEEPING),
    Person.signUp(browser, url, "Max"),
  ]);
  await ida.writeTo(max);
  await ida.say("Do you have the keys?");
  await ida.message("Do you have the keys?").getByLabel(SENT).waitFor();
  const deepLink = ida.page.url();
  await keptForOffline(ida.page);
  await ida.cached("Do you have the keys?");

  await ida.context.setOffline(true);
  await ida.page.goto("about:blank");
  await ida.page.goto(deepLink);
  await ida.message("Do you have the keys?").waitFor();
  await ida.room("Max").waitFor();

  await ida.say("Still looking");
  await ida.message("Still looking").getByLabel("Sending").waitFor();
  await ida.kept("Still looking");
  await ida.page.reload();
  await ida.message("Still looking").getByLabel("Sending").waitFor();
  await ida.say("Found them");
  await ida.message("Found them").getByLabel("Sending").waitFor();
  await ida.kept("Found them");
  await ida.page.goto(`${url}/nowhere/at/all`);
  await ida.open("Max");
  await ida.message("Found them").getByLabel("Sending").waitFor();

  await ida.context.setOffline(false);
  await ida.message("Found them").getByLabel(SENT).waitFor();
  await max.open("Ida");
  await max.message("Found them").waitFor();
  const texts = ["Do you have the keys?", "Still looking", "Found them"];
  expect(await max.words()).toEqual(texts);
  expect(await ida.words()).toEqual(texts);
  expect([...ida.complaints, ...max.complaints]).toEqual([]);
  await Promise.all([ida.leave(), max.leave()]);
});

test("answers of the server are never cached", async () => {
  const eva = await Person.signUp(browser, url, "Eva", KEEPING);
  await keptForOffline(eva.page);
  await eva.page.reload();
  await eva.page.getByRole("navigation", { name: "Rooms" }).waitFor();
  const kept = await eva.page.evaluate(async () => {
    const names = await caches.keys();
    const requests = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
    return requests.flat().map((request) => new URL(request.url).pathname);
  });
  expect(kept).toContain("/");
  expect(kept.filter((path) => !/^\/($|assets\/|icons?[/.]|theme|manifest)/.test(path))).toEqual([]);
  await eva.leave();
});

test("no request is refused, neither on a first visit nor on coming back when the token has run out", async () => {
  const context = await browser.newContext({ locale: "en-GB" });
  const page = await context.newPage();
  const asked: string[] = [];
  const refused: string[] = [];
  page.on("request", (request) => request.url().includes("/api/") && asked.push(request.url()));
  page.on("response", (response) => response.status() >= 400 && refused.push(response.url()));
  page.on("console", (message) => message.type() === "error" && refused.push(message.text()));
  await page.goto(url);
  await page.getByLabel("Handle").waitFor();
  await page.waitForLoadState("networkidle");
  // What a passkey would sign, for those who have one.
  expect(asked.filter((address) => !/\/api\/auth\/(?:passkey\/request|deployment)$/.test(address))).toEqual(
    [],
  );
  await context.close();

  const [kim, lou] = [
    await Person.signUp(browser, url, "Kim", KEEPING),
    await Person.signUp(browser, url, "Lou"),
  ];
  await kim.writeTo(lou);
  await kim.page.clock.setFixedTime(Date.now() + 20 * 60_000);
  await kim.context.clearCookies({ name: "parlor_access" });
  kim.page.on("response", (response) => response.status() >= 400 && refused.push(response.url()));
  await kim.page.reload();
  await kim.say("Back again");
  await kim.message("Back again").getByLabel(SENT).waitFor();
  expect(refused).toEqual([]);
  await Promise.all([kim.leave(), lou.leave()]);
});

test("it can be installed", async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(url);
  // What browsers ask for before they offer to install a page, beside the service worker of the tests above.
  const { manifest, sizes } = await page.evaluate(async () => {
    const link = document.querySelector<HTMLLinkElement>("link[rel=manifest]");
    const manifest: Manifest = await (await fetch(link?.href ?? "")).json();
    const sizes = await Promise.all(
      manifest.icons.map(async ({ src }) => {
        const icon = new Image();
        icon.src = src;
        await icon.decode();
        return `${icon.naturalWidth}x${icon.naturalHeight}`;
      }),
    );
    return { manifest, sizes };
  });
  expect(manifest).toMatchObject({ name: "Parlor", start_url: "/", scope: "/", display: "standalone" });
  for (const [index, icon] of manifest.icons.entries())
    if (icon.sizes !== "any") expect(sizes[index], icon.src).toBe(icon.sizes);
  const found = manifest.icons.map((icon) => `${icon.sizes} ${icon.purpose}`);
  expect(found).toEqual(expect.arrayContaining(["192x192 any", "512x512 any", "512x512 maskable"]));
  await context.close();
});

test("a new version waits until somebody asks for it", async () => {
  const site = await serveBuild();
  const context = await browser.newContext({ locale: "en-GB" });
  try {
    const [one, other] = [await openAt(context, site), await openAt(context, site)];
    await one.getByLabel("Handle").fill("half a han");
    await site.deploy();
    await other.evaluate(async () => (await navigator.serviceWorker.ready).update());
    const note = (page: Page) => page.getByText("A new version is ready");
    await Promise.all([note(one).waitFor(), note(other).waitFor()]);
    // Nothing has moved, also where the page is opened anew meanwhile.
    expect([await one.title(), await one.getByLabel("Handle").inputValue()]).toEqual([
      "Parlor",
      "half a han",
    ]);
    await other.reload();
    await other.getByLabel("Handle").waitFor();
    expect(await other.title()).toBe("Parlor");

    await note(other).waitFor();
    await other.getByRole("button", { name: "Reload" }).click();
    await expect.poll(() => other.title(), SOON).toBe("Parlor, the next version");
    expect(await one.getByLabel("Handle").inputValue()).toBe("half a han");
    // A part of the old version that this tab has not needed yet is still there.
    const part = await one.evaluate(async (path) => (await fetch(path)).text(), site.shell);
    expect(part).not.toContain("<html");
    await one.getByRole("button", { name: "Reload" }).click();
    await expect.poll(() => one.title(), SOON).toBe("Parlor, the next version");
    expect(await note(one).count()).toBe(0);
  } finally {
    await context.close();
    await site.close();
  }
});

test("a connection that swallows answers delays nothing, and once it is good the app is stored without a reload", async () => {
  const site = await serveBuild({ fileMax_ms: 1_000 });
  const context = await browser.newContext({ locale: "en-GB" });
  try {
    const page = await context.newPage();
    await page.clock.install();
    // The styles come, and not one script.
    site.swallow((request) => isOfWorker(request) && request.url?.endsWith(".js") === true);
    await page.goto(site.url);
    await page.getByLabel("Handle").waitFor();
    let most = 0;
    const attempt = async () => {
      await expect.poll(() => site.swallowed.size, SOON).toBeGreaterThan(1);
      most = Math.max(most, site.swallowed.size);
      // As many as a browser lets through at once, and then some.
      const asked = await page.evaluate(() =>
        Promise.all(Array.from({ length: 8 }, async () => (await fetch("/api/people/me")).status)),
      );
      expect(new Set(asked)).toEqual(new Set([401]));
      await expect.poll(() => site.swallowed.size, SOON).toBe(0);
    };
    await page.clock.runFor(1_000);
    await attempt();
    const cameFirst = site.fetched.filter((path) => path.endsWith(".css"));
    // The device says that there is a network again, and there is none.
    await page.evaluate(() => dispatchEvent(new Event("online")));
    await attempt();
    expect(most).toBe(2);
    expect(await page.evaluate(async () => (await navigator.serviceWorker.getRegistration()) ?? "none")).toBe(
      "none",
    );

    site.swallow(() => false);
    const isKept = () =>
      page.evaluate(async () => Boolean((await navigator.serviceWorker.getRegistration())?.active));
    await expect.poll(() => page.clock.runFor(5_000).then(isKept), SOON).toBe(true);
    await keptForOffline(page);
    // What came at the first attempt was kept.
    expect(cameFirst.length).toBeGreaterThan(0);
    for (const path of cameFirst) expect(site.fetched.filter((each) => each === path)).toEqual([path]);

    // From here on nobody waits for the line.
    site.swallow(() => true);
    await page.goto(`${site.url}/nowhere/at/all`);
    await page.getByLabel("Handle").waitFor();
  } finally {
    await context.close();
    await site.close();
  }
});

async function openAt(context: BrowserContext, site: Site): Promise<Page> {
  const page = await context.newPage();
  await page.goto(site.url);
  await page.getByLabel("Handle").waitFor();
  await keptForOffline(page);
  return page;
}
