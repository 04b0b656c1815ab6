import { type Browser, chromium, type Page } from "playwright-core";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import type { Session } from "../../src/protocol/endpoints.ts";
import { OWNER } from "./owner.ts";
import { newHandle, PASSWORD } from "./person.ts";

/** The page for those who run the deployment, as its owner uses it. Others on this server are not to notice. */

const url = inject("serverUrl");
const TEXT = `Something nasty ${uuidv7()}`;
const MEAN = newHandle("mean");
let browser: Browser;
let page: Page;

async function api<T>(path: string, body: object, token?: string): Promise<T> {
  const answer = await fetch(url + path, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(body),
  });
  expect(answer.status, path).toBe(200);
  return answer.json() as Promise<T>;
}

const signUp = (handle: string) => api<Session>("/api/auth/register", { handle, password: PASSWORD });

beforeAll(async () => {
  const [mean, kind] = [await signUp(MEAN), await signUp(newHandle("kind"))];
  const as = (session: Session) => session.tokens?.access_token;
  const { room_id } = await api<{ room_id: string }>("/api/dms", { user_id: kind.user.user_id }, as(mean));
  const sent = { client_id: uuidv7(), text: TEXT };
  const { message_id } = await api<{ message_id: number }>(`/api/rooms/${room_id}/messages`, sent, as(mean));
  const action = { type: "report", message_id, reason: "Rude" };
  await api(`/api/rooms/${room_id}/actions`, { action }, as(kind));
  browser = await chromium.connect(inject("browserEndpoint"));
  page = await (await browser.newContext({ locale: "en-GB", serviceWorkers: "block" })).newPage();
  await page.goto(url);
  await page.getByLabel("Handle").fill(OWNER.handle);
  await page.getByLabel("Password", { exact: true }).fill(OWNER.password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
});
afterAll(() => browser.close());

const section = (name: string) => page.getByRole("navigation", { name: "Run this server" }).getByText(name);

test("an owner finds a report, suspends its author, finds them and lifts that again", async () => {
  await page.getByRole("link", { name: /^Run this server Open reports: \d+$/ }).click();
  const report = page.getByRole("listitem").filter({ hasText: TEXT });
  await report.getByText("Reason: Rude").waitFor();
  await report.getByRole("button", { name: "Suspend author" }).click();
  await report.getByText("They are signed out everywhere at once.").waitFor();
  await report.getByRole("button", { name: "Suspend author" }).click();
  await report.waitFor({ state: "detached" });

  await section("Users").click();
  await page.getByLabel("Name or handle").fill(MEAN);
  const user = page.getByRole("listitem").filter({ hasText: `@${MEAN}` });
  await user.getByText("Suspended").waitFor();
  await user.getByRole("button", { name: "Lift suspension" }).click();
  await user.getByRole("button", { name: "Suspend", exact: true }).waitFor();

  await user.getByRole("button", { name: "Password link" }).click();
  const link = await page.getByRole("dialog").getByRole("textbox").inputValue();
  expect(link).toMatch(`${url}/reset#`);
  await page.keyboard.press("Escape");

  await section("Log").click();
  await page.getByRole("listitem").filter({ hasText: "made a link for a new password" }).first().waitFor();
});

test("an owner makes a sign-up link, with which somebody signs up and lands in the app", async () => {
  await section("Sign-up").click();
  await page.getByRole("button", { name: "Create link" }).click();
  const link = await page.getByRole("dialog").getByRole("textbox").inputValue();
  await page.keyboard.press("Escape");
  await page
    .getByText(/^Lets in 1 more, until /)
    .first()
    .waitFor();

  const context = await browser.newContext({ locale: "en-GB", serviceWorkers: "block" });
  const guest = await context.newPage();
  await guest.goto(link);
  await guest.getByText("You are invited to join this server.").waitFor();
  await guest.getByLabel("Name", { exact: true }).fill("Guest");
  await guest.getByLabel("Handle").fill(newHandle("guest"));
  await guest.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await guest.getByRole("button", { name: "Create account" }).click();
  await guest.getByRole("button", { name: /Profile and settings of Guest/ }).waitFor();
  // The link is a secret, which is not to be left in the address.
  expect(guest.url()).toBe(`${url}/`);
  // And who has no role is not shown the way to the page.
  await guest.goto(`${url}/admin`);
  await guest.getByText("This page is for those who run this server.").waitFor();
  await context.close();
});
