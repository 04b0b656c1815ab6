import { expect, test } from "vitest";
import { expectRefusal, ORIGIN, send, serve } from "../test-api.ts";

const asked: string[] = [];
/** The files of a build, with the headers of `src/web/headers.txt`. */
const ASSETS = {
  async fetch(request: Request) {
    asked.push(`${request.method} ${request.url}`);
    return new Response("<!doctype html>", {
      headers: { "Cache-Control": "no-cache", "Content-Security-Policy": "ours" },
    });
  },
} as unknown as Fetcher;

const get = (path: string, headers: Record<string, string> = {}, method = "GET") =>
  send(method, path, { headers, vars: { ASSETS } });

test.each([
  "/r/g_00000000000000000000",
  "/r/g_00000000000000000000/m/12",
  "/settings/profile",
  "/join",
  "/nowhere",
  "/a.b/c",
])("%s is an address of the app, and so its page, with the page's headers", async (path) => {
  asked.length = 0;
  for (const headers of [{}, { "Sec-Fetch-Dest": "document" }]) {
    const response = await get(path, headers as Record<string, string>);
    expect([response.status, await response.text()]).toEqual([200, "<!doctype html>"]);
    expect(response.headers.get("Cache-Control")).toBe("no-cache");
    expect(response.headers.get("Content-Security-Policy")).toBe("ours");
  }
  expect(asked).toEqual([`GET ${ORIGIN}/`, `GET ${ORIGIN}/`]);
});

test.each([
  ["/assets/not-of-this-build.js", {}],
  ["/assets/not-of-this-build", {}],
  ["/assets/", {}],
  ["/icons/1024.png", {}],
  ["/old-sw.js", {}],
  ["/favicon.ico", {}],
  ["/robots.txt", {}],
  ["/chunk", { "Sec-Fetch-Dest": "script" }],
  ["/fonts/some", { "Sec-Fetch-Dest": "font" }],
])("%s is a file that is not there, and no cache keeps that", async (path, headers) => {
  const response = await get(path, headers as Record<string, string>);
  expect(response.headers.get("Cache-Control")).toBe("no-store");
  expect(response.headers.get("Content-Type")).toContain("application/json");
  await expectRefusal(response, "not_found");
});

test("nothing but looking at it is done to a page", async () => {
  asked.length = 0;
  expect((await get("/settings", {}, "HEAD")).status).toBe(200);
  expect(asked).toEqual([`HEAD ${ORIGIN}/`]);
  for (const method of ["POST", "PUT", "DELETE"])
    expect((await get("/settings", {}, method)).status).toBe(404);
});

test("security.txt says where to report a vulnerability, for less than a year", async () => {
  const read = async (SECURITY_CONTACT: string) => {
    const response = await send("GET", "/.well-known/security.txt", { vars: { SECURITY_CONTACT } });
    expect(response.headers.get("Content-Type")).toMatch(/^text\/plain/);
    return (await response.text()).split("\n");
  };
  expect(await read("")).toEqual([
    "Contact: mailto:security@parlor.test",
    expect.stringMatching(/^Expires: \d{4}-\d\d-\d\dT00:00:00\.000Z$/),
    `Canonical: ${ORIGIN}/.well-known/security.txt`,
    "Preferred-Languages: en",
    "",
  ]);
  const [first, second, expires = ""] = await read(
    "https://example.org/report, mailto:a@example.org, nonsense",
  );
  expect([first, second]).toEqual(["Contact: https://example.org/report", "Contact: mailto:a@example.org"]);
  const days = (Date.parse(expires.slice("Expires: ".length)) - Date.now()) / (24 * 60 * 60 * 1000);
  expect(days).toBeGreaterThan(90);
  expect(days).toBeLessThan(365);
});

test("over plain http nothing promises https", async () => {
  const response = await serve(new Request("http://localhost:8787/api/health"));
  expect(response.headers.get("Strict-Transport-Security")).toBeNull();
});
