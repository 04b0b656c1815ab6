import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { type OwnSession, type Session, SUBPROTOCOL } from "../../../src/protocol/endpoints.ts";
import { GUESS_DELAY_MIN_MS, GUESSES_FREE } from "../../../src/protocol/limits.ts";
import { expectRefusal, PASSWORD, Person, send, soon } from "../test-api.ts";

const LINUX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
const NEW_PASSWORD = "another long and quiet sentence";

const signIn = (handle: string, password = PASSWORD) =>
  send("POST", "/api/auth/sign-in", { body: { handle, password }, headers: { "User-Agent": LINUX } });
const entered = async (handle: string, password?: string) =>
  new Person(await (await signIn(handle, password)).json<Session>());
const sessionsOf = async (person: Person): Promise<OwnSession[]> =>
  (await person.call("sessions", "/api/me/sessions")).sessions;
const refresh = (person: Person) =>
  send("POST", "/api/auth/refresh", { body: { refresh_token: person.refresh_token } });

/** Opens the inbox's socket; resolves with the code it is closed with. */
async function closeOf(person: Person): Promise<{ closed: Promise<number> }> {
  const headers = { ...person.bearer, Upgrade: "websocket", "Sec-WebSocket-Protocol": SUBPROTOCOL };
  const { webSocket } = await send("GET", "/api/inbox/socket", { headers });
  if (!webSocket) throw new Error("not upgraded");
  webSocket.accept();
  return {
    closed: new Promise((resolve) => webSocket.addEventListener("close", ({ code }) => resolve(code))),
  };
}

test("AUTH6: a person sees the devices that are signed in, and which one is theirs", async () => {
  const phone = await Person.register();
  const laptop = await entered(phone.user.handle);
  await Person.register(); // somebody else, whose session is not among them
  const sessions = await sessionsOf(laptop);
  expect(sessions).toHaveLength(2);
  expect(sessions.find(({ current }) => current)).toMatchObject({ client: "Firefox", system: "Linux" });
  expect(sessions.find(({ current }) => !current)).toMatchObject({ client: "", system: "" });
  expect(sessions.every(({ created_at, last_used_at }) => last_used_at >= created_at)).toBe(true);
  const [mine, theirs] = [await sessionsOf(phone), sessions].map((all) => all.find((each) => each.current));
  expect(mine?.session_id).not.toBe(theirs?.session_id);
  expect(JSON.stringify(sessions)).not.toContain(phone.refresh_token.split(".")[1]);
});

test("AUTH6, CONNECT6: signing a device out ends its tokens and closes its sockets, and touches no other", async () => {
  const phone = await Person.register();
  const laptop = await entered(phone.user.handle);
  const { closed } = await closeOf(phone);
  const lost = (await sessionsOf(laptop)).find(({ current }) => !current)?.session_id;
  await laptop.call("endSession", `/api/me/sessions/${lost}`);
  expect(await closed).toBe(4410);
  await expectRefusal(await refresh(phone), "session_ended");
  expect((await refresh(laptop)).status).toBe(200);
  expect(await sessionsOf(laptop)).toHaveLength(1);
  await expectRefusal(await laptop.send("DELETE", `/api/me/sessions/${lost}`), "not_found");
});

test("AUTH6: nobody signs somebody else out", async () => {
  const [ada, eve] = [await Person.register(), await Person.register()];
  const [session] = await sessionsOf(ada);
  await expectRefusal(await eve.send("DELETE", `/api/me/sessions/${session?.session_id}`), "not_found");
  expect(await eve.call("endOtherSessions", "/api/me/sessions")).toEqual({ ended: 0 });
  expect((await refresh(ada)).status).toBe(200);
});

test("AUTH6: all others are signed out at once", async () => {
  const phone = await Person.register();
  const laptops = [await entered(phone.user.handle), await entered(phone.user.handle)];
  const sockets = await Promise.all(laptops.map(closeOf));
  expect(await phone.call("endOtherSessions", "/api/me/sessions")).toEqual({ ended: 2 });
  expect(await Promise.all(sockets.map(({ closed }) => closed))).toEqual([4410, 4410]);
  for (const laptop of laptops) await expectRefusal(await refresh(laptop), "session_ended");
  expect((await refresh(phone)).status).toBe(200);
});

test("AUTH7: a new password takes the old one, and signs all other devices out", async () => {
  const phone = await Person.register();
  const laptop = await entered(phone.user.handle);
  const change = (password: string, new_password: string) =>
    phone.send("POST", "/api/me/password", { body: { password, new_password } });
  await expectRefusal(await change("not the password", NEW_PASSWORD), "wrong_credentials");
  await expectRefusal(await change(PASSWORD, "short"), "bad_request");
  expect((await refresh(laptop)).status).toBe(200);

  const { closed } = await closeOf(laptop);
  expect(await (await change(PASSWORD, NEW_PASSWORD)).json()).toEqual({ ended: 1 });
  expect(await closed).toBe(4410);
  await expectRefusal(await refresh(laptop), "session_ended");
  expect((await refresh(phone)).status).toBe(200);
  await expectRefusal(await signIn(phone.user.handle), "wrong_credentials");
  expect((await signIn(phone.user.handle, NEW_PASSWORD)).status).toBe(200);
});

