import { scryptSync } from "node:crypto";
import { expect, test } from "vitest";
import {
  checkPassword,
  hashPassword,
  isOutdated,
  passwordCost,
} from "../../../src/server/identity/password.ts";

const cost = passwordCost("14", "chat.example.org");

test("a deployment may ask for more work than ours, and only a test server for less", () => {
  const [ours, less, more] = [cost.log_n, "4", "15"];
  expect(cost).toEqual({ log_n: 14, r: 8, p: 5 });
  for (const hostname of ["chat.example.org", "localhost.example.org", "test", "mytest", "127.0.0.10"]) {
    expect(passwordCost(less, hostname).log_n).toBe(ours);
    expect(passwordCost(more, hostname).log_n).toBe(15);
    for (const nonsense of ["", "x", "-1", "14.5", "17", "1e9"])
      expect(passwordCost(nonsense, hostname).log_n).toBe(ours);
  }
  for (const hostname of ["localhost", "127.0.0.1", "[::1]", "parlor.test"]) {
    expect(passwordCost(less, hostname).log_n).toBe(4);
    for (const nonsense of ["", "x", "0", "17"]) expect(passwordCost(nonsense, hostname).log_n).toBe(ours);
  }
});

test("only the password itself matches its hash, and no two hashes are alike", async () => {
  const hash = () => hashPassword("correct horse", cost);
  const [one, two] = await Promise.all([hash(), hash()]);
  expect(one).not.toBe(two);
  expect(one).not.toContain("correct");
  expect(await checkPassword("correct horse", one, cost)).toBe(true);
  expect(await checkPassword("Correct horse", one, cost)).toBe(false);
});

test("the same characters typed another way are the same password", async () => {
  const hash = await hashPassword("caf\u00e9 au lait", cost);
  expect(await checkPassword("cafe\u0301 au lait", hash, cost)).toBe(true);
});

test("a hash made with other parameters is checked with those, and is outdated", async () => {
  const salt = Buffer.from("0123456789abcdef");
  const hash = scryptSync("an old password", salt, 32, { N: 2 ** 10, r: 8, p: 1 });
  const old = `$scrypt$ln=10,r=8,p=1$${salt.toString("base64")}$${hash.toString("base64")}`;
  expect(await checkPassword("an old password", old, cost)).toBe(true);
  expect(isOutdated(old, cost)).toBe(true);
  expect(isOutdated(await hashPassword("a new password", cost), cost)).toBe(false);
});

test("without an account nothing matches, not even after as much work", async () => {
  const stored = await hashPassword("somebody's password", cost);
  const time = async (hash: string | undefined): Promise<number> => {
    const start = process.cpuUsage();
    expect(await checkPassword("a wrong password", hash, cost)).toBe(false);
    const { user, system } = process.cpuUsage(start);
    return user + system;
  };
  // What else the machine does makes one or the other seem longer, and never shorter.
  let [nobody, somebody] = [await time(undefined), await time(stored)];
  for (let tries = 1; tries < 5 && nobody / somebody <= 0.5; tries++) {
    somebody = Math.min(somebody, await time(stored));
    nobody = Math.min(nobody, await time(undefined));
  }
  expect(nobody / somebody).toBeGreaterThan(0.5);
});
