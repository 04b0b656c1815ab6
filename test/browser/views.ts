import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from "playwright-core";
import { PASSWORD } from "./person.ts";
import type { Scene } from "./scene.ts";

/** The two sizes in which every view is looked at. */
export const sizes = {
  desk: { viewport: { width: 1280, height: 800 } },
  phone: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true },
} as const satisfies Record<string, BrowserContextOptions>;
export type Size = keyof typeof sizes;

/** Somebody's browser, and the ways to get around in the app. */
export class Visit {
  readonly context: BrowserContext;
  readonly page: Page;
  readonly size: Size;
  readonly scene: Scene;
  readonly #url: string;

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
    const context = await browser.newContext({ ...sizes[size], locale: "en-GB", ...options });
    const page = await context.newPage();
    // What moves would be caught on its way.
    await page.emulateMedia({ reducedMotion: "reduce" });
    return new Visit(context, page, size, scene, url);
  }

  async goto(path: string): Promise<void> {
    await this.page.goto(this.#url + path);
  }

  async home(): Promise<void> {
    await this.goto("/");
    await this.page.getByRole("navigation", { name: "Rooms" }).waitFor();
  }

  async press(name: string | RegExp, within: Page | Locator = this.page): Promise<void> {
    await within.getByRole("button", { name, exact: true }).first().click();
  }

  get dialog(): Locator {
    return this.page.getByRole("dialog");
  }

  /** Opens a room from the list, and waits for something said in it. */
  async room(name: string, words?: string): Promise<void> {
    await this.page.getByRole("link", { name }).first().click();
    await this.page.getByRole("log").waitFor();
    if (words !== undefined) await this.page.getByRole("log").getByText(words).first().waitFor();
  }

  /** The menu of a message: a finger presses the message, a mouse the button that comes beside it. */
  async menuOf(words: string): Promise<void> {
    const message = this.page.getByRole("article").filter({ hasText: words }).last();
    if (this.size === "phone") await message.getByText(words).first().tap();
    else {
      await message.hover();
      await this.press("Message actions", message);
    }
    await this.dialog.waitFor();
  }

  async signIn(): Promise<void> {
    await this.page.getByLabel("Handle").fill(this.scene.viewer);
    await this.page.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await this.press("Sign in");
    await this.page.getByRole("link", { name: "Saturday supper" }).waitFor();
  }
}

/** Something of the app that can be looked at, and how to get there. */
export interface View {
  readonly name: string;
  /** Before anybody has signed in; all others begin in the list of rooms. */
  readonly isOutside?: true;
  /** On a phone only. */
  readonly only?: Size;
  readonly open: (visit: Visit) => Promise<unknown>;
}

const SUPPER = "Saturday supper";
const READING = "Reading circle";
const inReading = (visit: Visit) => visit.room(READING, "When do we meet?");

const settings = (section: string, heading: string): View => ({
  name: `settings-${section}`,
  open: async (visit) => {
    await visit.goto(`/settings/${section}`);
    await visit.dialog.getByRole("heading", { name: heading, level: 2 }).waitFor();
  },
});

/** Every view of the app. A new one is one more line here: it is then looked at by the tests and in pictures. */
export const views: readonly View[] = [
  { name: "sign-in", isOutside: true, open: ({ page }) => page.getByLabel("Handle").waitFor() },
  {
    name: "sign-up",
    isOutside: true,
    open: async (visit) => {
      await visit.press("Create an account");
      await visit.page.getByLabel("Handle").fill("a!");
      await visit.press("Create account");
      await visit.page.getByText("what others should call you").waitFor();
    },
  },
  {
    name: "rooms",
    open: ({ page }) => page.getByText("online", { exact: true }).first().waitFor({ state: "attached" }),
  },
  { name: "filter", open: ({ page }) => page.getByLabel("Filter rooms").fill("nothing like it") },
  { name: "conversation", open: (visit) => visit.room(SUPPER, "Elbows in") },
  {
    name: "members",
    open: async (visit) => {
      await visit.room(SUPPER, "Elbows in");
      await visit.press("Members");
      await visit.page.getByRole("list", { name: "Members" }).getByText("@ido").waitFor();
    },
  },
  {
    name: "invite",
    open: async (visit) => {
      await visit.room(SUPPER);
      await visit.press("Members");
      await visit.press("Bring people in");
      await visit.dialog.waitFor();
    },
  },
  {
    name: "room-menu",
    open: async (visit) => {
      await visit.room(SUPPER);
      await visit.press("Notifications");
      await visit.dialog.waitFor();
    },
  },
  { name: "reading", open: inReading },
  {
    name: "hover",
    only: "desk",
    open: async (visit) => {
      await inReading(visit);
      await visit.page.getByRole("article").filter({ hasText: "reading lamp" }).last().hover();
    },
  },
  {
    name: "menu",
    open: async (visit) => {
      await inReading(visit);
      await visit.menuOf("reading lamp");
    },
  },
  {
    name: "emoji",
    open: async (visit) => {
      await inReading(visit);
      await visit.menuOf("reading lamp");
      await visit.press("More emoji");
    },
  },
  {
    name: "delete",
    open: async (visit) => {
      await inReading(visit);
      await visit.menuOf("reading lamp");
      await visit.press("Delete", visit.dialog);
      await visit.page.getByRole("button", { name: "Keep" }).waitFor();
    },
  },
  {
    name: "edit",
    open: async (visit) => {
      await inReading(visit);
      await visit.menuOf("reading lamp");
      await visit.press("Edit", visit.dialog);
    },
  },
  {
    name: "reply",
    open: async (visit) => {
      await visit.room("Jonas Weber", "Coffee will be ready");
      await visit.menuOf("Deal. Tomorrow");
      await visit.press("Reply", visit.dialog);
      await visit.page
        .getByRole("textbox", { name: "Message to Jonas Weber" })
        .fill("About the drill:\nI think it is in the cellar.");
    },
  },
  {
    name: "typing",
    open: async (visit) => {
      await visit.room("Jonas Weber", "Coffee will be ready");
      const typing = visit.page.getByText("Jonas Weber is typing").waitFor();
      // Typing passes: one goes on until it is seen.
      const again = setInterval(visit.scene.type, 500);
      await typing.finally(() => clearInterval(again));
    },
  },
  { name: "not-here", open: (visit) => visit.goto(`/r/g_${"0".repeat(20)}`) },
  {
    name: "new",
    open: async (visit) => {
      await visit.press("New");
      await visit.dialog.getByText("@jonas").waitFor();
    },
  },
  {
    name: "new-group",
    open: async (visit) => {
      await visit.press("New");
      await visit.press("New group");
      await visit.dialog.getByText("@jonas").click();
    },
  },
  {
    name: "browse",
    open: async (visit) => {
      await visit.press("New");
      await visit.press(/Browse/);
      await visit.dialog.getByText("Join").waitFor();
    },
  },
  { name: "settings", only: "phone", open: (visit) => visit.press(/Profile and settings/) },
  settings("profile", "Profile"),
  settings("appearance", "Appearance and language"),
  settings("notifications", "Notifications"),
  settings("privacy", "Privacy"),
  settings("devices", "Devices"),
  settings("account", "Password and data"),
  {
    name: "wrong-password",
    open: async (visit) => {
      await visit.goto("/settings/account");
      await visit.press("Change password");
      await visit.page.getByText("enter your current password").waitFor();
    },
  },
];
