import { type Browser, chromium } from "playwright-core";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { Person, SENT, SOON } from "./person.ts";

const url = inject("serverUrl");
let browser: Browser;
let ada: Person;
let bob: Person;
const loaded: string[] = [];

beforeAll(async () => {
  browser = await chromium.connect(inject("browserEndpoint"));
  [ada, bob] = await Promise.all([Person.signUp(browser, url, "Ada"), Person.signUp(browser, url, "Bob")]);
  for (const { page } of [ada, bob]) page.on("request", (request) => loaded.push(request.url()));
  await ada.writeTo(bob);
  await ada.say("Hello");
  await bob.open("Ada");
});
afterAll(() => browser.close());

const typed = (person: Person) => person.composer.inputValue();

test("a name is completed by keyboard, and mentions the person", async () => {
  await ada.composer.pressSequentially("Hi @bo");
  const suggestion = ada.page.getByRole("option", { name: `@${bob.handle}` });
  await suggestion.waitFor();
  expect(await suggestion.getAttribute("aria-selected")).toBe("true");
  expect(await ada.composer.getAttribute("aria-activedescendant")).toBe(await suggestion.getAttribute("id"));
  await ada.page.keyboard.press("Escape");
  await suggestion.waitFor({ state: "detached" });
  await ada.composer.pressSequentially("b");
  expect(await suggestion.count()).toBe(0);
  await ada.page.keyboard.press("Control+Backspace");
  await ada.page.keyboard.press("Backspace");
  await ada.composer.pressSequentially("@b");
  await suggestion.waitFor();
  await ada.page.keyboard.press("Enter");
  expect(await typed(ada)).toBe(`Hi @${bob.handle} `);
  await ada.page.keyboard.press("Enter");
  await bob.timeline.locator("[data-mention=you]").getByText(`@${bob.handle}`).waitFor();
  expect(await ada.timeline.locator("[data-mention=other]").count()).toBe(1);
});

test("emoji are completed by short code, whole or partial", async () => {
  await ada.composer.pressSequentially("Well done :tad");
  await ada.page.getByRole("option", { name: ":tada:" }).waitFor();
  await ada.page.keyboard.press("Tab");
  expect(await typed(ada)).toBe("Well done 🎉");
  await ada.composer.pressSequentially(" :+1:");
  await expect.poll(() => typed(ada), SOON).toBe("Well done 🎉 👍");
  // Typed on at once, as by a quick hand.
  await ada.composer.pressSequentially(" :rocket: up");
  await expect.poll(() => typed(ada), SOON).toBe("Well done 🎉 👍 🚀 up");
  await ada.composer.pressSequentially(" at 10:30:");
  expect(await typed(ada)).toBe("Well done 🎉 👍 🚀 up at 10:30:");
  await ada.composer.fill("");
});

test("the emoji picker is used by keyboard alone, and remembers", async () => {
  const { keyboard } = ada.page;
  const picker = ada.page.getByRole("dialog", { name: "Emoji" });
  await ada.composer.fill("So good ");
  await keyboard.press("Tab");
  await keyboard.press("Enter");
  await picker.getByRole("combobox", { name: "Find an emoji" }).waitFor();
  await picker.getByRole("option", { name: "grinning face", exact: true }).waitFor();
  await keyboard.type("hot bev");
  await picker.getByRole("option", { name: "hot beverage" }).waitFor();
  await keyboard.press("Enter");
  await picker.waitFor({ state: "detached" });
  expect(await typed(ada)).toBe("So good ☕");
  expect(await ada.composer.evaluate((area) => area === document.activeElement)).toBe(true);

  await keyboard.press("Tab");
  await keyboard.press("Enter");
  const first = picker.getByRole("option").first();
  await expect.poll(() => first.getAttribute("aria-label"), SOON).toBe("hot beverage");
  // Below the one used last is the first of all, and beside it the second.
  await keyboard.press("ArrowDown");
  await keyboard.press("ArrowRight");
  const chosen = picker.getByRole("option", { selected: true });
  expect(await chosen.getAttribute("aria-label")).toBe("grinning face with big eyes");
  await keyboard.press("Escape");
  await picker.waitFor({ state: "detached" });
  await ada.composer.fill("");
});

test("keys format words, lists continue, and an address pasted over words makes a link", async () => {
  const { keyboard } = ada.page;
  await ada.composer.fill("hello");
  await keyboard.press("Control+a");
  await keyboard.press("Control+b");
  expect(await typed(ada)).toBe("**hello**");
  await keyboard.press("Control+i");
  expect(await typed(ada)).toBe("**_hello_**");
  await keyboard.press("Control+z");
  expect(await typed(ada)).toBe("**hello**");
  await keyboard.press("End");
  await keyboard.press("Shift+Enter");
  await keyboard.type("- one");
  await keyboard.press("Shift+Enter");
  await keyboard.type("two");
  for (let left = 0; left < 3; left++) await keyboard.press("Shift+ArrowLeft");
  await ada.composer.evaluate((area) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", "https://example.org/");
    area.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  });
  expect(await typed(ada)).toBe("**hello**\n- one\n- [two](https://example.org/)");
  await keyboard.press("Enter");
  const bubble = bob.timeline.getByRole("article").last();
  await bubble.getByRole("listitem").filter({ hasText: "one" }).waitFor();
  expect(await bubble.locator("strong").textContent()).toBe("hello");
  const link = bubble.getByRole("link", { name: "two" });
  expect(await link.getAttribute("href")).toBe("https://example.org/");
  expect(await link.getAttribute("rel")).toBe("noopener noreferrer nofollow");
});

