import { type Browser, type CDPSession, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { newHandle, PASSWORD } from "./person.ts";

/**
 * Passkeys with Chromium's virtual authenticator, which touches itself. One person in one browser: they sign up, sign
 * out and in, lock themselves out and come back.
 */

const url = inject("serverUrl");
const NEW_PASSWORD = "an even better horse";
let browser: Browser;
let page: Page;
let devtools: CDPSession;
let authenticatorId: string;
const handle = newHandle("keyed");
const complaints: string[] = [];

beforeAll(async () => {
  browser = await chromium.connect(inject("browserEndpoint"));
  const context = await browser.newContext({ locale: "en-GB", serviceWorkers: "block" });
  page = await context.newPage();
  page.on("pageerror", (error) => complaints.push(error.message));
  devtools = await context.newCDPSession(page);
  await devtools.send("WebAuthn.enable");
  ({ authenticatorId } = await devtools.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      ctap2Version: "ctap2_1",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  }));
  // Until it is wanted: a browser with an authenticator answers what a page offers in a field at once.
  await touch(false);
});
afterAll(() => browser.close());

/** Whether the user of the authenticator touches it as soon as it asks. */
const touch = (enabled: boolean) =>
  devtools.send("WebAuthn.setAutomaticPresenceSimulation", { authenticatorId, enabled });
const held = async () => (await devtools.send("WebAuthn.getCredentials", { authenticatorId })).credentials;
const rooms = () => page.getByRole("navigation", { name: "Rooms" });
const toast = (text: string) => page.getByRole("status").getByText(text, { exact: true }).waitFor();

async function openSecurity(): Promise<void> {
  await page.goto(`${url}/settings/security`);
  await page.getByRole("heading", { name: "Passkeys", level: 3 }).waitFor();
}

async function signOut(): Promise<void> {
  await page.goto(`${url}/settings`);
  await page.getByRole("dialog").getByRole("button", { name: "Sign out", exact: true }).click();
  await page.getByRole("heading", { name: "Welcome back" }).waitFor();
}

test("somebody signs up with a passkey, without a password, and signs in with it", async () => {
  await page.goto(url);
  await page.getByRole("button", { name: "Create an account" }).click();
  await page.getByLabel("Name").fill("Keyed");
  await page.getByLabel("Handle").fill(handle);
  await touch(true);
  await page.getByRole("button", { name: "Use a passkey" }).click();
  await rooms().waitFor();
  expect(await held()).toHaveLength(1);
  await touch(false);
  await signOut();
  await touch(true);
  await page.getByRole("button", { name: "Use a passkey" }).click();
  await rooms().waitFor();
});

test("passkeys are listed, can be named, and the last way in stays", async () => {
  await openSecurity();
  const list = page.getByRole("list", { name: "Passkeys" });
  await page.getByText("You have no password.").waitFor();
  await list.getByRole("button", { name: /^Rename/ }).click();
  await page.getByLabel("Name of the passkey").fill("Blue key");
  await page.getByRole("button", { name: "Save" }).click();
  await list.getByText("Blue key").waitFor();
  await page.getByRole("button", { name: "Add a passkey" }).click();
  await toast("This device already has a passkey for your account.");
  await list.getByRole("button", { name: "Remove Blue key" }).click();
  await page.getByRole("button", { name: "Remove", exact: true }).click();
  await toast("This is your only way to sign in. Add another one first.");
});

test("with recovery codes somebody who is locked out comes back, and sets a password", async () => {
  await openSecurity();
  await page.getByRole("button", { name: "Make recovery codes" }).click();
  const codes = page.getByRole("list", { name: "Recovery codes" }).getByRole("listitem");
  await codes.first().waitFor();
  expect(await codes.count()).toBe(10);
  const code = await codes.first().innerText();
  await touch(false);
  await signOut();
  await page.getByRole("button", { name: "Lost your password?" }).click();
  await page.getByLabel("Handle").fill(handle);
  await page.getByLabel("Recovery code").fill("0000 0000 0000");
  await page.getByLabel("New password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Set password and sign in" }).click();
  await page.getByText("Incorrect handle or recovery code.").waitFor();
  await page.getByLabel("Recovery code").fill(code);
  await page.getByRole("button", { name: "Set password and sign in" }).click();
  await rooms().waitFor();
});

test("a passkey that is removed is also forgotten by what holds it, and a password goes with a proof", async () => {
  await openSecurity();
  await touch(true);
  // As if the sign-in had been a while ago, so that the server wants to know who asks.
  await page.route("**/api/me/passkeys/*", (route) => route.fulfill(PROOF_NEEDED), { times: 1 });
  await page.getByRole("button", { name: "Remove Blue key" }).click();
  await page.getByRole("button", { name: "Remove", exact: true }).click();
  const question = page.getByRole("dialog", { name: "Is it you?" });
  await question.getByLabel("Password", { exact: true }).fill("not the password");
  await question.getByRole("button", { name: "Continue" }).click();
  await question.getByText("Incorrect password.").waitFor();
  await question.getByRole("button", { name: "Use a passkey" }).click();
  await toast("Passkey removed.");
  await page.getByText("You have no passkeys yet.").waitFor();
  await expect.poll(async () => (await held()).length).toBe(0);

  await page.getByRole("button", { name: "Add a passkey" }).click();
  await toast("Passkey added.");
  await page.getByRole("button", { name: "Remove password" }).click();
  await page.getByRole("button", { name: "Remove password" }).last().click();
  await page.getByText("You have no password.").waitFor();
  await page.getByLabel("New password", { exact: true }).fill(NEW_PASSWORD);
  await page.getByRole("button", { name: "Set a password" }).click();
  await toast("Password set.");
});

test("the browser offers the passkey in the field, and after a password the app offers to make one", async () => {
  await touch(false);
  await signOut();
  await touch(true);
  // Nobody presses anything: the authenticator takes the offer.
  await page.goto(url);
  await rooms().waitFor();
  await devtools.send("WebAuthn.clearCredentials", { authenticatorId });
  await openSecurity();
  await page.getByRole("button", { name: /^Remove .*(Chrome|Passkey)/ }).click();
  await page.getByRole("button", { name: "Remove", exact: true }).click();
  await toast("Passkey removed.");
  await signOut();
  await page.getByLabel("Handle").fill(handle);
  await page.getByLabel("Password", { exact: true }).fill(NEW_PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
  const offer = page.getByRole("complementary", { name: "Passkeys" });
  await offer.getByRole("button", { name: "Add a passkey" }).click();
  await offer.waitFor({ state: "detached" });
  expect(await held()).toHaveLength(1);
});

test("a link that does not work says so, and the page has logged no error", async () => {
  await page.goto(`${url}/reset#no-token`);
  await page.getByRole("heading", { name: "Set a new password" }).waitFor();
  await page.getByLabel("New password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Set password and sign in" }).click();
  await page.getByText("This link has expired or has been used.").waitFor();
  expect(complaints).toEqual([]);
});

const PROOF_NEEDED = {
  status: 403,
  contentType: "application/json",
  body: JSON.stringify({ error: { code: "proof_needed", message: "Show that it is you.", request_id: "1" } }),
};
