import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import type { Session } from "../../../src/protocol/endpoints.ts";
import { GUESSES_FREE, RECOVERY_CODES, RESET_HOURS } from "../../../src/protocol/limits.ts";
import { hashResetToken } from "../../../src/server/identity/recovery-code.ts";
import { expectRefusal, PASSWORD, Person, type Sent, send } from "../test-api.ts";

const NEW_PASSWORD = "another long and quiet sentence";

const recover = (handle: string, code: string, new_password = NEW_PASSWORD, more: Sent = {}) =>
  send("POST", "/api/auth/recover", { body: { handle, code, new_password }, ...more });
const signIn = (handle: string, password: string) =>
  send("POST", "/api/auth/sign-in", { body: { handle, password } });
const refresh = ({ refresh_token }: Person) => send("POST", "/api/auth/refresh", { body: { refresh_token } });

async function withCodes(): Promise<{ person: Person; codes: string[] }> {
  const person = await Person.register();
  const { codes } = await person.call("makeRecoveryCodes", "/api/me/recovery-codes", {});
  return { person, codes };
}

test("AUTH16: a recovery code sets a new password once, and signs all devices out", async () => {
  const { person, codes } = await withCodes();
  const { handle } = person.user;
  const [code = ""] = codes;
  expect(new Set(codes).size).toBe(RECOVERY_CODES);
  expect(code).toMatch(/^[0-9a-z]{4}-[0-9a-z]{4}-[0-9a-z]{4}$/);
  // As somebody types it who has written it down on paper.
  const back = new Person(
    await (await recover(handle, ` ${code.toUpperCase().replaceAll("-", " ")}`)).json<Session>(),
  );
  expect(back.id).toBe(person.id);
  await expectRefusal(await refresh(person), "session_ended");
  await expectRefusal(await signIn(handle, PASSWORD), "wrong_credentials");
  expect((await signIn(handle, NEW_PASSWORD)).status).toBe(200);
  await expectRefusal(await recover(handle, code), "wrong_code");
  expect(await back.call("credentials", "/api/me/credentials")).toMatchObject({
    recovery_codes_left: RECOVERY_CODES - 1,
  });
});

test("AUTH16: new codes replace the old ones, and nobody's code opens another account", async () => {
  const { person, codes } = await withCodes();
  const other = await withCodes();
  await expectRefusal(await recover(other.person.user.handle, codes[0] ?? ""), "wrong_code");
  await person.call("makeRecoveryCodes", "/api/me/recovery-codes", {});
  await expectRefusal(await recover(person.user.handle, codes[0] ?? ""), "wrong_code");
  await expectRefusal(await recover("nobody.at.all", codes[0] ?? ""), "wrong_code");
});

test("AUTH16: a weak password uses no code up", async () => {
  const { person, codes } = await withCodes();
  const { field } = await expectRefusal(
    await recover(person.user.handle, codes[0] ?? "", "iloveyou"),
    "weak_password",
  );
  expect(field).toBe("new_password");
  expect((await recover(person.user.handle, codes[0] ?? "")).status).toBe(200);
});

test("AUTH16, AUTH12: guesses at a code wait like guesses at the password", async () => {
  const { person, codes } = await withCodes();
  const limited = { vars: { AUTH_RATE_LIMIT: "on" } };
  const guess = (code: string) => recover(person.user.handle, code, NEW_PASSWORD, limited);
  for (let tries = 0; tries < GUESSES_FREE; tries++)
    await expectRefusal(await guess("0000-0000-0000"), "wrong_code");
  const { retry_after_ms } = await expectRefusal(await guess(codes[0] ?? ""), "rate_limited");
  expect(retry_after_ms).toBeGreaterThan(0);
});

test("what is stored of a code does not tell the code", async () => {
  const { person, codes } = await withCodes();
  const { results } = await env.DB.prepare("SELECT code_hash FROM recovery_codes WHERE user_id = ?")
    .bind(person.id)
    .all<{ code_hash: string }>();
  expect(results).toHaveLength(RECOVERY_CODES);
  for (const { code_hash } of results) expect(codes.join().includes(code_hash)).toBe(false);
});

const reset = (token: string, new_password = NEW_PASSWORD) =>
  send("POST", "/api/auth/reset", { body: { token, new_password } });
const makeLink = (person: Person, token: string, expires_at: number) =>
  env.DB.prepare("INSERT INTO resets (token_hash, user_id, expires_at) VALUES (?, ?, ?)")
    .bind(hashResetToken(token), person.id, expires_at)
    .run();

test("AUTH16: a reset link sets a new password once, and ends all sessions and other links", async () => {
  const person = await Person.register();
  const until = Date.now() + RESET_HOURS * 3_600_000;
  await makeLink(person, "token one", until);
  await makeLink(person, "token two", until);
  await makeLink(person, "token three", Date.now() - 1);
  await expectRefusal(await reset("token three"), "reset_invalid");
  await expectRefusal(await reset("no token"), "reset_invalid");
  await expectRefusal(await reset("token one", "iloveyou"), "weak_password");
  const both = await Promise.all([reset("token one"), reset("token one")]);
  expect(both.map(({ status }) => status).sort()).toEqual([200, 404]);
  await expectRefusal(await reset("token two"), "reset_invalid");
  await expectRefusal(await refresh(person), "session_ended");
  expect((await signIn(person.user.handle, NEW_PASSWORD)).status).toBe(200);
});
