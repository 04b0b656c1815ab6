import axe from "axe-core";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { Person, SENT, SOON } from "./person.ts";

/** Pictures and files, from the device of one person to that of another. */

const url = inject("serverUrl");
let browser: Browser;
let ada: Person;
let bob: Person;

beforeAll(async () => {
  browser = await chromium.connect(inject("browserEndpoint"));
  [ada, bob] = await Promise.all([Person.signUp(browser, url, "Ada"), Person.signUp(browser, url, "Bob")]);
  await ada.context.addInitScript(axe.source);
  await ada.page.reload();
  await ada.writeTo(bob);
  await ada.say("I have something to show");
  await bob.open("Ada");
});
afterAll(async () => {
  await Promise.all([ada.leave(), bob.leave()]);
  await browser.close();
});

/** A picture with something to see, made by the browser. */
const picture = async (page: Page, width: number, height: number): Promise<Buffer> => {
  const base64 = await page.evaluate(
    ([w, h]) => {
      const canvas = document.createElement("canvas");
      [canvas.width, canvas.height] = [w, h];
      const context = canvas.getContext("2d") as CanvasRenderingContext2D;
      context.fillStyle = "teal";
      context.fillRect(0, 0, w, h);
      context.fillStyle = "gold";
      context.fillRect(w / 4, h / 4, w / 2, h / 2);
      return canvas.toDataURL("image/png").split(",")[1] ?? "";
    },
    [width, height] as const,
  );
  return Buffer.from(base64, "base64");
};

const tray = () => ada.page.getByRole("list", { name: "Attached files" });

async function pick(
  what: "Photo or video" | "File",
  files: { name: string; mimeType: string; buffer: Buffer }[],
) {
  await ada.page.getByRole("button", { name: "More options" }).click();
  const chooser = ada.page.waitForEvent("filechooser");
  await ada.page.getByRole("dialog").getByRole("button", { name: what, exact: true }).click();
  await (await chooser).setFiles(files);
  await expect
    .poll(
      () =>
        tray()
          .getByRole("button", { name: /^Remove/ })
          .count(),
      SOON,
    )
    .toBe(files.length);
}
/** Pixels a side of the blurred picture that holds the place of another. */
const PLACEHOLDER_MAX = 32;

/** Whether pictures of the last message are drawn, and how large they are themselves. */
const drawn = (person: Person) =>
  person.timeline
    .locator("article")
    .last()
    .locator("img")
    .evaluateAll((all) =>
      (all as HTMLImageElement[]).map((each) => [
        each.complete,
        each.naturalWidth,
        each.naturalHeight,
        each.alt,
      ]),
    )
    .then((all) => all.filter(([, width]) => Number(width) > PLACEHOLDER_MAX));

test("pictures are sent with words and a description, and seen by the other, large and small", async () => {
  const { page } = ada;
  const buffer = await picture(page, 640, 400);
  await pick("Photo or video", [{ name: "garden.png", mimeType: "image/png", buffer }]);
  await page.getByRole("button", { name: "Details of garden.png" }).click();
  await page.getByLabel("Description").fill("A golden square");
  await page.getByRole("button", { name: "Done" }).click();
  await ada.say("Our garden");
  await ada.message("Our garden").getByLabel(SENT).waitFor();
  await bob.message("Our garden").waitFor();
  await expect.poll(() => drawn(bob), SOON).toEqual([[true, 640, 400, "A golden square"]]);
  await bob.message("Our garden").getByRole("button", { name: /^Open/ }).click();
  const viewer = bob.page.getByRole("dialog", { name: "Photo viewer" });
  await viewer.getByRole("img", { name: "A golden square" }).waitFor();
  await bob.page.keyboard.press("Escape");
  await viewer.waitFor({ state: "detached" });
  // The list of rooms says so too, and a reload draws it again.
  await bob.page.reload();
  await expect.poll(() => drawn(bob), SOON).toEqual([[true, 640, 400, "A golden square"]]);
});

test("a file keeps its name and its bytes, and whoever is no member gets nothing", async () => {
  const bytes = Buffer.from("one line\nand another\n");
  await pick("File", [{ name: "דוח סופי.txt", mimeType: "text/plain", buffer: bytes }]);
  await ada.say("The report");
  await ada.message("The report").getByLabel(SENT).waitFor();
  const saved = bob.page.waitForEvent("download");
  await bob
    .message("The report")
    .getByRole("button", { name: /דוח סופי/ })
    .click();
  const download = await saved;
  const answer = await bob.context.request.get(download.url());
  expect(await answer.body()).toEqual(bytes);
  const { "content-disposition": disposition, ...headers } = answer.headers();
  expect(disposition).toContain(`filename*=UTF-8''${encodeURIComponent("דוח סופי.txt")}`);
  expect(headers).toMatchObject({ "x-content-type-options": "nosniff" });
  const eve = await Person.signUp(browser, url, "Eve");
  expect((await eve.context.request.get(download.url())).ok()).toBe(false);
  await eve.leave();
});

test("a picture that is pasted waits above the composer, and a message may be nothing but pictures", async () => {
  const { page } = ada;
  const bytes = [...(await picture(page, 64, 64))];
  await ada.composer.evaluate((area, all) => {
    const clipboardData = new DataTransfer();
    clipboardData.items.add(new File([new Uint8Array(all)], "pasted.png", { type: "image/png" }));
    area.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  }, bytes);
  await tray()
    .getByRole("button", { name: /^Remove/ })
    .waitFor();
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await expect.poll(() => drawn(bob).then((all) => all.map(([, width]) => width)), SOON).toEqual([64]);
  await bob.room(/Photo/).waitFor();
});

test("axe finds nothing wrong in messages with files", async () => {
  const found = await ada.page.evaluate(async () => {
    const { run } = (window as unknown as { readonly axe: typeof axe }).axe;
    const { violations } = await run({ resultTypes: ["violations"], preload: false });
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`));
  });
  expect(found).toEqual([]);
  expect([ada.complaints, bob.complaints]).toEqual([[], []]);
});
