import { scryptSync } from "node:crypto";
import { expect, test } from "vitest";
import { checkPassword, hashPassword, isOutdated } from "../../../src/server/identity/password.ts";

test("only the password itself matches its hash, and no two hashes are alike", async () => {
  const [one, two] = await Promise.all([hashPassword("correct horse"), hashPassword("correct horse")]);
  expect(one).not.toBe(two);
  expect(one).not.toContain("correct");
  expect(await checkPassword("correct horse", one)).toBe(true);
  expect(await checkPassword("Correct horse", one)).toBe(false);
});

test("the same characters typed another way are the same password", async () => {
  expect(await checkPassword("cafe\u0301 au lait", await hashPassword("caf\u00e9 au lait"))).toBe(true);
});

test("a hash made with other parameters is checked with those, and is outdated", async () => {
  const salt = Buffer.from("0123456789abcdef");
  const hash = scryptSync("an old password", salt, 32, { N: 2 ** 10, r: 8, p: 1 });
  const old = `$scrypt$ln=10,r=8,p=1$${salt.toString("base64")}$${hash.toString("base64")}`;
  expect(await checkPassword("an old password", old)).toBe(true);
  expect(isOutdated(old)).toBe(true);
  expect(isOutdated(await hashPassword("a new password"))).toBe(false);
});

test("without an account nothing matches, not even after as much work", async () => {
  const stored = await hashPassword("somebody's password");
  const time = async (hash: string | undefined): Promise<number> => {
    const start = process.cpuUsage();
    expect(await checkPassword("a wrong password", hash)).toBe(false);
    const { user, system } = process.cpuUsage(start);
    return user + system;
  };
  const nobody = Math.min(await time(undefined), await time(undefined));
  const somebody = Math.min(await time(stored), await time(stored));
  expect(nobody / somebody).toBeGreaterThan(0.5);
});
