import { text } from "node:stream/consumers";
import { type Browser, chromium } from "playwright-core";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { PASSWORD, Person, SOON } from "./person.ts";

const url = inject("serverUrl");
const NEW_PASSWORD = "an even better horse";
let browser: Browser;
let ada: Person;
let bob: Person;

beforeAll(async () => {
  browser = await chromium.connect(inject("browserEndpoint"));
  [ada, bob] = await Promise.all([Person.signUp(browser, url, "Ada"), Person.signUp(browser, url, "Bob")]);
  await ada.writeTo(bob);
  await ada.say("Before all else");
  await bob.open("Ada");
  await bob.message("Before all else").waitFor();
});
afterAll(() => browser.close());

/** Opens a section from the list of rooms, as one does. */
async function openSettings({ page }: Person, section: string): Promise<void> {
  await page.getByRole("button", { name: /Profile and settings/ }).click();
  await page.getByRole("dialog").getByRole("link", { name: section }).click();
  await page.getByRole("heading", { name: section, level: 2 }).waitFor();
}

const close = async ({ page }: Person): Promise<void> => {
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  // The way back goes on after the dialog has gone, and would cut a reload off.
  await page.waitForURL((url) => !url.pathname.startsWith("/settings"));
};

test("a profile that is changed is seen by others", async () => {
  await openSettings(ada, "Profile");
  await ada.page.getByLabel("Name", { exact: true }).fill("Ada Byron");
  await ada.page.getByRole("button", { name: "Save" }).click();
  await ada.page.getByText("Saved.").waitFor();
  await close(ada);
  await ada.page.getByRole("button", { name: "settings of Ada Byron" }).waitFor();
  await bob.page.reload();
  await bob.room("Ada Byron").waitFor();
});

test("the settings have addresses, open over the page, and close to where the user was", async () => {
  const { page } = ada;
  const before = page.url();
  await openSettings(ada, "Privacy");
  await page.waitForURL(`${url}/settings/privacy`);
  await page.goBack();
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await page.waitForURL(before);
  await page.goto(`${url}/settings/devices`);
  await page.getByRole("heading", { name: "Devices", level: 2 }).waitFor();
  await close(ada);
  await page.waitForURL(`${url}/`);
  await ada.open("Bob");
});

test("another language, theme or density applies at once, and after a reload", async () => {
  const { page } = ada;
  await openSettings(ada, "Appearance and language");
  await page.getByText("Deutsch").click();
  await page.getByRole("heading", { name: "Aussehen und Sprache", level: 2 }).waitFor();
  await page.getByText("Dunkel").click();
  await page.getByRole("group", { name: "Dichte" }).getByText("Kompakt", { exact: true }).click();
  await page.keyboard.press("Escape");
  // Closing goes back in the history; both at once is more than a browser takes.
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await page.reload();
  await page.getByRole("button", { name: "Profil und Einstellungen von Ada Byron" }).waitFor();
  const root = page.locator("html");
  expect(await root.getAttribute("lang")).toBe("de");
  expect(await root.getAttribute("data-theme")).toBe("dark");
  expect(await root.getAttribute("data-density")).toBe("compact");
  await page.goto(`${url}/settings/appearance`);
  await page.getByText("Sprache des Browsers").click();
  await page.getByRole("heading", { name: "Appearance and language", level: 2 }).waitFor();
  await page.getByText("System", { exact: true }).click();
  await page.getByRole("group", { name: "Density" }).getByText("Comfortable", { exact: true }).click();
  await close(ada);
});

test("a user who hides looks offline, and blocked people are listed and can be unblocked", async () => {
  await bob.room(/Ada Byron.*online/).waitFor();
  await openSettings(ada, "Privacy");
  const visible = ada.page.getByRole("switch", { name: "Show others when I am online" });
  await visible.click();
  expect(await visible.isChecked()).toBe(false);
  await bob.room(/Ada Byron.*online/).waitFor({ state: "detached" });
  await visible.click();
  await bob.room(/Ada Byron.*online/).waitFor();
  await ada.page.getByText("You have not blocked anybody").waitFor();
  await close(ada);
});

test("groups have the level of the settings, unless they have their own", async () => {
  const { page } = ada;
  await openSettings(ada, "Notifications");
  await page.getByRole("dialog").getByText("Mentions", { exact: true }).click();
  await page.getByText("None: all rooms use the setting above.").waitFor();
  await close(ada);
  await ada.room("Bob").click({ button: "right" });
  await page.getByRole("button", { name: "Mute", exact: true }).click();
  await openSettings(ada, "Notifications");
  const rule = page.getByLabel("Setting for Bob");
  expect(await rule.inputValue()).toBe("nothing");
  await rule.selectOption("Every message");
  await page.getByText("None: all rooms use the setting above.").waitFor();
  await close(ada);
});

