import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from "playwright-core";
import type { ClientId } from "../../src/protocol/ids.ts";
import { PASSWORD } from "./person.ts";
import type { Scene } from "./scene.ts";

/** The two sizes in which every view is looked at. */
export const sizes = {
  desk: { viewport: { width: 1280, height: 800 } },
  phone: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true },
} as const satisfies Record<string, BrowserContextOptions>;
export type Size = keyof typeof sizes;

/** Whether each view is loaded by its address, where it has one. */
const LOADS = process.env.PARLOR_VIEWS === "all";

/** Somebody's browser, and the ways to get around in the app. */
export class Visit {
  readonly context: BrowserContext;
  readonly page: Page;
  readonly size: Size;
  readonly scene: Scene;
  readonly #url: string;
  #isIn = false;

  private constructor(context: BrowserContext, page: Page, size: Size, scene: Scene, url: string) {
    this.context = context;
    this.page = page;
    this.size = size;
    this.scene = scene;
    this.#url = url;
  }

  static async begin(
    browser: Browser,
    url: string,
    scene: Scene,
    size: Size,
    options: BrowserContextOptions = {},
  ): Promise<Visit> {
    const context = await browser.newContext({
      ...sizes[size],
      locale: "en-GB",
      serviceWorkers: "block", // nothing of it is to be seen
      ...options,
    });
    const page = await context.newPage();
    // What moves would be caught on its way.
    await page.emulateMedia({ reducedMotion: "reduce" });
    return new Visit(context, page, size, scene, url);
  }

  /** Loads the page that an address is of. */
  async load(path: string): Promise<void> {
    await this.context.setOffline(false);
    // To another fragment of the same page a browser goes without loading anything.
    if (path.includes("#")) await this.page.goto("about:blank");
    await this.page.goto(this.#url + path);
  }

  /**
   * Shows an address, beginning anew: what was open or typed before is not any more. Inside the app by a link,
   * which takes a tenth of what loading it takes.
   */
  async goto(path: string): Promise<void> {
    if (LOADS || !this.#isIn) return this.load(path);
    await this.context.setOffline(false);
    await this.page.evaluate((address) => {
      const follow = (href: string): void => {
        const link = document.body.appendChild(Object.assign(document.createElement("a"), { href }));
        link.click();
        link.remove();
      };
      // With a room goes all that was opened in it.
      follow("/");
      for (const dialog of document.querySelectorAll<HTMLDialogElement>("dialog[open]")) dialog.close();
      for (const search of document.querySelectorAll<HTMLInputElement>("input[type=search]")) {
        search.value = "";
        search.dispatchEvent(new Event("input", { bubbles: true }));
      }
      if (address !== "/") follow(address);
    }, path);
  }

  async home(): Promise<void> {
    await this.goto("/");
    await this.page.getByRole("navigation", { name: "Rooms" }).waitFor();
  }

  async press(name: string | RegExp, within: Page | Locator = this.page): Promise<void> {
    await within.getByRole("button", { name, exact: true }).first().click();
  }

  /** Waits until something with these words is on the screen. */
  async see(words: string | RegExp): Promise<void> {
    await this.page.getByText(words).filter({ visible: true }).first().waitFor();
  }

  get dialog(): Locator {
    return this.page.getByRole("dialog");
  }

  get composer(): Locator {
    return this.page.getByRole("textbox", { name: /^Message / });
  }

  /** A room, and something said in it. */
  async room(name: keyof Scene["rooms"], words: string, after = ""): Promise<void> {
    await this.goto(`/r/${this.scene.rooms[name]}${after}`);
    // Beside a panel there may be no messages, on a phone.
    const seen = after === "" ? this.page.getByRole("log") : this.page.getByRole("complementary");
    await seen.getByText(words).first().waitFor();
  }

  async withJonas(): Promise<void> {
    await this.home();
    await this.page
      .getByRole("link", { name: /Jonas Weber/ })
      .first()
      .click();
    await this.page.getByRole("log").getByText("Coffee will be ready").waitFor();
  }

  /** The menu of a message: a finger presses the message, a mouse the button that comes beside it. */
  async menuOf(words: string, choice?: string): Promise<void> {
    const message = this.page.getByRole("article").filter({ hasText: words }).last();
    if (this.size === "phone") await message.getByText(words).first().tap();
    else {
      await message.hover();
      await this.press("Message actions", message);
    }
    await this.dialog.waitFor();
    if (choice !== undefined) await this.press(choice, this.dialog);
  }

  async signIn(): Promise<void> {
    await this.page.getByLabel("Handle").fill(this.scene.viewer);
    await this.page.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await this.press("Sign in");
    await this.page.getByRole("link", { name: /Saturday supper/ }).waitFor();
    this.#isIn = true;
  }

  /** As signIn, of somebody new: what was written before has no place in the pages of whoever comes. */
  async signInAfresh(): Promise<void> {
    await this.goto("/");
    const inside = this.page.getByRole("navigation", { name: "Rooms" });
    await inside.or(this.page.getByLabel("Handle")).first().waitFor();
    if (await inside.isVisible()) {
      await this.load("/settings");
      await this.press("Sign out");
      this.#isIn = false;
    }
    await this.signIn();
  }

  async say(text: string): Promise<void> {
    await this.composer.fill(text);
    await this.press("Send");
  }

  /** From the next page on, the sending of one text is answered with a refusal, as by a server whose rules denialFor it. */
  async refuse(text: string): Promise<void> {
    await this.page.routeWebSocket(/\/socket$/, (socket) => {
      const server = socket.connectToServer();
      socket.onMessage((frame) => {
        const sent = JSON.parse(String(frame)) as { readonly text?: string; readonly client_id?: ClientId };
        if (sent.text !== text) return server.send(frame);
        const { client_id } = sent;
        const reject = {
          type: "reject",
          client_id,
          code: "not_allowed",
          message: "You are not allowed to do that here.",
        };
        socket.send(JSON.stringify(reject));
      });
    });
  }
}
