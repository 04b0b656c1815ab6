import { expect, test } from "vitest";
import {
  GUESS_DELAY_MAX_MS,
  GUESS_DELAY_MIN_MS,
  GUESSES_FREE,
  GUESSES_REMEMBERED_MS,
  UNDER_ATTACK_FAILURES,
  UNDER_ATTACK_MS,
} from "../../../src/protocol/limits.ts";
import { guess, nextGuessAt, sourceOf } from "../../../src/server/identity/guess-limit.ts";
import { readForm } from "../../../src/tools/database.ts";
import { nodeD1 } from "../node-d1.ts";

const NOW = 1_800_000_000_000;
const [ADA, HOME, CAFE] = ["u_ada", "home", "cafe"];

function open() {
  const env = { DB: nodeD1(readForm().schema).d1 } as Env;
  let [now, checked] = [NOW, 0];
  const from = async (source: string, isRight: boolean, account = ADA) => {
    const result = await guess({ env, source, now: () => now }, account, async () => {
      checked++;
      return isRight;
    });
    return result.ok ? result.value : (result.retry_after_ms ?? 0);
  };
  return { env, from, pass: (ms: number) => (now += ms), checked: () => checked };
}

test("AUTH12: after a few wrong passwords a place has to wait, twice as long each time, and up to a limit", async () => {
  const { from, pass, checked } = open();
  for (let count = 0; count < GUESSES_FREE; count++) expect(await from(HOME, false)).toBe(false);
  const waits: number[] = [];
  for (let count = 0; count < 12; count++) {
    const wait = Number(await from(HOME, true));
    waits.push(wait);
    expect(await from(HOME, true)).toBe(wait);
    pass(wait);
    expect(await from(HOME, false)).toBe(false);
  }
  expect(waits.slice(0, 3)).toEqual([1, 2, 4].map((factor) => factor * GUESS_DELAY_MIN_MS));
  expect(waits.at(-1)).toBe(GUESS_DELAY_MAX_MS);
  // What came too early was not even looked at.
  expect(checked()).toBe(GUESSES_FREE + 12);
});

test("AUTH12: meanwhile others try the same account, and the same place other accounts, as if nothing were", async () => {
  const { from } = open();
  for (let count = 0; count < GUESSES_FREE; count++) await from(HOME, false);
  expect(await from(HOME, true)).toBeGreaterThan(0);
  expect(await from(CAFE, true)).toBe(true);
  expect(await from(HOME, true, "u_ben")).toBe(true);
});

test("AUTH12: the right password, or a day, makes a place start afresh", async () => {
  const { from, pass } = open();
  for (const again of [() => from(HOME, true), async () => pass(GUESSES_REMEMBERED_MS)]) {
    for (let count = 0; count < GUESSES_FREE - 1; count++) await from(HOME, false);
    await again();
    for (let count = 0; count < GUESSES_FREE; count++) expect(await from(HOME, false)).toBe(false);
    expect(await from(HOME, false)).toBeGreaterThan(0);
    pass(GUESSES_REMEMBERED_MS);
  }
});

test("AUTH12: many guesses at once are no more than one after the other", async () => {
  const { from, checked } = open();
  await Promise.all(Array.from({ length: 40 }, () => from(HOME, false)));
  expect(checked()).toBeLessThanOrEqual(GUESSES_FREE);
});

test("AUTH12: of an account that is guessed at from everywhere, each place has one guess, its owner's too", async () => {
  const { from, pass } = open();
  for (let count = 0; count < UNDER_ATTACK_FAILURES; count++)
    expect(await from(`bot${count}`, false)).toBe(false);
  expect(await from("another bot", false)).toBe(false);
  expect(await from("another bot", false)).toBeGreaterThan(0);
  expect(await from(HOME, true)).toBe(true);
  pass(UNDER_ATTACK_MS);
  for (let count = 0; count < GUESSES_FREE; count++) expect(await from(CAFE, false)).toBe(false);
});

test("what is old is not kept, and an address is not either", async () => {
  const { env, from, pass } = open();
  await from(HOME, false);
  pass(GUESSES_REMEMBERED_MS);
  await from(CAFE, false, "u_ben");
  const { results } = await env.DB.prepare("SELECT account FROM guesses").all<{ account: string }>();
  expect(new Set(results.map(({ account }) => account))).toEqual(new Set(["u_ben"]));
  expect(sourceOf("192.0.2.1", "key")).toMatch(/^[\w-]{22}$/);
  expect(sourceOf("192.0.2.1", "another key")).not.toBe(sourceOf("192.0.2.1", "key"));
});

test("a wait ends exactly when it is said to end", () => {
  const here = { failures: GUESSES_FREE, at: NOW };
  const none = { failures: 0, at: 0 };
  expect(nextGuessAt(here, none, NOW + 1)).toBe(NOW + GUESS_DELAY_MIN_MS);
  expect(nextGuessAt({ ...here, failures: GUESSES_FREE - 1 }, none, NOW)).toBe(NOW);
});
