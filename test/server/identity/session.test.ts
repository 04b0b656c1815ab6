import { expect, test } from "vitest";
import { REFRESH_GRACE_SECONDS, SESSION_DAYS } from "../../../src/protocol/limits.ts";
import {
  firstRefreshToken,
  hashRefreshToken,
  isIssued,
  nextRefreshToken,
  sessionOf,
} from "../../../src/server/identity/refresh-token.ts";
import { judge, rotate, startSession } from "../../../src/server/identity/session.ts";
import { asId } from "../../as-id.ts";

const NOW = 1_800_000_000_000;
const GRACE = REFRESH_GRACE_SECONDS * 1000;
const LIFE = SESSION_DAYS * 24 * 60 * 60 * 1000;

const first = firstRefreshToken(asId("s_1"), new Uint8Array(32).fill(7), "key");
const second = nextRefreshToken(first, "key");
const third = nextRefreshToken(second, "key");
const fresh = startSession(asId("s_1"), asId("u_1"), first, NOW);
const rotated = rotate(fresh, second, NOW + 1000);

test("the current token rotates the session", () => {
  expect(judge(fresh, first, true, NOW + 1)).toBe("rotate");
  expect(judge(rotated, second, true, NOW + 1001)).toBe("rotate");
});

test("the token before it still works for a moment, and then only where what followed was never used", () => {
  expect(judge(rotated, first, true, NOW + 1000 + GRACE)).toBe("repeat");
  expect(judge(rotated, first, true, NOW + 1000 + GRACE + 1)).toBe("late");
});

test("a token two steps old means theft at once", () => {
  expect(judge(rotate(rotated, third, NOW + 2000), first, true, NOW + 2001)).toBe("reused");
});

test("AUTH2: what this server has never issued means nothing, whatever session it names", () => {
  const forged = `${first}x`;
  expect([first, second, third].map((token) => isIssued(token, "key"))).toEqual([true, true, true]);
  for (const token of [forged, `s_1.${first.split(".")[1]}.`, "s_1.a.b", `${first}.b`, "", ".."])
    expect([token, isIssued(token, "key")]).toEqual([token, false]);
  expect(isIssued(first, "another key")).toBe(false);
  expect(judge(rotated, forged, false, NOW + 1001)).toBe("wrong");
  expect(judge(fresh, forged, false, NOW + LIFE)).toBe("ended");
});

test("a session ends when it has not been used for its lifetime, counted from its last use", () => {
  expect(judge(fresh, first, true, NOW + LIFE - 1)).toBe("rotate");
  expect(judge(fresh, first, true, NOW + LIFE)).toBe("ended");
  expect(judge(rotated, second, true, NOW + LIFE + 999)).toBe("rotate");
});

test("the next token is the same for whoever trades the same one, and takes the server's key to compute", () => {
  expect(nextRefreshToken(first, "key")).toBe(second);
  expect(nextRefreshToken(first, "another key")).not.toBe(second);
  expect(new Set([first, second, third]).size).toBe(3);
  expect([first, second, third].map(sessionOf)).toEqual(["s_1", "s_1", "s_1"]);
  expect(hashRefreshToken(first)).not.toContain(first.split(".")[1]);
});

test.each(["", ".", "no dot", ".secret"])("%j names no session", (token) =>
  expect(sessionOf(token)).toBe(""),
);
