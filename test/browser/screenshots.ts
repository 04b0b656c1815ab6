/**
 * Saves a picture of every view, in both sizes and both themes: `node test/browser/screenshots.ts <folder>`.
 * The README's picture is one of them. Run by hand, and looked at by a person.
 */
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { findChromium } from "../../src/tools/chromium.ts";
import { startServer } from "../../src/tools/server.ts";
import { PASSWORD } from "./person.ts";
import { type Scene, setScene } from "./scene.ts";

const sizes = {
  phone: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true },
  desk: { viewport: { width: 1440, height: 900 } },
};

const folder = process.argv[2];
if (folder === undefined) throw new Error("Which folder? node test/browser/screenshots.ts <folder>");
const executablePath = findChromium();
if (executablePath === undefined) throw new Error("No Chromium was found; CHROME_PATH can name one.");

await mkdir(folder, { recursive: true });
const state = await mkdtemp(join(tmpdir(), "parlor-screenshots-"));
const server = await startServer({ port: 0, persistTo: state });
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
try {
  const scene = await setScene(server.url);
  for (const size of Object.keys(sizes) as (keyof typeof sizes)[]) await tour(browser, size, scene);
  scene.close();
} finally {
  await browser.close();
  await server.stop();
  await rm(state, { recursive: true, force: true });
}

async function tour(browser: Browser, size: keyof typeof sizes, scene: Scene): Promise<void> {
  const context = await browser.newContext({ ...sizes[size], locale: "en-GB" });
  const page = await context.newPage();
  const button = (name: string | RegExp) => page.getByRole("button", { name }).first().click();
  const room = (name: string) => page.getByRole("link", { name }).first().click();
  const home = async () => {
    await page.keyboard.press("Escape");
    await page.goto(server.url);
    await page.getByRole("navigation", { name: "Rooms" }).waitFor();
  };
  /** A finger presses the message, a mouse the button that comes beside it. */
  const openMenu = async (words: string) => {
    const message = page.getByRole("article").filter({ hasText: words }).last();
    if (size === "phone") return message.getByText(words).first().tap();
    await message.hover();
    await message.getByRole("button", { name: "Message actions" }).click();
  };
  const shoot = (view: string) => shootBoth(page, `${folder}/${view}-${size}`);

  await page.goto(server.url);
  await page.getByRole("button", { name: "Sign in" }).waitFor();
  await shoot("sign-in");
  await button("Create an account");
  await page.getByLabel("Name").fill("Ada");
  await page.getByLabel("Handle").fill("a!");
  await button("Create account");
  await shoot("sign-up");
  await page.getByLabel("Handle").fill(`ada-${size}`);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await button("Create account");
  await page.getByRole("heading", { name: "No rooms yet" }).waitFor();
  await shoot("empty");
  await button(/Profile and settings/);
  await button("Sign out");

  await page.getByLabel("Handle").fill(scene.viewer);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await button("Sign in");
  await page.getByRole("link", { name: /Jonas Weber.*online/ }).waitFor();
  await shoot("rooms");

  await room("Saturday supper");
  await page.getByRole("log").getByText("Elbows in").waitFor();
  await shoot("conversation");
  await button("Members");
  await page.getByRole("list", { name: "Members" }).getByText("@ido").waitFor();
  await shoot("members");
  await button("Bring people in");
  await shoot("invite");

  await home();
  await room("Reading circle");
  await page.getByRole("log").getByText("When do we meet?").waitFor();
  await shoot("reading");
  await openMenu("reading lamp");
  await shoot("menu");
  await page.getByRole("button", { name: "More emoji" }).click();
  await shoot("emoji");
  await page.keyboard.press("Escape");
  await openMenu("reading lamp");
  await page.getByRole("button", { name: "Delete" }).click();
  await shoot("delete");
  await page.getByRole("button", { name: "Keep" }).click();
  await openMenu("reading lamp");
  await page.getByRole("button", { name: "Edit" }).click();
  await shoot("edit");
  await page.keyboard.press("Escape");
  await button("Notifications");
  await shoot("room-menu");
  await page.getByRole("button", { name: "Mute until I turn it on" }).click();
  await home();
  await page.getByRole("link", { name: /Reading circle.*muted/ }).waitFor();
  await page.getByRole("link", { name: /Jonas Weber.*online/ }).waitFor();
  await shoot("muted");
  await room("Reading circle");
  await button("Notifications");
  await page.getByRole("button", { name: "Turn on again" }).click();

  await home();
  await button("New");
  await page.getByRole("dialog").getByText("@jonas").waitFor();
  await shoot("new");
  await button("New group");
  await page.getByLabel("Name", { exact: true }).fill("Book club");
  await page.getByRole("dialog").getByText("@jonas").click();
  await shoot("new-group");
  await button("Back");
  await button("Browse");
  await page.getByRole("dialog").getByText("Join").waitFor();
  await shoot("browse");
  await home();
  await button(/Profile and settings/);
  await shoot("settings");

  await home();
  await room("Jonas Weber");
  await page.getByRole("log").getByText("Coffee will be ready").waitFor();
  await shootFailed(context, page.url(), `${folder}/failed-${size}`);
  const composer = page.getByRole("textbox", { name: "Message to Jonas Weber" });
  scene.type();
  await page.getByText("Jonas Weber is typing").waitFor();
  await shoot("typing");
  await openMenu("Deal. Tomorrow");
  await page.getByRole("dialog").getByRole("button", { name: "Reply" }).click();
  await composer.fill("About the drill:\nI think it is in the cellar.");
  await shoot("reply");
  await context.setOffline(true);
  await page.getByText("You are offline").filter({ visible: true }).waitFor();
  await composer.press("Enter");
  await page.getByRole("log").getByLabel("Sending").waitFor();
  await shoot("offline");
  await context.close();
}

/** The same page in both themes. */
async function shootBoth(page: Page, path: string): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.evaluate(() => document.fonts.ready);
    await page.screenshot({ path: `${path}-${colorScheme}.png`, caret: "hide" });
  }
}

/** A message the server refuses, in a page of its own: the sockets of that page are ours. */
async function shootFailed(context: BrowserContext, url: string, path: string): Promise<void> {
  const page = await context.newPage();
  const text = "Shall I bring the small ladder as well?";
  await refuse(page, text);
  await page.goto(url);
  const composer = page.getByRole("textbox", { name: "Message to Jonas Weber" });
  await page.getByRole("log").getByText("Coffee will be ready").waitFor();
  await composer.fill(text);
  await composer.press("Enter");
  await page.getByText("Try again").waitFor();
  await shootBoth(page, path);
  await page.getByRole("button", { name: "Discard" }).click();
  await page.close();
}

/** Answers the sending of one text with a refusal, as a server would whose rules forbid it. */
async function refuse(page: Page, text: string): Promise<void> {
  await page.routeWebSocket(/\/socket$/, (socket) => {
    const server = socket.connectToServer();
    socket.onMessage((frame) => {
      const sent: unknown = JSON.parse(String(frame));
      if (
        typeof sent !== "object" ||
        sent === null ||
        !("text" in sent) ||
        sent.text !== text ||
        !("client_id" in sent)
      ) {
        server.send(frame);
        return;
      }
      const reject = {
        type: "reject",
        client_id: sent.client_id,
        code: "not_allowed",
        message: "You may not do that here.",
      };
      socket.send(JSON.stringify(reject));
    });
  });
}
