import { describe, expect, test } from "vitest";
import { callEndpoint } from "../../../src/client/transport/api.ts";
import { endpoints } from "../../../src/protocol/endpoints.ts";
import { OTHER, ROOM, user } from "../fixtures.ts";
import { VirtualClock } from "../virtual-clock.ts";

/** What is asked for, and an answer for it. */
function server(answer: () => Response | Promise<Response>) {
  const requests: { url: string; init: RequestInit }[] = [];
  const clock = new VirtualClock();
  const fetch = async (url: string | URL | Request, init: RequestInit = {}) => {
    requests.push({ url: String(url), init });
    const aborted = new Promise<never>((_, reject) =>
      init.signal?.addEventListener("abort", () => reject(init.signal?.reason)),
    );
    return Promise.race([answer(), aborted]);
  };
  return { requests, clock, parts: { url: "http://parlor.test", fetch, clock } };
}
const never = (): Promise<Response> => new Promise(() => {});

describe("a request", () => {
  test("has its input in the path, the query or the body, as the endpoint says", async () => {
    const { requests, parts } = server(() => Response.json({}));
    await callEndpoint(parts, endpoints.history, { room_id: ROOM, before: 7 });
    await callEndpoint(parts, endpoints.invite, { room_id: ROOM, user_ids: [OTHER] }, { token: "token" });
    expect(requests[0]).toMatchObject({
      url: `http://parlor.test/api/rooms/${ROOM}/messages?before=7`,
      init: { method: "GET" },
    });
    expect(requests[1]).toMatchObject({
      url: `http://parlor.test/api/rooms/${ROOM}/members`,
      init: { method: "POST" },
    });
    expect(JSON.parse(String(requests[1]?.init.body))).toEqual({ user_ids: [OTHER] });
    expect(new Headers(requests[1]?.init.headers).get("authorization")).toBe("Bearer token");
  });
});

describe("an answer", () => {
  test("is parsed", async () => {
    const { parts } = server(() => Response.json({ ...user(OTHER), more: 1 }));
    expect(await callEndpoint(parts, endpoints.me, {})).toEqual({ ok: true, value: user(OTHER) });
  });

  test.each([
    [
      "an error of ours",
      Response.json(
        { error: { code: "rate_limited", message: "Slowly.", request_id: "r", retry_after_ms: 9 } },
        { status: 429 },
      ),
      { code: "rate_limited", retry_after_ms: 9 },
    ],
    [
      "a code of tomorrow",
      Response.json({ error: { code: "tomorrow", message: "", request_id: "r" } }, { status: 418 }),
      { code: "internal" },
    ],
    ["a proxy's page", new Response("<h1>Bad gateway</h1>", { status: 502 }), { code: "unavailable" }],
    [
      "a proxy's limit",
      new Response("", { status: 429, headers: { "retry-after": "2" } }),
      { code: "unavailable", retry_after_ms: 2_000 },
    ],
    ["not what was promised", Response.json({ user: 1 }), { code: "internal" }],
    ["not JSON", new Response("hello"), { code: "internal" }],
  ])("that is %s is a refusal", async (_, response, refusal) => {
    expect(await callEndpoint(server(() => response).parts, endpoints.me, {})).toMatchObject({
      ok: false,
      ...refusal,
    });
  });

  test("that does not come is waited for only so long, and longer where the server was asked to wait", async () => {
    const { parts, clock } = server(never);
    const answers: string[] = [];
    void callEndpoint(parts, endpoints.me, {}).then((answer) => answers.push(`me ${answer.ok}`));
    void callEndpoint(parts, endpoints.syncInbox, { wait_ms: 25_000 }).then((answer) =>
      answers.push(`sync ${answer.ok}`),
    );
    await clock.advance(15_000);
    expect(answers).toEqual(["me false"]);
    await clock.advance(25_000);
    expect(answers).toEqual(["me false", "sync false"]);
  });
});
