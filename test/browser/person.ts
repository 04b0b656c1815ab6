import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from "playwright-core";
import { expect } from "vitest";
import type { UserId } from "../../src/protocol/ids.ts";

/** The mark of a message the server has, whoever else has it too by now. */
export const SENT = /^(Sent|Delivered|Read)$/;

/** For `expect.poll`, whose own patience ends after a second. */
export const SOON = { timeout: 20_000 };

/** A browser on a desk. What is kept for offline takes as much as a page; where it matters, it is asked for. */
const BROWSER: BrowserContextOptions = {
  locale: "en-GB",
  viewport: { width: 1280, height: 800 },
  serviceWorkers: "block",
};

/** For a browser in which the service worker keeps the app for offline. */
export const KEEPING: BrowserContextOptions = { serviceWorkers: "allow" };

let made = 0;

/** A handle nobody else in this run has. */
export const newHandle = (name: string): string =>
  `${name}-${process.pid.toString(36)}${(made++).toString(36)}`;

export const PASSWORD = "correct horse battery";

/** Milliseconds in which a menu opens that is going to. */
const MENU_MS = 3_000;

/**
 * Opens the menu of a message with the mouse. What comes in between press and release moves the message, and the
 * press means something else then: one presses again.
 */
export async function openMenu(message: Locator): Promise<Locator> {
  const menu = message.page().getByRole("dialog");
  const press = async (): Promise<void> => {
    await message.hover();
    await message.getByRole("button", { name: "Message actions" }).click({ timeout: MENU_MS });
  };
  const isOpen = () =>
    menu.waitFor({ timeout: MENU_MS }).then(
      () => true,
      () => false,
    );
  for (let tries = 1; tries < 4; tries++) {
    await press().catch(() => undefined); // it may be open by now, and in the way
    if (await isOpen()) return menu;
  }
  await press();
  await menu.waitFor();
  return menu;
}

/** Somebody at a browser of their own: finds things by what a person sees, and never by how they are made. */
export class Person {
  readonly context: BrowserContext;
  readonly page: Page;
  readonly name: string;
  readonly handle: string;
  /** What the page complained about: exceptions, and refusals of the content security policy. */
  readonly complaints: string[] = [];
  /** The connections that this tab itself has open, by the last part of their address but one. */
  readonly #sockets = new Set<string>();

