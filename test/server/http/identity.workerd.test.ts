import { env } from "cloudflare:workers";
import { afterEach, expect, test, vi } from "vitest";
import { type Session, SUBPROTOCOL } from "../../../src/protocol/endpoints.ts";
import type { SessionId } from "../../../src/protocol/ids.ts";
import {
  ACCESS_TOKEN_SECONDS,
  AUTH_PER_MINUTE,
  REFRESH_GRACE_SECONDS,
  SESSION_CHECK_MS,
  SESSION_DAYS,
} from "../../../src/protocol/limits.ts";
import { PING } from "../../../src/protocol/room-frames.ts";
import {
  cookieHeader,
  cookiesOf,
  expectRefusal,
  ORIGIN,
  PASSWORD,
  Person,
  registerByCookie,
  send,
  serve,
  soon,
} from "../test-api.ts";

afterEach(() => {
  vi.useRealTimers();
});

/** Lets time pass for the Worker: only its clock is replaced. */
const pass = (ms: number): void => {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + ms });
};

const refresh = (refresh_token: string) => send("POST", "/api/auth/refresh", { body: { refresh_token } });
const traded = async (refresh_token: string) =>
  new Person(await (await refresh(refresh_token)).json<Session>());

/** To a deployment, by a name that tests do not have: what a password costs is no setting of a test there. */
const post = (what: "register" | "sign-in", body: object) =>
  serve(
    new Request(`https://chat.example.org/api/auth/${what}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    }),
  );

test("registering signs in; the handle is folded, the name may be anything", async () => {
  const person = await Person.register("Ada 😀 Lovelace", " Ada_L ");
  expect(person.user).toMatchObject({ handle: "ada_l", name: "Ada 😀 Lovelace", bio: "" });
  expect(await person.call("me", "/api/me")).toEqual(person.user);
});

test("a handle belongs to one person, also when two ask at once", async () => {
  const body = { handle: "only.one", password: PASSWORD };
  const both = await Promise.all([1, 2].map(() => send("POST", "/api/auth/register", { body })));
  expect(both.map((response) => response.status).sort()).toEqual([200, 409]);
  await expectRefusal(await send("POST", "/api/auth/register", { body }), "handle_taken");
});

test("AUTH4: signing in takes the right password; a wrong one and an unknown handle are told apart by nothing", async () => {
  const { user } = await Person.register();
  const signIn = (handle: string, password: string) =>
    send("POST", "/api/auth/sign-in", { body: { handle, password } });
  expect(await (await signIn(user.handle, PASSWORD)).json()).toMatchObject({
    user,
    expires_in: ACCESS_TOKEN_SECONDS,
  });
  const wrong = await expectRefusal(await signIn(user.handle, "not the password"), "wrong_credentials");
  const unknown = await expectRefusal(await signIn("nobody-here", "not the password"), "wrong_credentials");
  expect({ ...wrong, request_id: "" }).toEqual({ ...unknown, request_id: "" });
});

test("passwords and refresh tokens are not stored", async () => {
  const registered = await post("register", { handle: "stored", password: PASSWORD });
  const person = new Person(await registered.json<Session>());
  const { results: passwords } = await env.DB.prepare("SELECT hash FROM passwords WHERE user_id = ?")
    .bind(person.id)
    .all();
  const { results: sessions } = await env.DB.prepare("SELECT token_hash FROM sessions WHERE user_id = ?")
    .bind(person.id)
    .all();
  expect(passwords).toEqual([{ hash: expect.stringMatching(/^\$scrypt\$ln=14,r=8,p=5\$/) }]);
  expect(sessions).toHaveLength(1);
  const secret = person.refresh_token.split(".")[1];
  expect(JSON.stringify([passwords, sessions])).not.toContain(secret);
  expect(JSON.stringify([passwords, sessions])).not.toContain(PASSWORD);
});

test("a password hash with old parameters is replaced when its owner signs in", async () => {
  const { user } = await Person.register();
  const { scryptSync } = await import("node:crypto");
  const hash = scryptSync(PASSWORD, "salt", 32, { N: 1024, r: 8, p: 1 }).toString("base64");
  const old = `$scrypt$ln=10,r=8,p=1$${btoa("salt")}$${hash}`;
  await env.DB.prepare("UPDATE passwords SET hash = ? WHERE user_id = ?").bind(old, user.user_id).run();
  expect((await post("sign-in", { handle: user.handle, password: PASSWORD })).status).toBe(200);
  const stored = await env.DB.prepare("SELECT hash FROM passwords WHERE user_id = ?")
    .bind(user.user_id)
    .first<string>("hash");
  expect(stored).toMatch(/^\$scrypt\$ln=14,r=8,p=5\$/);
});

test("AUTH1: an access token ends after its time, and an altered one is none", async () => {
  const person = await Person.register();
  await expectRefusal(await send("GET", "/api/me"), "unauthenticated");
  await expectRefusal(
    await send("GET", "/api/me", { headers: { Authorization: `Bearer ${person.access_token}x` } }),
    "unauthenticated",
  );
  pass(ACCESS_TOKEN_SECONDS * 1000 + 1000);
  await expectRefusal(await person.send("GET", "/api/me"), "unauthenticated");
});

test("AUTH2: a refresh token is traded for another one, and the session goes on", async () => {
  const person = await Person.register();
  const second = await traded(person.refresh_token);
  expect(second.refresh_token).not.toBe(person.refresh_token);
  expect(await second.call("me", "/api/me")).toEqual(person.user);
  pass((REFRESH_GRACE_SECONDS + 1) * 1000);
  expect((await traded(second.refresh_token)).user).toEqual(person.user);
});

test("AUTH2: two tabs that trade the same token at once both go on, with the same next token", async () => {
  const person = await Person.register();
  const [one, two] = await Promise.all([traded(person.refresh_token), traded(person.refresh_token)]);
  expect(one?.refresh_token).toBe(two?.refresh_token);
  expect((await traded(one?.refresh_token ?? "")).user).toEqual(person.user);
});

test("AUTH2: an old token coming back ends the session for whoever holds it", async () => {
  const person = await Person.register();
  const second = await traded(person.refresh_token);
  await second.call("me", "/api/me");
  pass((REFRESH_GRACE_SECONDS + 1) * 1000);
  await expectRefusal(await refresh(person.refresh_token), "session_ended");
  await expectRefusal(await refresh(second.refresh_token), "session_ended");
});

test("AUTH2: a token whose answer was lost can be traded as long as nothing was done with the answer", async () => {
  const person = await Person.register();
  expect((await refresh(person.refresh_token)).status).toBe(200);
  pass((REFRESH_GRACE_SECONDS + 3) * 1000);
  const second = await traded(person.refresh_token);
  pass(60 * 60 * 1000);
  const third = await traded((await traded(person.refresh_token)).refresh_token);
  expect(await third.call("me", "/api/me")).toEqual(person.user);
  // What was traded twice since cannot be the answer that was lost.
  await expectRefusal(await refresh(person.refresh_token), "session_ended");
  await expectRefusal(await refresh(second.refresh_token), "session_ended");
});

test("AUTH2: where the answer was not lost but stolen, the session ends, whichever of the two trades first", async () => {
  const person = await Person.register();
  const thief = await traded(person.refresh_token);
  pass((REFRESH_GRACE_SECONDS + 1) * 1000);
  const owner = await traded(person.refresh_token);
  await owner.call("me", "/api/me");
  const next = await traded(thief.refresh_token);
  await next.call("me", "/api/me");
  pass((REFRESH_GRACE_SECONDS + 1) * 1000);
  await expectRefusal(await refresh(owner.refresh_token), "session_ended");
  await expectRefusal(await refresh(next.refresh_token), "session_ended");
});

test("AUTH2: a wrong secret with the right id is no token of the session, which goes on", async () => {
  const person = await Person.register();
  const second = await traded(person.refresh_token);
  const [session_id, secret, seal] = second.refresh_token.split(".");
  pass((REFRESH_GRACE_SECONDS + 1) * 1000);
  for (const rest of [
    "x",
    "",
    `${secret}x.${seal}`,
    `x.${seal}`,
    `${secret}.x`,
    secret,
    `${secret}.${seal}.x`,
  ])
    await expectRefusal(await refresh(`${session_id}.${rest}`), "session_ended");
  expect((await traded(second.refresh_token)).user).toEqual(person.user);
});

test("a session not used for its lifetime is over", async () => {
  const person = await Person.register();
  pass(SESSION_DAYS * 24 * 60 * 60 * 1000);
  await expectRefusal(await refresh(person.refresh_token), "session_ended");
});

test.each(["", "nonsense", "s_00000000000000000000.x", "."])(
  "the refresh token %j is none",
  async (token) => {
    await expectRefusal(await refresh(token), "session_ended");
  },
);

test("signing out ends this session and no other", async () => {
  const phone = await Person.register();
  const body = { handle: phone.user.handle, password: PASSWORD };
  const laptop = new Person(await (await send("POST", "/api/auth/sign-in", { body })).json<Session>());
  await phone.call("signOut", "/api/auth/sign-out", {});
  await expectRefusal(await refresh(phone.refresh_token), "session_ended");
  expect((await traded(laptop.refresh_token)).user).toEqual(phone.user);
});

test("CONNECT6: signing out closes the session's sockets, of the inbox and of rooms", async () => {
  const person = await Person.register();
  const { room_id } = await person.call("createRoom", "/api/rooms", { kind: "group", name: "Room" });
  const headers = { ...person.bearer, Upgrade: "websocket", "Sec-WebSocket-Protocol": SUBPROTOCOL };
  const open = async (path: string) => (await send("GET", path, { headers })).webSocket as WebSocket;
  await soon(async () => expect((await person.call("myRooms", "/api/rooms")).conversations).toHaveLength(1));
  const sockets = [await open("/api/inbox/socket"), await open(`/api/rooms/${room_id}/socket`)];
  const closes = sockets.map((socket) => {
    socket.accept();
    return new Promise((resolve) => socket.addEventListener("close", ({ code }) => resolve(code)));
  });
  await person.call("signOut", "/api/auth/sign-out", {});
  expect(await Promise.all(closes)).toEqual([4410, 4410]);
});

const upgradeFor = (person: Person, path: string) =>
  send("GET", path, {
    headers: { ...person.bearer, Upgrade: "websocket", "Sec-WebSocket-Protocol": SUBPROTOCOL },
  });

/** The reason of the close where a socket is refused, nothing where it stays open. */
async function refusal(person: Person, path: string): Promise<string | undefined> {
  const { webSocket } = await upgradeFor(person, path);
  webSocket?.accept();
  return new Promise((resolve) => {
    webSocket?.addEventListener("close", ({ reason }) => resolve(reason));
    webSocket?.addEventListener("message", () => resolve(undefined));
    webSocket?.send(PING);
  });
}

test("AUTH5: who has signed out gets nothing more with the old access token; other sessions do", async () => {
  const phone = await Person.register();
  const body = { handle: phone.user.handle, password: PASSWORD };
  const laptop = new Person(await (await send("POST", "/api/auth/sign-in", { body })).json<Session>());
  const { room_id } = await phone.call("createRoom", "/api/rooms", { kind: "group", name: "Room" });
  const paths = ["/api/inbox/socket", `/api/rooms/${room_id}/socket`];
  await phone.call("signOut", "/api/auth/sign-out", {});
  await expectRefusal(await phone.send("GET", "/api/me"), "session_ended");
  expect(await Promise.all(paths.map((path) => refusal(phone, path)))).toEqual([
    "session_ended",
    "session_ended",
  ]);
  expect(await laptop.call("me", "/api/me")).toEqual(phone.user);
  expect(await Promise.all(paths.map((path) => refusal(laptop, path)))).toEqual([undefined, undefined]);
});

/** Ends a session as another machine would, of which this one knows nothing. */
async function endElsewhere({ id, access_token }: Person): Promise<void> {
  const claims = Buffer.from(access_token.split(".")[1] ?? "", "base64url").toString();
  await env.INBOX.getByName(id).closeSessions([(JSON.parse(claims) as { sid: SessionId }).sid]);
}

test("AUTH5: elsewhere a socket is refused at once, a plain request within 30 s", async () => {
  const [una, leo] = [await Person.register(), await Person.register()];
  for (const person of [una, leo]) {
    await person.call("me", "/api/me");
    await endElsewhere(person);
  }
  expect(await refusal(una, "/api/inbox/socket")).toBe("session_ended");
  await leo.call("me", "/api/me");
  pass(SESSION_CHECK_MS);
  await expectRefusal(await leo.send("GET", "/api/me"), "session_ended");
});

test("AUTH5: a session that ended for an old refresh token takes its access tokens along", async () => {
  const person = await Person.register();
  const second = await traded(person.refresh_token);
  await second.call("me", "/api/me");
  pass((REFRESH_GRACE_SECONDS + 1) * 1000);
  await expectRefusal(await refresh(person.refresh_token), "session_ended");
  await expectRefusal(await second.send("GET", "/api/me"), "session_ended");
});

test("AUTH5: asking costs a call in 30 s; where the inbox cannot be asked, a token counts", async () => {
  const person = await Person.register();
  let calls = 0;
  const INBOX = {
    getByName: () => ({
      hasEnded: () => (++calls > 1 ? Promise.reject(new Error("down")) : Promise.resolve(false)),
    }),
  } as unknown as Env["INBOX"];
  const me = () => person.send("GET", "/api/me", { vars: { INBOX } });
  for (let count = 0; count < 5; count++) expect((await me()).status).toBe(200);
  expect(calls).toBe(1);
  pass(SESSION_CHECK_MS);
  expect((await me()).status).toBe(200);
  expect(calls).toBe(2);
});

test("AUTH3: a browser gets its tokens in cookies no script can read, and in nothing else", async () => {
  const response = await registerByCookie();
  const cookies = cookiesOf(response);
  const shared = ["HttpOnly", "SameSite=Lax", "Secure"];
  expect([...cookies.keys()].slice(0, 2)).toEqual(["__Host-parlor_access", "__Host-parlor_refresh"]);
  expect(cookies.get("__Host-parlor_access")?.attributes).toEqual(
    [...shared, `Max-Age=${ACCESS_TOKEN_SECONDS}`, "Path=/"].sort(),
  );
  expect(cookies.get("__Host-parlor_refresh")?.attributes).toEqual(
    [...shared, `Max-Age=${SESSION_DAYS * 24 * 60 * 60}`, "Path=/"].sort(),
  );
  expect(Object.keys((await response.json()) as object).sort()).toEqual(["expires_in", "user"]);
});

test("AUTH8: beside its tokens a browser gets a cookie for scripts that says nothing else, as long as they live", async () => {
  const registered = await registerByCookie();
  const headers = { Cookie: cookieHeader(registered), Origin: ORIGIN };
  const refreshed = await send("POST", "/api/auth/refresh", { headers, body: {} });
  for (const response of [registered, refreshed])
    expect(cookiesOf(response).get("__Host-parlor_session")).toEqual({
      value: "1",
      attributes: ["SameSite=Lax", "Secure", `Max-Age=${SESSION_DAYS * 24 * 60 * 60}`, "Path=/"].sort(),
    });
  const marker = { Cookie: "__Host-parlor_session=1", Origin: ORIGIN };
  await expectRefusal(await send("GET", "/api/me", { headers: marker }), "unauthenticated");
});

test("AUTH8: the cookie for scripts goes where the session is found to have ended", async () => {
  const headers = { Cookie: cookieHeader(await registerByCookie()), Origin: ORIGIN };
  await send("POST", "/api/auth/sign-out", { headers });
  const late = await send("POST", "/api/auth/refresh", { headers, body: {} });
  expect(late.status).toBe(401);
  expect(cookiesOf(late).get("__Host-parlor_session")?.attributes).toContain("Max-Age=0");
});

test("over plain http, for development, the cookies are not Secure", async () => {
  const body = JSON.stringify({ handle: "on.localhost", password: PASSWORD, deliver: "cookie" });
  const headers = { "Content-Type": "application/json" };
  const response = await serve(
    new Request("http://localhost:8787/api/auth/register", { method: "POST", headers, body }),
  );
  expect([...cookiesOf(response).keys()]).toEqual(["parlor_access", "parlor_refresh", "parlor_session"]);
  expect(response.headers.getSetCookie().join()).not.toContain("Secure");
});

test("cookies sign in, are traded for new cookies, and are cleared by signing out", async () => {
  const headers = (response: Response) => ({ Cookie: cookieHeader(response), Origin: ORIGIN });
  const registered = await registerByCookie();
  expect((await send("GET", "/api/me", { headers: headers(registered) })).status).toBe(200);
  const refreshed = await send("POST", "/api/auth/refresh", { headers: headers(registered), body: {} });
  expect(refreshed.status).toBe(200);
  expect(cookieHeader(refreshed)).not.toBe(cookieHeader(registered));
  expect(await refreshed.json()).not.toHaveProperty("tokens");
  const out = await send("POST", "/api/auth/sign-out", { headers: headers(refreshed) });
  expect(
    [...cookiesOf(out).values()].map(({ value, attributes }) => [value, attributes.includes("Max-Age=0")]),
  ).toEqual([
    ["", true],
    ["", true],
    ["", true],
  ]);
  const late = await send("POST", "/api/auth/refresh", { headers: headers(refreshed), body: {} });
  await expectRefusal(late, "session_ended");
});

test("one address may only try so often, whatever it tries", async () => {
  const seen: string[] = [];
  const limiter = { limit: ({ key }: { key: string }) => Promise.resolve({ success: seen.push(key) === 0 }) };
  const tried = (path: string, address: string) =>
    send("POST", path, {
      headers: { "CF-Connecting-IP": address },
      body: { handle: "nobody-here", password: PASSWORD },
      vars: { AUTH_RATE_LIMIT: "on", AUTH_LIMITER: limiter },
    });
  const refused = await tried("/api/auth/sign-in", "2001:db8:1:2:3:4:5:6");
  expect(refused.headers.get("Retry-After")).toBe("60");
  expect((await expectRefusal(refused, "rate_limited")).retry_after_ms).toBe(60_000);
  await expectRefusal(await tried("/api/auth/register", "203.0.113.9"), "rate_limited");
  expect(seen).toEqual(["2001:db8:1:2", "203.0.113.9"]);
});

test("the real limiter lets an address through until it has tried too often", async () => {
  const tries = await Promise.all(
    Array.from({ length: 2 * AUTH_PER_MINUTE + 1 }, () => env.AUTH_LIMITER.limit({ key: "198.51.100.7" })),
  );
  expect(tries[0]).toEqual({ success: true });
  expect(tries).toContainEqual({ success: false });
});
