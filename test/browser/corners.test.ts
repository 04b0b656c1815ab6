import { type Browser, chromium } from "playwright-core";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { Person, SOON } from "./person.ts";

const url = inject("serverUrl");
let browser: Browser;
let ada: Person;
let bob: Person;

beforeAll(async () => {
  browser = await chromium.connect(inject("browserEndpoint"));
  [ada, bob] = await Promise.all([Person.signUp(browser, url, "Ada"), Person.signUp(browser, url, "Bob")]);
  await ada.inGroupWith(bob, "Elsewhere");
  await ada.inGroupWith(bob, "Corners");
  await bob.open("Corners");
});
afterAll(() => browser.close());

const typed = (person: Person) => person.composer.inputValue();
const editing = (person: Person, text: string) => person.applyAction(text, "Edit");

test("a change of a message outlives another room, Escape and a reload, and follows to another browser", async () => {
  await ada.say("original text");
  await ada
    .message("original text")
    .getByRole("img", { name: /^(Sent|Delivered|Read)$/ })
    .waitFor();
  await editing(ada, "original text");
  await ada.composer.pressSequentially(" PLUS A LONG CHANGE");
  await ada.open("Elsewhere");
  expect(await typed(ada)).toBe("");
  await ada.open("Corners");
  expect(await typed(ada)).toBe("");
  await editing(ada, "original text");
  expect(await typed(ada)).toBe("original text PLUS A LONG CHANGE");
  await ada.composer.press("Escape");
  expect(await typed(ada)).toBe("");
  await editing(ada, "original text");
  expect(await typed(ada)).toBe("original text PLUS A LONG CHANGE");
  await ada.page.reload();
  await ada.composer.waitFor();
  await editing(ada, "original text");
  await expect.poll(() => typed(ada), SOON).toBe("original text PLUS A LONG CHANGE");
  const laptop = await ada.elsewhere(browser, url);
  await laptop.open("Corners");
  await editing(laptop, "original text");
  await expect.poll(() => typed(laptop), SOON).toBe("original text PLUS A LONG CHANGE");
  await laptop.composer.press("Enter");
  await ada.message("original text PLUS A LONG CHANGE").waitFor();
  // It was made: the next one begins with what the message says.
  await ada.composer.press("Escape");
  await editing(ada, "original text PLUS A LONG CHANGE");
  await expect.poll(() => typed(ada), SOON).toBe("original text PLUS A LONG CHANGE");
  await ada.composer.press("Escape");
  await laptop.leave();
});

test("what is said is announced by name and words, and by nothing else", async () => {
  await ada.page.evaluate(() => {
    const heard: string[] = [];
    Object.assign(globalThis, { heard });
    const live = "[aria-live=polite], [role=status], [role=alert], [role=log]:not([aria-live=off])";
    new MutationObserver((changes) => {
      for (const { addedNodes } of changes)
        for (const node of addedNodes)
          if (node.parentElement?.closest(live)) heard.push(node.textContent?.trim() ?? "");
    }).observe(document.body, { childList: true, subtree: true });
  });
  await bob.say("new for the **reader**");
  await ada
    .message("new for the reader")
    .waitFor()
    .catch(() => undefined);
  const heard = () => ada.page.evaluate(() => (globalThis as unknown as { heard: string[] }).heard);
  await expect.poll(heard, SOON).toContain("Bob: new for the reader");
  const isTyping = (text: string) => text === "" || text.endsWith("is typing …");
  expect((await heard()).filter((text) => !isTyping(text))).toEqual(["Bob: new for the reader"]);
});

test("what is copied is what is seen", async () => {
  await ada.say("first of two");
  await ada.say("```js\nlet second = 2;\n```");
  await ada.timeline.getByText("let second").first().waitFor();
  const copied = await ada.page.evaluate(() => {
    const selection = getSelection();
    const log = document.querySelector("[role=log]");
    if (!selection || !log) return "";
    selection.selectAllChildren(log);
    const text = selection.toString();
    selection.removeAllRanges();
    return text;
  });
  expect(copied).toContain("first of two");
  expect(copied).toContain("let second = 2;");
  expect(copied).not.toMatch(/You:|Copy code|React|Message actions/);
});

test("shortcuts are at their places on a keyboard of another script", async () => {
  const press = (key: string, code: string, more: KeyboardEventInit, selector: string) =>
    ada.page
      .locator(selector)
      .first()
      .dispatchEvent("keydown", { key, code, bubbles: true, cancelable: true, ...more });
  await ada.composer.fill("word");
  await ada.composer.selectText();
  await press("и", "KeyB", { ctrlKey: true }, "textarea");
  expect(await typed(ada)).toBe("**word**");
  await ada.composer.fill("");
  const message = ada.message("first of two");
  const edit = async (): Promise<string> => {
    await ada.timeline.focus();
    await ada.page.keyboard.press("ArrowUp"); // A letter is a shortcut only while the focus is moved with the keyboard.
    await message.focus();
    await message.dispatchEvent("keydown", { key: "у", code: "KeyE", bubbles: true, cancelable: true });
    return typed(ada);
  };
  await expect.poll(edit, SOON).toBe("first of two");
  await ada.composer.press("Escape");
  await press("л", "KeyK", { ctrlKey: true }, "textarea");
  await ada.page.getByRole("dialog").waitFor();
  await ada.page.keyboard.press("Escape");
});

test("a message that was deleted before it was read leaves nothing unread, and code mentions nobody", async () => {
  await bob.open("Elsewhere");
  await ada.say("oops");
  await expect.poll(() => bob.room(/Corners.*1 unread/).count(), SOON).toBe(1);
  await ada.applyAction("oops", "Delete");
  await ada.page.getByRole("button", { name: "Delete", exact: true }).last().click();
  await expect.poll(() => bob.room(/Corners.*unread/).count(), SOON).toBe(0);
  await ada.say(`\`@${bob.handle}\` and nobody else`);
  await expect.poll(() => bob.room(/Corners.*1 unread/).count(), SOON).toBe(1);
  expect(await bob.room(/Corners.*mention/).count()).toBe(0);
});

test("neither page complained", () => {
  expect([ada.complaints, bob.complaints]).toEqual([[], []]);
});
