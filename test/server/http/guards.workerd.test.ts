import { env } from "cloudflare:workers";
import { afterEach, expect, test, vi } from "vitest";
import { FRAME_MAX_CHARACTERS } from "../../../src/protocol/limits.ts";
import {
  cookieHeader,
  expectRefusal,
  ORIGIN,
  PASSWORD,
  Person,
  registerByCookie,
  send,
  serve,
} from "../test-api.ts";

const ELSEWHERE = "https://elsewhere.test";
const PARTNER = "https://partner.test";
const vars = { ALLOWED_ORIGINS: `${PARTNER}, https://other-partner.test` };

afterEach(() => {
  vi.restoreAllMocks();
});

const rename = (headers: Record<string, string>) =>
  send("PATCH", "/api/me", { headers, body: { name: "New" }, vars });

test.each([
  ["our own page says so", { "Sec-Fetch-Site": "same-origin", Origin: ORIGIN }],
  ["our own page behind a proxy", { "Sec-Fetch-Site": "same-origin", Origin: "http://localhost:5173" }],
  ["our own page in an older browser", { Origin: ORIGIN }],
  ["a page of a partner", { "Sec-Fetch-Site": "cross-site", Origin: PARTNER }],
])("a cookie may change things from %s", async (_, headers) => {
  const Cookie = cookieHeader(await registerByCookie());
  expect((await rename({ Cookie, ...headers })).status).toBe(200);
});

test.each([
  ["another site", { "Sec-Fetch-Site": "cross-site", Origin: ELSEWHERE }],
  ["another host of our domain", { "Sec-Fetch-Site": "same-site", Origin: "https://evil.parlor.test" }],
  ["another site in an older browser", { Origin: ELSEWHERE }],
  ["a page without an origin", { Origin: "null" }],
  ["nowhere in particular", {}],
  ["http, for https", { Origin: "http://parlor.test" }],
  ["another port", { Origin: `${ORIGIN}:8443` }],
])("a cookie changes nothing from %s", async (_, headers: Record<string, string>) => {
  const Cookie = cookieHeader(await registerByCookie());
  await expectRefusal(await rename({ Cookie, ...headers }), "forbidden_origin");
});

test("a bearer token needs no origin, and a bad one is not mended by a cookie", async () => {
  const person = await Person.register();
  expect((await rename({ ...person.bearer, Origin: ELSEWHERE })).status).toBe(200);
  const Cookie = cookieHeader(await registerByCookie());
  await expectRefusal(
    await rename({ Cookie, Authorization: "Bearer x", Origin: ELSEWHERE }),
    "unauthenticated",
  );
});

test("another kind of authorization frees no cookie from having to say where it comes from", async () => {
  const Cookie = cookieHeader(await registerByCookie());
  await expectRefusal(
    await rename({ Cookie, Authorization: "Basic x", Origin: ELSEWHERE }),
    "forbidden_origin",
  );
});

test("AUTH3: another site can sign nobody in, but a bot can sign itself in", async () => {
  const { user } = await Person.register();
  const signIn = (headers: Record<string, string>) =>
    send("POST", "/api/auth/sign-in", {
      headers,
      body: { handle: user.handle, password: PASSWORD, deliver: "cookie" },
    });
  await expectRefusal(await signIn({ Origin: ELSEWHERE }), "forbidden_origin");
  await expectRefusal(await signIn({ "Sec-Fetch-Site": "cross-site" }), "forbidden_origin");
  expect((await signIn({})).status).toBe(200);
});