test("guessing the old password is slowed down like guessing at the door", async () => {
  const person = await Person.register();
  const limiter = { limit: () => Promise.resolve({ success: false }) };
  const refused = await person.send("POST", "/api/me/password", {
    body: { password: PASSWORD, new_password: NEW_PASSWORD },
    vars: { AUTH_RATE_LIMIT: "on", AUTH_LIMITER: limiter },
  });
  await expectRefusal(refused, "rate_limited");
});

test("what a device is called goes with its session", async () => {
  const person = await Person.register();
  await person.call("signOut", "/api/auth/sign-out", {});
  await soon(async () => {
    const left = await env.DB.prepare(
      "SELECT count(*) AS n FROM sessions JOIN devices USING (session_id) WHERE user_id = ?",
    )
      .bind(person.id)
      .first<number>("n");
    expect(left).toBe(0);
  });
  const alone = await env.DB.prepare(
    "SELECT count(*) AS n FROM devices LEFT JOIN sessions USING (session_id) WHERE user_id IS NULL",
  ).first<number>("n");
  expect(alone).toBe(0);
});

const register = (handle: string, password = PASSWORD) =>
  send("POST", "/api/auth/register", { body: { handle, password } });

test("AUTH10: a password anybody would try first is refused, for a new account and for an old one", async () => {
  for (const password of ["iloveyou", "Password1", "somebody.new", "        "]) {
    const { field } = await expectRefusal(await register("somebody.new", password), "weak_password");
    expect(field).toBe("password");
  }
  const person = new Person(await (await register("somebody.new")).json<Session>());
  const change = (new_password: string) =>
    person.send("POST", "/api/me/password", { body: { password: PASSWORD, new_password } });
  for (const password of ["iloveyou", "SOMEBODY.NEW", "\u2003\u2003\u2003\u2003\u2003\u2003\u2003\u2003"]) {
    const { field } = await expectRefusal(await change(password), "weak_password");
    expect(field).toBe("new_password");
  }
  expect((await change(NEW_PASSWORD)).status).toBe(200);
});

test("AUTH11: nobody signs up as staff, or with a handle that looks like another one, also at once", async () => {
  for (const handle of ["admin", "Parlor-Support", "m0derator", "system.1"])
    await expectRefusal(await register(handle), "handle_misleading");
  expect((await register("m0rn.lil")).status).toBe(200);
  for (const handle of ["morn.lil", "rnorn.1i1", "m0rn.li1"])
    await expectRefusal(await register(handle), "handle_misleading");
  await expectRefusal(await register("m0rn.lil"), "handle_taken");
  const both = await Promise.all(["cl0ne", "clone"].map((handle) => register(handle)));
  expect(both.map(({ status }) => status).toSorted()).toEqual([200, 409]);
});

test("AUTH12: guesses at an account are slowed down where they come from, and nowhere else", async () => {
  const { user } = await Person.register();
  const vars = {
    AUTH_RATE_LIMIT: "on",
    AUTH_LIMITER: { limit: async () => ({ success: true }) },
  } as Partial<Env>;
  const tryFrom = (address: string, handle: string, password: string) =>
    send("POST", "/api/auth/sign-in", {
      body: { handle, password },
      headers: { "CF-Connecting-IP": address },
      vars,
    });
  for (const handle of [user.handle, "nobody.has.this"]) {
    for (let count = 0; count < GUESSES_FREE; count++)
      await expectRefusal(await tryFrom("192.0.2.1", handle, "not the password"), "wrong_credentials");
    const refused = await expectRefusal(await tryFrom("192.0.2.1", handle, PASSWORD), "rate_limited");
    expect(refused.retry_after_ms).toBeLessThanOrEqual(GUESS_DELAY_MIN_MS);
  }
  expect((await tryFrom("192.0.2.2", user.handle, PASSWORD)).status).toBe(200);
});

test("AUTH12: wrong refresh tokens are slowed down for the address and the session, and right ones are not", async () => {
  const person = await Person.register();
  const keys: string[] = [];
  const limit = async ({ key }: { key: string }) => ({ success: keys.push(key) < 3 });
  const vars = { AUTH_RATE_LIMIT: "on", AUTH_LIMITER: { limit } } as Partial<Env>;
  const session_id = person.refresh_token.split(".")[0];
  const trade = (refresh_token: string) =>
    send("POST", "/api/auth/refresh", { body: { refresh_token }, vars });
  await expectRefusal(await trade(`${session_id}.guess`), "session_ended");
  await expectRefusal(await trade(`${session_id}.guess`), "rate_limited");
  expect(keys).toEqual(["refresh local", `session ${session_id}`, "refresh local"]);
  expect((await trade(person.refresh_token)).status).toBe(200);
  expect(keys).toHaveLength(3);
});
