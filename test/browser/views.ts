import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from "playwright-core";
import { newHandle, PASSWORD } from "./person.ts";
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

  /** Shows an address, beginning anew: what was open or typed before is not any more. */
  async goto(path: string): Promise<void> {
    await this.page.goto("about:blank");
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

  get composer(): Locator {
    return this.page.getByRole("textbox", { name: /^Message to / });
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
  }
}

/** Something of the app that can be looked at, and how to get there. */
export interface View {
  readonly name: string;
  /** For somebody who has not signed in; all others are the viewer's. */
  readonly isOutside?: true;
  readonly only?: Size;
  readonly open: (visit: Visit) => Promise<unknown>;
}

const LAMP = "reading lamp";
const inReading = (visit: Visit) => visit.room("reading", "When do we meet?");
const fromReading = (name: string, choice: string, words: string | RegExp): View => ({
  name,
  open: async (visit) => {
    await inReading(visit);
    await visit.menuOf(LAMP, choice);
    await visit.page.getByText(words).first().waitFor();
  },
});
const panel = (name: string, words: string): View => ({
  name: `gardening-${name}`,
  open: (visit) => visit.room("gardening", words, `/${name}`),
});
const list = (name: string, words: string): View => ({
  name,
  open: async (visit) => {
    await visit.goto(`/${name}`);
    await visit.page.getByText(words).first().waitFor();
  },
});
const settings = (section: string, heading: string): View => ({
  name: `settings-${section}`,
  open: async (visit) => {
    await visit.goto(`/settings/${section}`);
    await visit.dialog.getByRole("heading", { name: heading, level: 2 }).waitFor();
  },
});
const newRoom = (name: string, way: string, words: string): View => ({
  name,
  open: async (visit) => {
    await visit.home();
    await visit.press("New");
    await visit.press(way, visit.dialog);
    await visit.dialog.getByText(words).first().waitFor();
  },
});

const outside: readonly View[] = [
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
    name: "invited",
    isOutside: true,
    open: async (visit) => {
      await visit.goto(`/join#${visit.scene.link}`);
      await visit.page.getByText("You are invited to a room").waitFor();
    },
  },
  {
    name: "first-minute",
    isOutside: true,
    open: async (visit) => {
      await visit.goto("/");
      await visit.press("Create an account");
      await visit.page.getByLabel("Name").fill("Ada");
      await visit.page.getByLabel("Handle").fill(newHandle("ada"));
      await visit.page.getByLabel("Password", { exact: true }).fill(PASSWORD);
      await visit.press("Create account");
      await visit.page.getByText("Three ways to begin").waitFor();
    },
  },
];