test("only listed origins may read answers from their pages", async () => {
  const preflight = (Origin: string) =>
    serve(
      new Request(`${ORIGIN}/api/me`, {
        method: "OPTIONS",
        headers: { Origin, "Access-Control-Request-Method": "PATCH" },
      }),
      vars,
    );
  const allowed = await preflight(PARTNER);
  expect(allowed.headers.get("Access-Control-Allow-Origin")).toBe(PARTNER);
  expect(allowed.headers.get("Access-Control-Allow-Credentials")).toBe("true");
  expect((await preflight(ELSEWHERE)).headers.get("Access-Control-Allow-Origin")).toBeNull();
  const health = await send("GET", "/api/health", { headers: { Origin: ELSEWHERE }, vars });
  expect([...health.headers.keys()].filter((name) => name.startsWith("access-control"))).toEqual([]);
  const fromPartner = await send("GET", "/api/health", { headers: { Origin: PARTNER }, vars });
  expect(fromPartner.headers.get("Access-Control-Allow-Origin")).toBe(PARTNER);
});

test("an empty list of origins allows none, not even an empty one", async () => {
  const headers = { Cookie: cookieHeader(await registerByCookie()), Origin: "" };
  const response = await send("PATCH", "/api/me", { headers, body: {}, vars: { ALLOWED_ORIGINS: "" } });
  await expectRefusal(response, "forbidden_origin");
});

test.each(["/api/nothing", "/api/rooms/x/y/z", "/api", "/.well-known/nothing"])(
  "%s is not found, in JSON",
  async (path) => {
    await expectRefusal(await send("GET", path), "not_found");
  },
);

test.each([
  ["PUT", "/api/me", "GET, HEAD, PATCH"],
  ["GET", "/api/auth/sign-in", "POST"],
  ["DELETE", "/api/auth/sign-out", "POST"],
  ["POST", `/api/rooms/g_${"0".repeat(20)}`, "GET, HEAD, DELETE"],
  ["PATCH", "/api/rooms/x/messages/y/thread", "GET, HEAD"],
  ["POST", "/api/inbox/socket", "GET, HEAD"],
  ["POST", "/api/health", "GET, HEAD"],
  ["PUT", "/api/openapi.json", "GET, HEAD"],
  ["DELETE", "/.well-known/jwks.json", "GET, HEAD"],
])("%s is no method of %s, whoever asks", async (method, path, allowed) => {
  const response = await send(method, path);
  expect(response.headers.get("Allow")?.split(", ").toSorted()).toEqual(allowed.split(", ").toSorted());
  await expectRefusal(response, "method_not_allowed");
});

test("HEAD is answered like GET, without the body", async () => {
  const response = await send("HEAD", "/api/health");
  expect([response.status, await response.text()]).toEqual([200, ""]);
});

test("every answer has safe headers and a request id that nobody can choose", async () => {
  for (const path of [
    "/api/health",
    "/api/nothing",
    "/api/me",
    "/api/openapi.json",
    "/.well-known/jwks.json",
  ]) {
    const { headers } = await send("GET", path, { headers: { "X-Request-Id": "chosen" } });
    expect(headers.get("X-Request-Id")).toMatch(/^[0-9a-f-]{36}$/);
    expect(headers.get("X-Content-Type-Options")).toBe("nosniff");
    expect(headers.get("Cache-Control")).toBe("no-store");
    expect(headers.get("Cross-Origin-Resource-Policy")).toBe("same-origin");
    expect(headers.get("Strict-Transport-Security")).toBe("max-age=63072000; includeSubDomains");
  }
});

test("a body that is too long is refused, whether it says so or not", async () => {
  const body = JSON.stringify({ handle: "a".repeat(FRAME_MAX_CHARACTERS) });
  const headers = { "Content-Type": "application/json" };
  const whole = new Request(`${ORIGIN}/api/auth/sign-in`, { method: "POST", headers, body });
  expect((await expectRefusal(await serve(whole), "bad_request")).message).toContain(
    String(FRAME_MAX_CHARACTERS),
  );
  const stream = new Blob([body]).stream();
  const streamed = new Request(`${ORIGIN}/api/auth/sign-in`, { method: "POST", headers, body: stream });
  await expectRefusal(await serve(streamed), "bad_request");
});

test("AUTH1: the keys others verify our tokens with are published, and only their public half", async () => {
  const { keys } = await (await send("GET", "/.well-known/jwks.json")).json<{
    keys: Record<string, string>[];
  }>();
  expect(keys).toEqual([expect.objectContaining({ kty: "OKP", crv: "Ed25519", x: expect.any(String) })]);
  expect(keys[0]).not.toHaveProperty("d");
});