test("in a tab in the background, a notification says who has written, and leads there", async () => {
  const { page, context } = ada;
  await context.grantPermissions(["notifications"], { origin: new URL(url).origin });
  await page.addInitScript(record);
  await page.goto(`${url}/settings/notifications`);
  await page.getByRole("switch", { name: "Notifications on this device" }).click();
  await close(ada);
  await ada.open("Bob");
  // Looked at, it stays quiet.
  await bob.open("Ada Byron");
  await bob.say("You are looking");
  await ada.message("You are looking").waitFor();
  await page.goto(url);
  await ada.room("Bob").waitFor();
  await page.evaluate(() => {
    document.hasFocus = () => false;
    dispatchEvent(new Event("blur"));
  });
  await bob.say("Are you there?");
  await expect.poll(() => page.evaluate(() => shownTo(window)), SOON).toEqual([["Bob", "Are you there?"]]);
  await page.evaluate(() => pressLast(window));
  await ada.message("Are you there?").waitFor();
  expect(new URL(page.url()).pathname).toMatch(/^\/r\//);
});

test("all data of the user comes in one file", async () => {
  await openSettings(ada, "Your data");
  const [download] = await Promise.all([
    ada.page.waitForEvent("download"),
    ada.page.getByRole("button", { name: "Download my data" }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^parlor-ada-.*\.ndjson$/);
  const lines = (await text(await download.createReadStream()))
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(lines[0]).toMatchObject({ type: "export", format: 1 });
  expect(lines.find(({ type }) => type === "profile")).toMatchObject({ handle: ada.handle });
  expect(lines.filter(({ type }) => type === "message").map(({ text }) => text)).toContain("Are you there?");
  expect(lines.at(-1)).toMatchObject({ type: "end", rooms: 1 });
  await close(ada);
});

test("a device that is signed out has to sign in again, and a new password signs the others out", async () => {
  const phone = await ada.elsewhere(browser, url);
  await openSettings(ada, "Devices");
  const devices = ada.page.getByRole("list", { name: "Devices" });
  await devices.getByText("This device").waitFor();
  await devices.getByRole("button", { name: "Sign out" }).click();
  await phone.page.getByRole("button", { name: "Sign in" }).waitFor();
  await ada.page.getByText("You are not signed in anywhere else.").waitFor();

  await phone.enter();
  await ada.page.getByRole("dialog").getByRole("link", { name: "Sign-in and security" }).click();
  const change = async (old: string) => {
    await ada.page.getByLabel("Current password", { exact: true }).fill(old);
    await ada.page.getByLabel("New password", { exact: true }).fill(NEW_PASSWORD);
    await ada.page.getByRole("button", { name: "Change password" }).click();
  };
  await change("not the password");
  await ada.page.getByText("Incorrect password.").waitFor();
  await change(PASSWORD);
  await ada.page.getByText("Password changed.").waitFor();
  await phone.page.getByRole("button", { name: "Sign in" }).waitFor();
  await phone.enter(NEW_PASSWORD);
  await phone.leave();
  await close(ada);
});

test("what is stored on the device can be cleared, and is loaded again", async () => {
  await openSettings(ada, "Your data");
  await ada.page.getByRole("button", { name: "Clear" }).click();
  await ada.page.getByText("Cleared.").waitFor();
  await close(ada);
  await ada.page.reload();
  await ada.open("Bob");
  await ada.message("Are you there?").waitFor();
});

test("neither page has logged an error", () => {
  expect([...ada.complaints, ...bob.complaints]).toEqual([]);
});

// ---- in the page --------------------------------------------------------------------------------

interface Recorded extends Window {
  shown?: { title: string; body: string | undefined; onclick: (() => void) | null }[];
}

/** Browsers without a screen show no notifications: what the page asks them to show is written down. */
function record(): void {
  const page = window as Recorded;
  page.shown = [];
  class Shown {
    static permission = "granted";
    static requestPermission = async () => "granted";
    onclick: (() => void) | null = null;
    readonly title: string;
    readonly body: string | undefined;
    constructor(title: string, { body }: NotificationOptions) {
      this.title = title;
      this.body = body;
      page.shown?.push(this);
    }
    close(): void {}
  }
  Object.assign(window, {
    Notification: Shown,
    shownTo: (of: Recorded) => of.shown?.map(({ title, body }) => [title, body]),
    pressLast: (of: Recorded) => of.shown?.at(-1)?.onclick?.(),
  });
}

declare const shownTo: (of: Recorded) => unknown;
declare const pressLast: (of: Recorded) => void;
