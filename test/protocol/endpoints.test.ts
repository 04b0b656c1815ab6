import { describe, expect, it } from "vitest";
import { codes } from "../../src/protocol/codes.ts";
import { adminEndpoints } from "../../src/protocol/endpoints/admin-endpoints.ts";
import {
  type Endpoint,
  endpoints,
  INBOX_SOCKET_PATH,
  roomSocketPath,
  SUBPROTOCOL,
} from "../../src/protocol/endpoints.ts";
import { HISTORY_PAGE, HISTORY_PAGE_MAX, POLL_WAIT_MS, PROTOCOL_VERSION } from "../../src/protocol/limits.ts";
import { asId } from "../as-id.ts";

const all = Object.entries({ ...endpoints, ...adminEndpoints }) as [string, Endpoint][];
const ROOM = `g_${"0".repeat(20)}`;

describe("the table of endpoints", () => {
  it("no two have the same method and path", () => {
    const addresses = all.map(([, { method, path }]) => `${method} ${path.replace(/:\w+/g, ":")}`);
    expect(new Set(addresses).size).toBe(all.length);
  });

  it.each(all)(
    "%s: its path and its parameters name the same things, and all are ids",
    (_, { path, params }) => {
      const named = [...path.matchAll(/:(\w+)/g)].map((match) => match[1]);
      expect(Object.keys(params?.shape ?? {}).toSorted()).toEqual(named.toSorted());
      for (const name of named) expect(name).toMatch(/_id$/);
      for (const nothing of ["", "x", "..", "%2e%2e"]) {
        const given = Object.fromEntries(named.map((name) => [name, nothing]));
        if (named.length > 0) expect(params?.safeParse(given).success).toBe(false);
      }
    },
  );

  it.each(all)("%s: is said in a form all share", (_, { method, path, summary, body, refusals, auth }) => {
    expect(path).toMatch(/^\/api(\/[a-z-]+|\/:[a-z_]+)+$/);
    expect(summary).toMatch(/^[A-Z].*[^.]$/);
    expect(body !== undefined).toBe(method === "POST" || method === "PATCH");
    for (const code of refusals) expect(Object.keys(codes)).toContain(code);
    expect(new Set(refusals).size).toBe(refusals.length);
    // Without a sign-in: only what makes or renews one.
    if (auth === "none") expect(path).toMatch(/^\/api\/auth\//);
  });

  it("no two parts of one endpoint have a name in common: a caller passes them as one object", () => {
    for (const [name, { params, query, body }] of all) {
      const names = [params, query, body].flatMap((part) => Object.keys(part?.shape ?? {}));
      expect([name, new Set(names).size]).toEqual([name, names.length]);
    }
  });

  it("sockets have addresses of their own, and a subprotocol that says the version", () => {
    expect(roomSocketPath(asId(ROOM))).toBe(`/api/rooms/${ROOM}/socket`);
    expect(all.map(([, { path }]) => path)).not.toContain(INBOX_SOCKET_PATH);
    expect(SUBPROTOCOL).toBe(`parlor.${PROTOCOL_VERSION}`);
  });
});

describe("queries are strings and become numbers", () => {
  const history = endpoints.history.query;

  it("RESUME5: a slice of the log", () => {
    expect(history.parse({})).toEqual({ limit: HISTORY_PAGE });
    expect(history.parse({ before: "7", limit: "3" })).toEqual({ before: 7, limit: 3 });
    expect(history.parse({ after: "0" })).toEqual({ after: 0, limit: HISTORY_PAGE });
  });

  it.each([
    { before: "0" },
    { before: "-1" },
    { before: "1.5" },
    { before: "1e99" },
    { before: "NaN" },
    { before: "x" },
    { around: "" },
    { after: "-1" },
    { limit: "0" },
    { limit: String(HISTORY_PAGE_MAX + 1) },
    { limit: "Infinity" },
  ])("RESUME5: %j is none", (query) => expect(history.safeParse(query).success).toBe(false));

  it("RESUME6: a poll waits for as long as it may, unless told", () => {
    expect(endpoints.syncInbox.query.parse({})).toEqual({ wait_ms: POLL_WAIT_MS });
    expect(endpoints.syncRoom.query.parse({ wait_ms: "0", epoch: "e", message_id: "3" })).toEqual({
      wait_ms: 0,
      epoch: "e",
      message_id: 3,
    });
    expect(endpoints.syncRoom.query.safeParse({ wait_ms: String(POLL_WAIT_MS + 1) }).success).toBe(false);
  });

  it("people are looked up by a list of ids, not too many", () => {
    const ids = (count: number) => ({
      ids: Array.from({ length: count }, () => `u_${"0".repeat(20)}`).join(","),
    });
    expect(endpoints.peopleById.query.parse(ids(2)).ids).toHaveLength(2);
    expect(endpoints.peopleById.query.safeParse(ids(101)).success).toBe(false);
    expect(endpoints.peopleById.query.safeParse({ ids: "" }).success).toBe(false);
    expect(endpoints.peopleById.query.safeParse({ ids: "u_x,u_y" }).success).toBe(false);
  });
});