/** A D1 that is down, as its binding says it. */
const noDatabase = (): { DB: D1Database } => {
  const fail = (): never => {
    throw new Error("D1_ERROR: Network connection lost: secret words");
  };
  return { DB: { prepare: fail, batch: fail } as unknown as D1Database };
};

test("with D1 down, what needs it says so, and messages and actions go on", async () => {
  vi.spyOn(console, "error").mockImplementation(() => {});
  const person = await Person.register();
  const { room_id } = await person.call("createRoom", "/api/rooms", { kind: "group", name: "Room" });
  const down = noDatabase();
  for (const path of ["/api/me", "/api/people?q=a", "/api/channels"]) {
    await expectRefusal(await person.send("GET", path, { vars: down }), "unavailable");
  }
  const body = {
    client_id: "019a5f3e-7c00-7abc-8def-0123456789ab".replace("019a5f3e-7c00", uuidTime()),
    text: "still here",
  };
  expect((await person.send("POST", `/api/rooms/${room_id}/messages`, { body, vars: down })).status).toBe(
    200,
  );
  const actions = [
    { type: "react", message_id: 1, emoji: "👍", on: true },
    { type: "update_room", settings: { name: "Renamed" } },
  ];
  for (const action of actions)
    expect(
      (await person.send("POST", `/api/rooms/${room_id}/actions`, { body: { action }, vars: down })).status,
    ).toBe(200);
  for (const path of [
    `/api/rooms/${room_id}/messages`,
    `/api/rooms/${room_id}/sync?wait_ms=0`,
    "/api/rooms",
    "/api/inbox/sync?wait_ms=0",
  ]) {
    expect((await person.send("GET", path, { vars: down })).status).toBe(200);
  }
});

const uuidTime = (): string => {
  const hex = Date.now().toString(16).padStart(12, "0");
  return `${hex.slice(0, 8)}-${hex.slice(8)}`;
};

test("INPUT4: an exception is answered without its details, and logged without any text, token or key", async () => {
  const logged: unknown[] = [];
  for (const method of ["log", "info", "warn", "error", "debug"] as const) {
    vi.spyOn(console, method).mockImplementation((...parts) => void logged.push(parts));
  }
  const person = await Person.register("Secret Name");
  const broken = {
    ROOM: {
      getByName: () => {
        throw new TypeError("secret words of a message");
      },
    },
  } as unknown as Partial<Env>;
  const body = { client_id: "019a5f3e-7c00-7abc-8def-0123456789ab", text: "secret words of a message" };
  const path = `/api/rooms/g_${"0".repeat(20)}/messages`;
  const error = await expectRefusal(await person.send("POST", path, { body, vars: broken }), "internal");
  await expectRefusal(
    await person.send("GET", "/api/people?q=secret", { vars: noDatabase() }),
    "unavailable",
  );
  const log = JSON.stringify(logged);
  expect(log).toContain(error.request_id);
  expect(log).toContain("TypeError");
  expect(log).toContain("/api/rooms/:room_id/messages");
  for (const secret of [
    "secret",
    person.access_token,
    person.refresh_token,
    PASSWORD,
    JSON.parse(env.AUTH_PRIVATE_JWK).d as string,
  ]) {
    expect(log).not.toContain(secret);
  }
});

test("nothing at all is logged when all goes well", async () => {
  const spies = (["log", "info", "warn", "error", "debug"] as const).map((method) =>
    vi.spyOn(console, method),
  );
  const person = await Person.register();
  await send("POST", "/api/auth/sign-in", {
    body: { handle: person.user.handle, password: "the wrong one" },
  });
  await send("POST", "/api/auth/refresh", { body: { refresh_token: person.refresh_token } });
  await person.call("signOut", "/api/auth/sign-out", {});
  for (const spy of spies) expect(spy).not.toHaveBeenCalled();
});
