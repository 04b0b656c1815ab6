import { describe, expect, it } from "vitest";
import { assertNever, type Code, codeOfClose, codes, isCode, recoveryFor } from "../../src/protocol/codes.ts";

const all = Object.entries(codes);
const closes = all.flatMap(([code, { close }]) => (close === undefined ? [] : [[code, close] as const]));

describe("the table of codes", () => {
  it("CONNECT3: each close code is one code's, and one that applications may use", () => {
    expect(new Set(closes.map(([, close]) => close)).size).toBe(closes.length);
    for (const [code, close] of closes) {
      expect(close).toBeGreaterThanOrEqual(4000);
      expect(close).toBeLessThanOrEqual(4999);
      expect(codeOfClose(close)).toBe(code);
    }
    for (const close of [1000, 1001, 1005, 1006, 1008, 4999]) expect(codeOfClose(close)).toBeUndefined();
  });

  it.each(all)("%s is spelled and explained as the others", (code, { status, text }) => {
    expect(code).toMatch(/^[a-z]+(_[a-z]+)*$/);
    expect(text).toMatch(/^[A-Z].*\.$/);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(600);
    // A close reason has at most 123 bytes (RFC 6455 §5.5).
    expect(code.length).toBeLessThanOrEqual(123);
  });

  it("what is the server's fault may be tried again, what is the client's may not, but for haste", () => {
    for (const [code, { recovery, status }] of all) {
      if (status >= 500 || status === 429 || status === 408)
        expect([code, recovery]).toEqual([code, "retry"]);
      else expect([code, recovery]).not.toEqual([code, "retry"]);
    }
  });

  it("who is asked to sign in is told so by 401", () => {
    expect(all.filter(([, { recovery }]) => recovery === "sign_in").map(([, { status }]) => status)).toEqual([
      401, 401,
    ]);
  });

  it("knows its own codes and no property of objects", () => {
    for (const [code] of all) expect(isCode(code)).toBe(true);
    for (const name of ["", "constructor", "__proto__", "toString", "hasOwnProperty", "BAD_FRAME"])
      expect(isCode(name)).toBe(false);
  });

  it("CONNECT10, CONNECT11: a code from a newer server is tried again", () => {
    expect(recoveryFor("something_new")).toBe("retry");
    expect(recoveryFor("constructor")).toBe("retry");
    expect(recoveryFor("not_a_member" satisfies Code)).toBe("stop");
  });

  it("assertNever is loud", () => {
    expect(() => assertNever("surprise" as never)).toThrow("surprise");
  });
});
