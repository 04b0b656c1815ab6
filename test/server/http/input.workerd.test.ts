import { beforeAll, describe, expect, test } from "vitest";
import { type Endpoint, endpoints } from "../../../src/protocol/endpoints.ts";
import { expectRefusal, ORIGIN, Person, send, serve } from "../test-api.ts";

/** Bad input for every endpoint, made from the table: whatever is added to it is tested here too. */

const table = Object.entries<Endpoint>(endpoints);
const ID = "0".repeat(20);
const path = (endpoint: Endpoint): string =>
  endpoint.path.replace(":room_id", `g_${ID}`).replace(":user_id", `u_${ID}`);

let person: Person;
beforeAll(async () => {
  person = await Person.register();
});

const raw = (
  endpoint: Endpoint,
  body: string | Uint8Array<ArrayBuffer>,
  type = "application/json",
): Promise<Response> =>
  serve(
    new Request(ORIGIN + path(endpoint), {
      method: endpoint.method,
      body,
      headers: { ...person.bearer, "Content-Type": type },
    }),
  );

describe.each(table.filter(([, endpoint]) => endpoint.auth === "user"))("%s", (_, endpoint) => {
  test("needs a sign-in before it looks at anything else", async () => {
    await expectRefusal(await send(endpoint.method, path(endpoint)), "unauthenticated");
    const headers = {
      "parlor-user": person.id,
      "parlor-session": "s_1",
      Authorization: `Basic ${btoa("ada:secret")}`,
    };
    await expectRefusal(await send(endpoint.method, path(endpoint), { headers }), "unauthenticated");
  });
});

describe.each(table.filter(([, endpoint]) => endpoint.params))("%s", (_, endpoint) => {
  test.each(["x", `u_${ID}0`, `G_${ID}`, "g_%00", "%F0%9F%98%80", "__proto__", "a".repeat(3000)])(
    "refuses the id %s",
    async (id) => {
      const bad = endpoint.path.replace(/:\w+/, id);
      await expectRefusal(
        await person.send(endpoint.method, bad, endpoint.body ? { body: {} } : {}),
        "bad_request",
      );
    },
  );
});

describe.each(table.filter(([, endpoint]) => endpoint.body))("%s", (name, endpoint) => {
  test.each([
    ["no JSON", "{"],
    ["half a surrogate as JSON", '"\\ud800'],
    ["a list", "[]"],
    ["a number", "7"],
    ["null", "null"],
    ["a string", '"text"'],
    ["__proto__", '{"__proto__":{"user_id":"x"}}'],
    ["__proto__ further in", '{"name":{"__proto__":1}}'],
  ])("refuses %s", async (_, body) => {
    await expectRefusal(await raw(endpoint, body), "bad_request");
  });

  test.each([
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "application/jsonp",
  ])("refuses %s", async (type) => {
    expect((await expectRefusal(await raw(endpoint, "{}", type), "bad_request")).message).toContain(
      "application/json",
    );
  });

  const fields = Object.keys(endpoint.body?.shape ?? {});
  test.each(fields)("refuses a wrong %s, and names it without quoting it", async (field) => {
    for (const value of [{ quoted: 1 }, 12.5, true, null, ["quoted"], "quoted".repeat(2000)]) {
      // The one string that may be as long as it likes here: the room says what is wrong with a text.
      if ((name === "post" && field === "text") || field === "refresh_token")
        if (typeof value === "string") continue;
      const { message } = await expectRefusal(
        await raw(endpoint, JSON.stringify({ [field]: value })),
        "bad_request",
      );
      expect(message).not.toContain("quoted");
    }
  });
});

test.each([
  ["history", "/messages?limit=0"],
  ["history", "/messages?limit=201"],
  ["history", "/messages?limit=ten"],
  ["history", "/messages?before=0"],
  ["history", "/messages?after=-1"],
  ["history", "/messages?around=1.5"],
  ["syncRoom", "/sync?wait_ms=25001"],
  ["syncRoom", "/sync?epoch=x&message_id=-1"],
])("%s refuses %s", async (_, rest) => {
  await expectRefusal(await person.send("GET", `/api/rooms/g_${ID}${rest}`), "bad_request");
});

test.each(["", "?q=", "?q=%20%20", `?q=${"a".repeat(65)}`])("people refuses %s", async (query) => {
  await expectRefusal(await person.send("GET", `/api/people${query}`), "bad_request");
});

test.each(["", "?ids=", "?ids=x", `?ids=${Array(101).fill(`u_${ID}`).join(",")}`])(
  "people by id refuses %s",
  async (query) => {
    await expectRefusal(await person.send("GET", `/api/people/by-id${query}`), "bad_request");
  },
);

test.each([["ab"], ["a".repeat(33)], ["-ada"], ["ada."], ["ad a"], ["ada\u0000"], ["аda"]])(
  "%j is no handle",
  async (handle) => {
    await expectRefusal(
      await raw(endpoints.register, JSON.stringify({ handle, password: "a long password" })),
      "bad_request",
    );
  },
);

test.each([["\ud800"], ["a\u0000b"], ["a\nb"], [" "], ["a".repeat(65)]])("%j is no name", async (name) => {
  await expectRefusal(await raw(endpoints.editMe, JSON.stringify({ name })), "bad_request");
});

test("bytes that are not UTF-8 are refused, not mended", async () => {
  const bytes = new Uint8Array([
    ...new TextEncoder().encode('{"bio":"'),
    0xff,
    ...new TextEncoder().encode('"}'),
  ]);
  await expectRefusal(await raw(endpoints.editMe, bytes), "bad_request");
});

test("a missing field is named", async () => {
  const { message } = await expectRefusal(await raw(endpoints.register, '{"handle":"ada"}'), "bad_request");
  expect(message).toContain("password");
});