  private constructor(context: BrowserContext, page: Page, name: string, handle: string) {
    this.context = context;
    this.page = page;
    this.name = name;
    this.handle = handle;
    page.on("websocket", (socket) => {
      const [what = ""] = socket.url().split("/").slice(-2);
      this.#sockets.add(what);
      socket.on("close", () => this.#sockets.delete(what));
    });
    page.on("pageerror", (error) => this.complaints.push(error.message));
    page.on("dialog", (dialog) => {
      this.complaints.push(`a dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on("console", (message) => {
      if (message.text().includes("Content Security Policy")) this.complaints.push(message.text());
    });
  }

  /** A new browser of somebody nobody knows yet. */
  static async #newcomer(browser: Browser, name: string, options: BrowserContextOptions): Promise<Person> {
    const context = await browser.newContext({ ...BROWSER, ...options });
    const handle = newHandle(name.toLowerCase().replace(/[^a-z]/g, ""));
    return new Person(context, await context.newPage(), name, handle);
  }

  /** Somebody with an account, whose browser is signed in and shows the app. */
  static async signUp(
    browser: Browser,
    url: string,
    name: string,
    options: BrowserContextOptions = {},
  ): Promise<Person> {
    const person = await Person.#newcomer(browser, name, options);
    await person.#take("register", url, { name });
    return person;
  }

  /** As signUp, by the page that is there for it, and with all that a browser keeps. */
  static async signUpOnPage(browser: Browser, url: string, name: string): Promise<Person> {
    const person = await Person.#newcomer(browser, name, KEEPING);
    const { page } = person;
    await page.goto(url);
    await page.getByRole("button", { name: "Create an account" }).click();
    await page.getByLabel("Name").fill(name);
    await page.getByLabel("Handle").fill(person.handle);
    await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await page.getByRole("button", { name: "Create account" }).click();
    await page.getByRole("navigation", { name: "Rooms" }).waitFor();
    return person;
  }

  /** The same person at another browser, signed in there. */
  async elsewhere(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<Person> {
    const context = await browser.newContext({ ...BROWSER, ...options });
    const other = new Person(context, await context.newPage(), this.name, this.handle);
    await other.#take("sign-in", url, {});
    return other;
  }

  /** Gets the cookies of a session without a page, and opens the app with them. */
  async #take(by: "register" | "sign-in", url: string, more: object): Promise<void> {
    const answer = await this.context.request.post(`${url}/api/auth/${by}`, {
      headers: { Origin: url },
      data: { handle: this.handle, password: PASSWORD, deliver: "cookie", ...more },
    });
    if (!answer.ok()) throw new Error(`${this.name} could not ${by}: ${await answer.text()}`);
    await this.page.goto(url);
    await this.page.getByRole("navigation", { name: "Rooms" }).waitFor();
  }

  /** Signs in on the page that asks for it. */
  async enter(password = PASSWORD): Promise<void> {
    await this.page.getByLabel("Handle").fill(this.handle);
    await this.page.getByLabel("Password", { exact: true }).fill(password);
    await this.page.getByRole("button", { name: "Sign in" }).click();
    await this.page.getByRole("navigation", { name: "Rooms" }).waitFor();
  }

  /** Another tab of the same browser, at the address of this one. */
  async anotherTab(): Promise<Person> {
    const other = new Person(this.context, await this.context.newPage(), this.name, this.handle);
    await other.page.goto(this.page.url());
    await other.page.getByRole("navigation", { name: "Rooms" }).waitFor();
    return other;
  }

  get sockets(): string[] {
    return [...this.#sockets].sort();
  }

  /** Finds somebody by handle and opens the conversation with them. */
  async writeTo(other: { readonly handle: string }): Promise<void> {
    await this.page.getByRole("button", { name: "New", exact: true }).click();
    await this.page.getByLabel("Find a person").fill(other.handle);
    await this.page
      .getByRole("list", { name: "People" })
      .getByRole("button", { name: `@${other.handle}` })
      .click();
    await this.composer.waitFor();
  }

  /** Makes a group with somebody and opens it. */
  async inGroupWith(other: { readonly handle: string }, name: string): Promise<void> {
    await this.page.evaluate(
      async ({ handle, group }) => {
        const found: { people: { user_id: UserId }[] } = await (
          await fetch(`/api/people?q=${handle}`)
        ).json();
        const members = found.people.map(({ user_id }) => user_id);
        const body = JSON.stringify({ kind: "group", name: group, members });
        await fetch("/api/rooms", { method: "POST", headers: { "Content-Type": "application/json" }, body });
      },
      { handle: other.handle, group: name },
    );
    await this.open(name);
  }

  async say(text: string): Promise<void> {
    await this.composer.fill(text);
    // On a phone, Enter is a new line.
    const isPhone = await this.page.evaluate(() => matchMedia("(hover: none)").matches);
    if (isPhone) await this.page.getByRole("button", { name: "Send" }).tap();
    else await this.composer.press("Enter");
  }

  /** Opens a room from the list. A list that is being filled moves, so that a press can meet another room: one presses again. */
  async open(name: string | RegExp): Promise<void> {
    const row = this.room(name);
    const path = await row.getAttribute("href");
    const press = async (): Promise<void> => {
      await row.click();
      await this.page.waitForURL(({ pathname }) => pathname === path, { timeout: MENU_MS });
    };
    await press().catch(press);
    await this.composer.waitFor();
  }

  get composer(): Locator {
    return this.page.getByRole("textbox", { name: /^Message / });
  }

  get timeline(): Locator {
    return this.page.getByRole("log");
  }

  /** A message whose words are exactly these. */
  message(text: string): Locator {
    return this.timeline.locator("article").filter({ has: this.page.getByText(text, { exact: true }) });
  }

  /** Does something with a message, from its menu. */
  async applyAction(text: string, what: string): Promise<void> {
    const menu = await openMenu(this.message(text));
    await menu.getByRole("button", { name: what, exact: true }).click();
  }

  /** One room in the list. */
  room(name: string | RegExp): Locator {
    return this.page.getByRole("navigation", { name: "Rooms" }).getByRole("link", { name });
  }

  /** The words of the messages on the screen, exactly as they are in the page. */
  words(): Promise<string[]> {
    return this.timeline
      .locator("[data-message-text]")
      .evaluateAll((all) => all.map((each) => each.textContent ?? ""));
  }

  /** Waits until a message is on the device, so that it is there without a network. */
  async cached(text: string): Promise<void> {
    await expect.poll(() => this.page.evaluate(isStored, { area: "cache" as const, text }), SOON).toBe(true);
  }

  /** Waits until what was said is on the device, so that it is still to be sent when the page is opened again. */
  async kept(text: string): Promise<void> {
    await expect.poll(() => this.page.evaluate(isStored, { area: "outbox" as const, text }), SOON).toBe(true);
  }

  async leave(): Promise<void> {
    await this.context.close();
  }
}

/** Runs in the page: whether a message with this text is in what the device has stored. */
async function isStored({ area, text }: { area: "cache" | "outbox"; text: string }): Promise<boolean> {
  const database = await new Promise<IDBDatabase>((resolve, reject) => {
    const open = indexedDB.open("parlor");
    open.onsuccess = () => resolve(open.result);
    open.onerror = () => reject(open.error);
  });
  const all = await new Promise<unknown[]>((resolve, reject) => {
    const read = database.transaction(area).objectStore(area).getAll();
    read.onsuccess = () => resolve(read.result);
    read.onerror = () => reject(read.error);
  });
  database.close();
  // The list of conversations, which is cached too, has each one's last words.
  const isRoom = (each: unknown) => typeof each === "object" && each !== null && "timeline" in each;
  const messages = all.filter((each) => area === "outbox" || isRoom(each));
  return JSON.stringify(messages).includes(`"text":${JSON.stringify(text)}`);
}

/** Until the service worker has everything and answers for the page. */
export const keptForOffline = (page: Page): Promise<void> =>
  page.evaluate(async () => {
    const { serviceWorker } = navigator;
    await serviceWorker.ready;
    while (!serviceWorker.controller)
      await new Promise((taken) => serviceWorker.addEventListener("controllerchange", taken, { once: true }));
  });
