import { beforeAll, describe, expect, test } from "vitest";
import * as z from "zod/mini";
import { Action } from "../../../src/protocol/actions.ts";
import { adminEndpoints } from "../../../src/protocol/endpoints/admin-endpoints.ts";
import { type Endpoint, endpoints } from "../../../src/protocol/endpoints.ts";
import { PasskeyId } from "../../../src/protocol/passkey.ts";
import { asId } from "../../as-id.ts";
import { sampleActions } from "../sample-actions.ts";
import { expectRefusal, ORIGIN, Person, send, serve } from "../test-api.ts";

/** Bad input for every endpoint, made from the table: whatever is added to it is tested here too. */

const table = Object.entries<Endpoint>({ ...endpoints, ...adminEndpoints });
const ID = "0".repeat(20);
const PASSKEY_ID = "0".repeat(22);
const path = (endpoint: Endpoint): string =>
  endpoint.path
    .replace(":room_id", `g_${ID}`)
    .replace(":user_id", `u_${ID}`)
    .replace(":session_id", `s_${ID}`)
    .replace(":link_id", ID)
    .replace(":passkey_id", PASSKEY_ID)
    .replace(":report_id", "0".repeat(64))
    .replace(":message_id", "1");

let person: Person;
beforeAll(async () => {
  // The first account, and so the owner, who may ask for everything.
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

describe.each(table.filter(([, endpoint]) => endpoint.auth !== "none"))("%s", (_, endpoint) => {
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
      // In each place where the path has one, with good ones in the others.
      for (const [param] of endpoint.path.matchAll(/:\w+/g)) {
        // Passkeys are named by their authenticators.
        if (param === ":passkey_id" && PasskeyId.safeParse(id).success) continue;
        const bad = path({ ...endpoint, path: endpoint.path.replace(param, id) });
        await expectRefusal(
          await person.send(endpoint.method, bad, endpoint.body ? { body: {} } : {}),
          "bad_request",
        );
      }
    },
  );
});

describe.each(table.filter(([, endpoint]) => endpoint.body))("%s", (_, endpoint) => {
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

  const schemas = endpoint.body?.shape ?? {};
  test.each(Object.keys(schemas))("refuses a wrong %s, and names it without quoting it", async (field) => {
    for (const value of [{ quoted: 1 }, 12.5, true, null, ["quoted"], "quoted".repeat(2000)]) {
      // A few fields may be null, or as long as they like: what is wrong with a text, the room says.
      if (schemas[field] && z.safeParse(schemas[field], value).success) continue;
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
  ["members", "/members?after=ada"],
  ["thread", "/messages/1/thread?after=-1"],
  ["thread", "/messages/1/thread?limit=201"],
  ["thread", "/messages/0/thread"],
  ["reactors", "/messages/1/reactions"],
  ["reactors", `/messages/1/reactions?emoji=${"x".repeat(41)}`],
  ["audit", "/audit?before=0"],
])("%s refuses %s", async (_, rest) => {
  await expectRefusal(await person.send("GET", `/api/rooms/g_${ID}${rest}`), "bad_request");
});

test.each(["", "?kind=secret", "?kind=saved&before=-1"])("entries refuses %s", async (query) => {
  await expectRefusal(await person.send("GET", `/api/inbox/entries${query}`), "bad_request");
});

const actions = Object.values(sampleActions(1, asId(`u_${ID}`)));
test.each(actions.map((action) => [action.type, action] as const))(
  "an action of type %s is refused with any of its fields missing or wrong",
  async (_, action) => {
    for (const field of Object.keys(action)) {
      const { [field as "type"]: __, ...missing } = action;
      const bad = [
        missing,
        ...[{}, 1.5, "\ud800", null, "x".repeat(600)].map((value) => ({ ...action, [field]: value })),
      ];
      for (const wrong of bad)
        if (!Action.safeParse(wrong).success)
          await expectRefusal(
            await raw(endpoints.applyAction, JSON.stringify({ action: wrong })),
            "bad_request",
          );
    }
  },
);

test.each([
  { name: "a\u0000b" },
  { topic: "\ud800" },
  { description: "x".repeat(2001) },
  { slow_mode_seconds: -1 },
  { permissions: { post: "everyone" } },
  { join: "closed" },
])("%j are no settings of a room", async (settings) => {
  const action = { type: "update_room", settings };
  await expectRefusal(await raw(endpoints.applyAction, JSON.stringify({ action })), "bad_request");
});

test.each([
  ["update_room", { settings: { colour: "red" } }, "action.settings.colour"],
  ["update_room", { settings: { name: "A", Topic: "b" } }, "action.settings.Topic"],
  [
    "update_room",
    {
      settings: {
        permissions: {
          post: "everyone",
          invite: "everyone",
          pin: "everyone",
          mention_room: "everyone",
          vote: "admins",
        },
      },
    },
    "action.settings.permissions.vote",
  ],
])("INPUT6: %s refuses %j, and names the setting that does not exist", async (type, fields, field) => {
  const refused = await raw(endpoints.applyAction, JSON.stringify({ action: { type, ...fields } }));
  expect((await expectRefusal(refused, "bad_request")).field).toBe(field);
});

test("INPUT6: nor is there any other setting of a user or of a profile", async () => {
  const action = { type: "update_settings", receipts: false, dark_mode: true };
  const settings = await raw(endpoints.applyInboxAction, JSON.stringify({ action }));
  expect((await expectRefusal(settings, "bad_request")).field).toBe("action.dark_mode");
  const profile = await raw(endpoints.editMe, JSON.stringify({ name: "Ada", handle: "other" }));
  expect((await expectRefusal(profile, "bad_request")).field).toBe("handle");
  expect((await person.call("me", "/api/me")).name).toBe(person.user.name);
});

test.each([
  [`/api/rooms/g_${ID}/messages?befor=3`, "befor"],
  [`/api/rooms/g_${ID}/messages?limit=10&limit=20`, "limit"],
  [`/api/rooms/g_${ID}/messages?limit=1e1`, "limit"],
  [`/api/rooms/g_${ID}/messages?after=`, "after"],
  [`/api/rooms/g_${ID}/messages?after=0x10`, "after"],
  [`/api/rooms/g_${ID}/messages?around=%2012`, "around"],
  [`/api/rooms/g_${ID}/messages/+1/thread`, "message_id"],
  [`/api/rooms/g_${ID}?q=x`, "q"],
  [`/api/rooms/g_${ID}/sync?epoch=${"x".repeat(33)}`, "epoch"],
  [`/api/rooms/g_${ID}/sync?epoch=`, "epoch"],
  [`/api/inbox/sync?epoch=${"x".repeat(33)}`, "epoch"],
  ["/api/inbox/sync?position=3", "position"],
  ["/api/me?__proto__=1", "__proto__"],
  ["/api/people?q=ada&Q=b", "Q"],
  ["/api/inbox/entries?kind=saved&kind=draft", "kind"],
])("INPUT6: %s is refused at once, for its %s", async (path, field) => {
  expect((await expectRefusal(await person.send("GET", path), "bad_request")).field).toBe(field);
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
