import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { AUTH_PER_MINUTE } from "../../../src/protocol/limits.ts";
import { network } from "../../../src/server/http/auth-limit.ts";

test.each([
  ["203.0.113.7", "203.0.113.7"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2"],
  ["2001:db8:1:2::9", "2001:db8:1:2"],
  ["2001:db8::1", "2001:db8:0:0"],
  ["::1", "0:0:0:0"],
  ["fe80::", "fe80:0:0:0"],
  ["local", "local"],
])("%s counts as %s", (address, key) => expect(network(address)).toBe(key));

test("wrangler.toml allows as many tries a minute as limits.ts says", () => {
  const limit = /name = "AUTH_LIMITER"[^[]*simple = \{ limit = (\d+), period = (\d+) \}/.exec(
    readFileSync("wrangler.toml", "utf8"),
  );
  expect(limit?.slice(1).map(Number)).toEqual([AUTH_PER_MINUTE, 60]);
});