test("code is coloured when it is there to be seen, and only its language is loaded", async () => {
  expect(loaded.filter((each) => /highlight|python|rust/.test(each))).toEqual([]);
  await ada.say("```py\nanswer = 'why'  # so\n```");
  await bob.timeline.locator("code span").getByText("'why'").waitFor();
  expect(loaded.some((each) => each.includes("python"))).toBe(true);
  expect(loaded.some((each) => each.includes("rust"))).toBe(false);
});

test("a poll is created from the menu", async () => {
  await ada.page.getByRole("button", { name: "More options" }).click();
  await ada.page.getByRole("dialog").getByRole("button", { name: "Poll" }).click();
  const dialog = ada.page.getByRole("dialog", { name: "Poll" });
  await dialog.getByLabel("Question").fill("Tea or coffee?");
  await dialog.getByLabel("Answer 1").fill("Tea");
  await dialog.getByRole("button", { name: "Create poll" }).click();
  await dialog.getByText("A poll needs at least two answers.").waitFor();
  await dialog.getByLabel("Answer 2", { exact: true }).fill("Coffee");
  await dialog.getByLabel("Answer 3", { exact: true }).waitFor();
  await dialog.getByRole("button", { name: "Create poll" }).click();
  await dialog.waitFor({ state: "detached" });
  await bob.message("Tea or coffee?").getByRole("button", { name: "Coffee" }).click();
  await ada.message("Tea or coffee?").getByText("1 vote", { exact: true }).first().waitFor();
});

test("a draft follows its author to another browser, and ends when it is sent in either", async () => {
  const phone = await ada.elsewhere(browser, url);
  await phone.open("Bob");
  await ada.composer.pressSequentially("Dear Bob, I");
  await expect.poll(() => typed(phone), SOON).toBe("Dear Bob, I");
  await phone.composer.press("End");
  await phone.composer.pressSequentially(" wonder");
  await expect.poll(() => typed(ada), SOON).toBe("Dear Bob, I wonder");
  await phone.composer.press("Enter");
  await expect.poll(() => typed(ada), SOON).toBe("");
  await ada.message("Dear Bob, I wonder").getByLabel(SENT).waitFor();
  expect(phone.complaints).toEqual([]);
  await phone.leave();
});

test("a reply being written waits while another message is edited", async () => {
  await ada.say("Said before");
  await ada.applyAction("Tea or coffee?", "Reply");
  await ada.composer.pressSequentially("Neither of them");
  const bar = ada.page.getByText(/^Reply to/);
  for (const end of ["Escape", "Enter"]) {
    await ada.applyAction("Said before", "Edit");
    await bar.waitFor({ state: "detached" });
    await expect.poll(() => typed(ada), SOON).toBe("Said before");
    await ada.composer.press(end);
    await expect.poll(() => typed(ada), SOON).toBe("Neither of them");
    await bar.waitFor();
  }
  await ada.composer.press("Enter");
  await ada.message("Neither of them").getByRole("blockquote").waitFor();
});

test("what is typed outlives a reload at any moment", async () => {
  await ada.composer.pressSequentially("at this very mom");
  await ada.page.reload();
  await expect.poll(() => typed(ada), SOON).toBe("at this very mom");
  await ada.composer.fill("");
});

test("a file dropped or pasted is not sent, the user is told so, and the app stays", async () => {
  await ada.composer.fill("Not lost");
  const notice = ada.page.getByText("Files cannot be sent yet.");
  for (const type of ["drop", "paste"]) {
    await notice.waitFor({ state: "detached" });
    const wasTaken = await ada.composer.evaluate((field, type) => {
      const data = new DataTransfer();
      data.items.add(new File(["x"], "x.png", { type: "image/png" }));
      const how = { bubbles: true, cancelable: true };
      const event =
        type === "drop"
          ? new DragEvent(type, { ...how, dataTransfer: data })
          : new ClipboardEvent(type, { ...how, clipboardData: data });
      return !field.dispatchEvent(event);
    }, type);
    // What nobody takes the browser would open, in the place of the app.
    if (type === "drop") expect(wasTaken).toBe(true);
    await notice.waitFor();
  }
  expect(await typed(ada)).toBe("Not lost");
  await ada.composer.fill("");
});

test("neither page has logged an error", () => {
  expect([...ada.complaints, ...bob.complaints]).toEqual([]);
});
