import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { sha256 } from "../../../src/client/proof/sha256.ts";

const expected = (text: string): string => createHash("sha256").update(text, "utf8").digest("hex");

test.each([
  "",
  "abc",
  "é ≠ 👩‍👩‍👧 \u2028",
  ...[55, 56, 63, 64, 65, 119, 120, 8_000].map((length) => "x".repeat(length)),
])("is SHA-256 of the UTF-8 of a text: %j", (text) => expect(sha256(text)).toBe(expected(text)));

test("is SHA-256 of any text", () => {
  fc.assert(
    fc.property(fc.uint16Array({ maxLength: 200 }), (units) => {
      const text = String.fromCharCode(...units);
      expect(sha256(text)).toBe(expected(text));
    }),
  );
});