/** Every view of the app. A new one is one more line here: it is then looked at by the tests and in pictures. */
export const views: readonly View[] = [
  ...outside,
  {
    name: "rooms",
    open: async (visit) => {
      await visit.home();
      await visit.page.getByText("online", { exact: true }).first().waitFor({ state: "attached" });
    },
  },
  {
    name: "filter",
    open: async (visit) => {
      await visit.home();
      await visit.page.getByLabel("Filter rooms").fill("nothing like it");
    },
  },
  { name: "conversation", open: (visit) => visit.room("supper", "Elbows in") },
  {
    name: "room-menu",
    open: async (visit) => {
      await visit.room("supper", "Elbows in");
      await visit.press("Notifications");
      await visit.dialog.waitFor();
    },
  },
  {
    name: "invite",
    open: async (visit) => {
      await visit.room("supper", "@ido", "/members");
      await visit.press("Bring people in");
      await visit.dialog.waitFor();
    },
  },
  {
    name: "complete",
    open: async (visit) => {
      await visit.room("supper", "Elbows in");
      await visit.composer.pressSequentially("@");
      await visit.page.getByRole("option").first().waitFor();
    },
  },
  { name: "reading", open: inReading },
  {
    name: "hover",
    only: "desk",
    open: async (visit) => {
      await inReading(visit);
      await visit.page.getByRole("article").filter({ hasText: LAMP }).last().hover();
    },
  },
  {
    name: "menu",
    open: async (visit) => {
      await inReading(visit);
      await visit.menuOf(LAMP);
    },
  },
  fromReading("delete", "Delete", "Delete this message for everyone?"),
  fromReading("edit", "Edit", "Edit message"),
  fromReading("forward", "Forward", "Forward to"),
  fromReading("reacted", "Who reacted", "@aiko"),
  fromReading("seen", "Who has seen it", /Read|Nobody yet/),
  {
    name: "emoji",
    open: async (visit) => {
      await inReading(visit);
      await visit.press("Emoji");
      await visit.dialog.getByRole("option").first().waitFor();
    },
  },
  {
    name: "poll",
    open: async (visit) => {
      await inReading(visit);
      await visit.press("More to say");
      await visit.press("Poll", visit.dialog);
      await visit.dialog.getByText("Question").waitFor();
    },
  },
  { name: "thread", open: (visit) => visit.room("reading", "She is right.", "/t/5") },
  { name: "pins", open: (visit) => visit.room("reading", "The Summer Book", "/pins") },
  {
    name: "report",
    open: async (visit) => {
      await inReading(visit);
      await visit.menuOf("ever that honest", "Report");
      await visit.page.getByText("What is wrong with it?").waitFor();
    },
  },
  {
    name: "reply",
    open: async (visit) => {
      await visit.withJonas();
      await visit.menuOf("Deal. Tomorrow", "Reply");
      await visit.composer.fill("About the drill:\nI think it is in the cellar.");
    },
  },
  {
    name: "typing",
    open: async (visit) => {
      await visit.withJonas();
      const typing = visit.page.getByText("Jonas Weber is typing").waitFor();
      // Typing passes: one goes on until it is seen.
      const again = setInterval(visit.scene.type, 500);
      await typing.finally(() => clearInterval(again));
    },
  },
  {
    name: "person",
    open: async (visit) => {
      await visit.withJonas();
      await visit.press("About this person");
      await visit.page.getByText("Block this person").waitFor();
    },
  },
  panel("about", "Public channel"),
  panel("members", "@zoe"),
  panel("settings", "Slow mode"),
  panel("links", "Make a link"),
  panel("requests", "Aiko Tanaka"),
  panel("bans", "Jonas Weber"),
  panel("reports", "promised to me"),
  panel("audit", "changed the settings"),
  {
    name: "member-menu",
    open: async (visit) => {
      await visit.room("gardening", "@zoe", "/members");
      await visit.press(/What to do about Zoë/);
      await visit.dialog.waitFor();
    },
  },
  list("mentions", "First tulips"),
  list("threads", "She is right."),
  list("saved", "First tulips"),
  { name: "unknown", open: (visit) => visit.goto("/nowhere") },
  { name: "not-here", open: (visit) => visit.goto(`/r/g_${"0".repeat(20)}`) },
  {
    name: "join",
    open: async (visit) => {
      await visit.goto(`/join#${visit.scene.link}`);
      await visit.page.getByText("You are already in").waitFor();
    },
  },
  {
    name: "switcher",
    open: async (visit) => {
      await visit.home();
      await visit.press("Go to");
      await visit.page.getByRole("option").first().waitFor();
    },
  },
  {
    name: "new",
    open: async (visit) => {
      await visit.home();
      await visit.press("New");
      await visit.dialog.getByText("@jonas").waitFor();
    },
  },
  newRoom("new-group", "New group", "@jonas"),
  newRoom("new-channel", "New channel", "Topic"),
  newRoom("browse", "Browse", "repairs"),
  {
    name: "settings",
    only: "phone",
    open: async (visit) => {
      await visit.home();
      await visit.press(/Profile and settings/);
      await visit.dialog.getByRole("link", { name: "Privacy" }).waitFor();
    },
  },
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
