import { expect, test } from "vitest";
import type { UserId } from "../../src/protocol/ids.ts";
import { mentionsIn } from "../../src/web/composer/mentions.ts";
import { names } from "../../src/web/language/names.ts";
import { refusalText } from "../../src/web/language/refusal-text.ts";
import { ago, dayLabel } from "../../src/web/language/times.ts";
import { inkOn, personColours } from "../../src/web/primitives/colour.ts";
import { connectionText } from "../../src/web/primitives/connection-text.ts";
import { initials } from "../../src/web/primitives/initials.ts";
import { wrongHandle, wrongName, wrongPassword } from "../../src/web/sign-in/checks.ts";
import { asId } from "../as-id.ts";

test("initials stand for a name in any script", () => {
  const of = {
    "Ada Lovelace": "AL",
    ada: "A",
    "Zoë van der Berg 🌷": "ZB",
    "עידו כהן": "עכ",
    李雷: "李",
    "🎩": "🎩",
    "...": ".",
  };
  for (const [name, letters] of Object.entries(of)) expect(initials(name), name).toBe(letters);
});

test("letters on a person's colour can be read", () => {
  expect(inkOn("#ffffff")).not.toBe("#ffffff");
  expect(inkOn("#000000")).toBe("#ffffff");
  expect(new Set(personColours).size).toBe(personColours.length);
});

test("the connection is told truthfully", () => {
  expect(connectionText({ state: "live", via: "socket" }, 0)).toBeUndefined();
  expect(connectionText({ state: "live", via: "poll" }, 0)).toContain("without WebSockets");
  expect(connectionText({ state: "waiting", until: 4_200, attempt: 1, offline: false }, 0)).toContain(
    "5 seconds",
  );
  expect(connectionText({ state: "waiting", until: 4_200, attempt: 1, offline: true }, 0)).toContain(
    "offline",
  );
  expect(connectionText({ state: "closed", code: "protocol_too_old" }, 0)).toContain("update");
});

test("times are as short as a list needs", () => {
  const now = new Date(2026, 2, 5, 15, 0).getTime();
  expect(ago(now - 20_000, now)).toBe("now");
  expect(ago(now + 20_000, now)).toBe("now");
  expect(ago(now - 5 * 60_000, now)).toBe("5 min");
  expect(dayLabel(now, now)).toBe("Today");
  expect(dayLabel(now - 86_400_000, now)).toBe("Yesterday");
});

test("crowds are counted", () => {
  expect(names(["Ann"])).toBe("Ann");
  expect(names(["Ann", "Bob", "Cem"])).toBe("Ann, Bob, and Cem");
  expect(names(["Ann", "Bob", "Cem", "Dan"])).toBe("Ann, Bob, and 2 others");
});

test("refusals are told in plain words, with a time to wait where there is one", () => {
  expect(refusalText({ code: "rate_limited", retry_after_ms: 1_500 })).toContain("2 seconds");
  expect(refusalText({ code: "from_the_future" })).toBe("That did not work. Please try again.");
});

test("what is typed at the entrance is checked as the server would", () => {
  expect([wrongHandle("ada.lovelace"), wrongName("Ада"), wrongPassword("12345678")]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
  for (const handle of ["", "ab", "a b c", "-ab", "x".repeat(33)])
    expect(wrongHandle(handle)?.(), handle).toBeTypeOf("string");
  for (const name of ["", " ", "a\u0007b", "x".repeat(65)])
    expect(wrongName(name)?.(), name).toBeTypeOf("string");
  for (const password of ["", "1234567"]) expect(wrongPassword(password)?.(), password).toBeTypeOf("string");
});

test("@handles of members are mentions, once each", () => {
  const member = (user_id: string, handle: string) => ({
    user_id: asId<UserId>(user_id),
    handle,
    name: handle,
    bio: "",
    color: "#000000",
    created_at: 0,
  });
  const members = [member("u_1", "ada"), member("u_2", "bob.b")];
  expect(mentionsIn("@ada, @Bob.b. and @ada and x@ada @eve", members)).toEqual(["u_1", "u_2"]);
});
